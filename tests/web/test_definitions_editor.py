"""The pages that edit decisions and forms: which version, checking, publishing, conflicts, comments."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.api import SYSTEM, Engine
from engine.model.command import DeployFiles

SignIn = Callable[[str], FlaskClient]
FORM = (Path(__file__).parent / "desk" / "desk_start.form").read_text()
RENAMED = FORM.replace('"客户"', '"客户姓名"')
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rules" name="规则" namespace="rules">
  <decision id="level" name="等级"><variable name="level"/>
  <literalExpression><text>1</text></literalExpression></decision>
</definitions>"""
NOTICES = (Path(__file__).parent / "desk" / "desk.notices.yaml").read_text()
TEXTS = '{"服务台": "Service desk"}'
PLACES = {
    "form": ("desk_start", FORM, RENAMED),
    "decision": ("rules", DMN, DMN.replace(">1<", ">2<")),
    "templates": ("desk", NOTICES, NOTICES.replace("alert", "warning")),
    "texts": ("desk.en", TEXTS, TEXTS.replace("Service desk", "Help desk")),
}


@pytest.fixture(autouse=True)
def rules(engine: Engine) -> None:
    engine.execute(DeployFiles(files={"rules.dmn": DMN.encode(), "desk.texts.en.json": TEXTS.encode()}), SYSTEM)


def latest(engine: Engine, kind: str, key: str) -> int:
    return max((each.version for each in engine.versions(SYSTEM, kind, key)), default=0)


def publish(client: FlaskClient, kind: str, source: object, seen: int = 1) -> TestResponse:
    body = {"source": source, "comment": "改得更清楚"}
    return client.post(f"/definitions/{kind}/{PLACES[kind][0]}/publish?seen={seen}", json=body)


@pytest.mark.parametrize("kind", PLACES)
def test_a_version_is_opened_changed_and_published_with_a_comment(engine: Engine, sign_in: SignIn, kind: str) -> None:
    owner, (key, before, after) = sign_in("owner"), PLACES[kind]
    page = owner.get(f"/definitions/{kind}/{key}/editor").text
    config: dict[str, Any] = json.loads(page.partition('id="editor-config">')[2].partition("</script>")[0])
    assert owner.get(config["sourceUrl"]).data == before.encode()
    answer = owner.post(config["publishUrl"], json={"source": after, "comment": "改得更清楚"})
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert owner.get(config["sourceUrl"]).data == before.encode(), "an address of a version is one of that version"
    assert owner.get(f"/definitions/{kind}/{key}/source").data == after.encode()
    assert "改得更清楚" in owner.get(answer.json["url"]).text
    assert owner.post(answer.json["publishUrl"], json={"source": before, "comment": ""}).json["version"] == 3


REFUSED = [
    # kind, source, seen, status, why
    ("form", RENAMED, 0, 409, "somebody published since the page was opened"),
    ("form", FORM, 1, 422, "nothing was changed"),
    ("form", "{", 1, 422, "no JSON"),
    ("form", RENAMED.replace('"desk_start"', '"other"'), 1, 422, "the id was changed"),
    ("decision", DMN.replace(">1<", ">2<"), 0, 409, "somebody published since the page was opened"),
    ("decision", DMN.replace(">1<", ">(<"), 1, 422, "an expression that does not compile"),
    ("decision", "<a", 1, 422, "no XML"),
    ("templates", NOTICES.replace("{customer}", "{customer +}"), 1, 422, "an expression that does not compile"),
    ("templates", NOTICES.replace("alert", "scream"), 1, 422, "a level that does not exist"),
    ("templates", "- a\n", 1, 422, "no templates"),
    ("texts", TEXTS.replace("Service desk", ""), 1, 422, "a text that says nothing"),
    ("texts", TEXTS + ",", 1, 422, "no JSON"),
    ("decision", {"not": "text"}, 1, 422, "no text"),
]


@pytest.mark.parametrize(("kind", "source", "seen", "status", "why"), REFUSED, ids=[f"{r[0]}: {r[4]}" for r in REFUSED])
def test_a_refused_publication_changes_nothing(
    engine: Engine, sign_in: SignIn, kind: str, source: object, seen: int, status: int, why: str
) -> None:
    answer = publish(sign_in("owner"), kind, source, seen)
    assert answer.status_code == status, why
    assert answer.json.get("message") or answer.json.get("problems"), why
    assert [latest(engine, kind, PLACES[kind][0]), latest(engine, kind, "other")] == [1, 0]


def test_a_stale_page_is_told_who_published(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    publish(owner, "form", RENAMED)
    answer = publish(owner, "form", RENAMED.replace("姓名", "全名"), seen=1)
    assert answer.status_code == 409
    assert "周涛" in answer.json["message"]


@pytest.mark.parametrize(
    ("kind", "bad"), [("form", FORM.replace('"textfield"', '"hologram"')), ("decision", "<a/>"), ("texts", "[]")]
)
def test_checking_stores_nothing(engine: Engine, sign_in: SignIn, kind: str, bad: str) -> None:
    owner, (key, _, after) = sign_in("owner"), PLACES[kind]
    good = owner.post(f"/definitions/{kind}/{key}/check", json={"source": after})
    assert [each for each in good.json["problems"] if each["severity"] == "error"] == []
    found = owner.post(f"/definitions/{kind}/{key}/check", json={"source": bad})
    assert [each["severity"] for each in found.json["problems"]] == ["error"]
    assert found.json["problems"][0]["message"]
    assert latest(engine, kind, key) == 1


MISSING = [
    ("/definitions/form/nothing/editor", "a key that does not exist"),
    ("/definitions/form/desk_start/editor?version=9", "a version that does not exist"),
    ("/definitions/form/desk_start/source?version=9", "a version that does not exist"),
]


@pytest.mark.parametrize(("path", "why"), MISSING, ids=[row[0] for row in MISSING])
def test_what_does_not_exist_is_404(sign_in: SignIn, path: str, why: str) -> None:
    assert sign_in("owner").get(path).status_code == 404, why


def test_only_who_may_publish_is_offered_the_editor(sign_in: SignIn) -> None:
    paths = (
        "/definitions",
        "/definitions/form/desk_start",
        "/definitions/decision/rules",
        "/definitions/texts/desk.en",
    )
    assert ["/editor" in sign_in("owner").get(path).text for path in paths] == [True] * 4
    assert ["/editor" in sign_in("lin").get(path).text for path in paths] == [False] * 4
