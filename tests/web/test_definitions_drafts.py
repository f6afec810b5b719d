"""Drafts on the pages: saved from an editor, opened again, compared, checked together, published, discarded."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import CreateUser, DeployFiles

SignIn = Callable[[str], FlaskClient]
FOLDER = Path(__file__).parent / "desk"
DESK = (FOLDER / "desk.bpmn").read_text()
FORM = (FOLDER / "desk_start.form").read_text()
CHANGED = DESK.replace("<bpmn:timeDuration>PT2H", "<bpmn:timeDuration>PT1H")
FAULTY = DESK.replace("exclusiveGateway", "globalTask").replace('camunda:topic="notify"', 'camunda:topic="nobody"')


@pytest.fixture
def owner(engine: Engine, sign_in: SignIn) -> FlaskClient:
    engine.execute(CreateUser(user_id="xie", name="谢芳", roles=["process_owner"]), SYSTEM)
    return sign_in("owner")


def config(client: FlaskClient, address: str) -> dict[str, Any]:
    page = client.get(address).text
    found: dict[str, Any] = json.loads(re.split(r'id="(?:modeler|editor)-config">', page)[1].partition("</script>")[0])
    return found


def save(client: FlaskClient, links: dict[str, Any], source: str) -> dict[str, Any]:
    answer = client.post(links["saveUrl"], json={"source": source})
    assert answer.status_code == 200, answer.text
    saved: dict[str, Any] = answer.json
    return saved


def sent(page: str) -> dict[str, str]:
    """The hidden fields of the form that publishes."""
    form = page.partition('id="publish"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


@pytest.fixture
def saved(owner: FlaskClient) -> dict[str, Any]:
    return save(owner, config(owner, "/definitions/process/desk/modeler"), CHANGED)


def test_what_was_saved_is_opened_again(owner: FlaskClient, saved: dict[str, Any]) -> None:
    again = config(owner, saved["editUrl"])
    assert owner.get(again["sourceUrl"]).text == CHANGED
    assert again["saveUrl"] == saved["saveUrl"]
    assert config(owner, "/definitions/process/desk/modeler")["version"] == 1, "the published version is as it was"


def test_drafts_are_listed_with_who_and_when(owner: FlaskClient, saved: dict[str, Any], sign_in: SignIn) -> None:
    for address in ("/definitions", "/definitions/process/desk"):
        row = owner.get(address).text.partition('data-row="draft/')[2].partition("</tr>")[0]
        assert all(text in row for text in ("周涛", "01-05 09:00", "desk.bpmn")), address
        assert "草稿" not in sign_in("lin").get(address).text, "nobody else's business"


def test_a_draft_is_compared_with_what_is_published(owner: FlaskClient, saved: dict[str, Any]) -> None:
    link = re.search(r'href="([^"]*compare[^"]*)"', owner.get(saved["draftUrl"]).text)
    assert link
    page = owner.get(link[1]).text
    sides = json.loads(page.partition('id="compare-config">')[2].partition("</script>")[0])
    assert owner.get(sides["before"]["xmlUrl"]).text == DESK
    assert owner.get(sides["after"]["xmlUrl"]).text == CHANGED
    assert sides["after"]["title"] == "草稿：周涛，01-05 09:00 保存"
    assert owner.get("/definitions/process/desk/compare?to=draft:no").status_code == 404


def test_who_saves_second_is_told_by_whom_and_keeps_the_work(
    owner: FlaskClient, saved: dict[str, Any], sign_in: SignIn
) -> None:
    save(sign_in("xie"), saved, DESK)
    answer = owner.post(saved["saveUrl"], json={"source": CHANGED})
    assert answer.status_code == 409
    assert all(text in answer.json["message"] for text in ("谢芳", "01-05 09:00", "没有丢失", "另存为新草稿"))
    beside = owner.post(saved["newDraftUrl"], json={"source": CHANGED})
    assert beside.status_code == 200
    assert beside.json["draftUrl"] != saved["draftUrl"]


def test_a_draft_is_published_with_its_comment(engine: Engine, owner: FlaskClient, saved: dict[str, Any]) -> None:
    form = sent(owner.get(saved["draftUrl"]).text)
    answer = owner.post(f"{saved['draftUrl']}/publish", data={**form, "comment": "时限减半"})
    assert answer.location == "/definitions/process/desk"
    page = owner.get(answer.location).text
    assert "草稿已发布为新版本" in page
    assert "时限减半" in page
    assert "draft/" not in page
    assert owner.get(saved["draftUrl"]).status_code == 404
    again = owner.post(f"{saved['draftUrl']}/publish", data={**form, "comment": "时限减半"})
    assert again.status_code == 302, "sent twice acts once"
    assert len(engine.versions(SYSTEM, "process", "desk")) == 2


def test_without_a_comment_nothing_is_published(engine: Engine, owner: FlaskClient, saved: dict[str, Any]) -> None:
    form = sent(owner.get(saved["draftUrl"]).text)
    answer = owner.post(f"{saved['draftUrl']}/publish", data={**form, "comment": " "})
    assert answer.status_code == 422
    assert len(engine.versions(SYSTEM, "process", "desk")) == 1


def test_a_faulty_draft_is_saved_told_and_not_published(engine: Engine, owner: FlaskClient) -> None:
    saved = save(owner, config(owner, "/definitions/process/desk/modeler"), FAULTY)
    page = owner.get(saved["draftUrl"]).text
    assert "problem-error" in page
    assert "改正后才能发布" in page
    answer = owner.post(f"{saved['draftUrl']}/publish", data={**sent(page), "comment": "试试"})
    assert answer.status_code == 422
    assert "试试" in answer.text, "what was typed is kept"
    assert len(engine.versions(SYSTEM, "process", "desk")) == 1


def test_a_newer_version_is_replaced_only_knowingly(engine: Engine, owner: FlaskClient, saved: dict[str, Any]) -> None:
    engine.execute(DeployFiles(files={"desk.bpmn": DESK.replace("PT2H", "PT3H").encode()}, comment="放宽"), SYSTEM)
    page = owner.get(saved["draftUrl"]).text
    assert "已发布版本 2（放宽）" in page
    data = {**sent(page), "comment": "时限减半"}
    assert owner.post(f"{saved['draftUrl']}/publish", data=data).status_code == 409
    choice = re.search(r'name="replaces" value="([^"]*)"', page)
    assert choice
    assert owner.post(f"{saved['draftUrl']}/publish", data={**data, "replaces": choice[1]}).status_code == 302
    assert len(engine.versions(SYSTEM, "process", "desk")) == 3


def test_a_form_goes_with_the_process_that_needs_it(engine: Engine, owner: FlaskClient, saved: dict[str, Any]) -> None:
    page = owner.get(saved["draftUrl"]).text
    choices = re.findall(r'<option value="([^"]*)"', page)
    assert {"form/desk_start", "form/desk_handle"} <= set(choices)
    opened = owner.get(f"{saved['draftUrl']}/add?definition=form/desk_start")
    links = config(owner, opened.location)
    changed = FORM.replace("客户", "顾客")
    both = save(owner, links, changed)
    assert both["draftUrl"] == saved["draftUrl"]
    page = owner.get(saved["draftUrl"]).text
    assert "发布草稿（2 个文件）" in page
    assert owner.post(f"{saved['draftUrl']}/publish", data={**sent(page), "comment": "一起"}).status_code == 302
    assert engine.source(SYSTEM, "desk_start:2", "form").decode() == changed
    assert owner.get(f"{saved['draftUrl']}/add?definition=form/other").status_code == 404


def test_english_texts_begin_in_a_draft(engine: Engine, owner: FlaskClient, saved: dict[str, Any]) -> None:
    links = config(owner, owner.get(f"{saved['draftUrl']}/add?definition=texts/desk.en").location)
    assert links["sourceUrl"] is None, "there is nothing yet"
    save(owner, links, '{"服务台": "Service desk"}')
    page = owner.get(saved["draftUrl"]).text
    assert "desk.texts.en.json" in page
    assert owner.post(f"{saved['draftUrl']}/publish", data={**sent(page), "comment": "译文"}).status_code == 302
    assert engine.texts("en")["服务台"] == "Service desk"


def test_names_follow_the_readers_language(engine: Engine, owner: FlaskClient) -> None:
    texts = '{"服务台": "Service desk", "办理请求": "Handle request", "没有画": "not drawn"}'
    engine.execute(DeployFiles(files={"desk.texts.en.json": texts.encode()}), SYSTEM)
    with owner.session_transaction() as session:
        session["language"] = "en"
    found = config(owner, "/definitions/process/desk/modeler")["texts"]
    assert found == {"服务台": "Service desk", "办理请求": "Handle request"}
    page = owner.get("/definitions/process/desk/compare").text
    assert json.loads(page.partition('id="compare-config">')[2].partition("</script>")[0])["texts"] == found


def test_the_other_files_of_a_draft_count_when_one_is_checked(owner: FlaskClient, saved: dict[str, Any]) -> None:
    other = DESK.replace('camunda:formRef="desk_start"', 'camunda:formRef="desk_new"')
    assert "desk_new" in owner.post(saved["checkUrl"], json={"source": other}).text
    form = FORM.replace('"desk_start"', '"desk_new"')
    links = config(owner, f"/definitions/form/desk_new/editor?draft={saved['draftUrl'].rpartition('/')[2]}")
    save(owner, links, form)
    assert "desk_new" not in owner.post(saved["checkUrl"], json={"source": other}).text


def test_a_problem_of_another_file_says_which(owner: FlaskClient, saved: dict[str, Any]) -> None:
    links = config(owner, owner.get(f"{saved['draftUrl']}/add?definition=form/desk_start").location)
    save(owner, links, "{}")
    problems = owner.post(saved["checkUrl"], json={"source": CHANGED}).json["problems"]
    assert {each["file"] for each in problems if each["severity"] == "error"} >= {"desk_start.form"}


def test_a_new_process_is_a_draft_first(engine: Engine, owner: FlaskClient) -> None:
    links = config(owner, "/definitions/new?key=refund&name=退款")
    source = owner.get(links["sourceUrl"]).text
    saved = save(owner, links, source)
    assert owner.get(config(owner, saved["editUrl"])["sourceUrl"]).text == source
    assert "refund" in owner.get("/definitions").text
    assert owner.get(saved["draftUrl"]).status_code == 200
    answer = owner.post(f"{saved['draftUrl']}/discard", data={"revision": "1"})
    assert answer.location == "/definitions"
    assert engine.definition_drafts(SYSTEM) == []


def test_a_draft_that_a_colleague_saved_meanwhile_is_not_discarded(
    owner: FlaskClient, saved: dict[str, Any], sign_in: SignIn
) -> None:
    save(sign_in("xie"), saved, DESK)
    assert owner.post(f"{saved['draftUrl']}/discard", data={"revision": "1"}).status_code == 409
    assert owner.get(saved["draftUrl"]).status_code == 200


STRANGE = [
    ("/definitions/drafts/no", "an unknown draft"),
    ("/definitions/drafts/no/process/desk", "a file of an unknown draft"),
    ("/definitions/process/desk/modeler?draft=no", "an unknown draft in the modeler"),
    ("/definitions/form/desk_start/editor?draft=no", "an unknown draft in an editor"),
]


@pytest.mark.parametrize(("path", "why"), STRANGE, ids=[row[1] for row in STRANGE])
def test_what_does_not_exist_is_404(owner: FlaskClient, path: str, why: str) -> None:
    assert owner.get(path).status_code == 404, why
