"""Versions, upload and the modeler's publishing."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.api import SYSTEM, Engine
from engine.model.command import DeployFiles

SignIn = Callable[[str], FlaskClient]

DESK = (Path(__file__).parent / "desk" / "desk.bpmn").read_text()
GRADE = Path(__file__).parents[2] / "processes/complaint/complaint_grade.dmn"
BROKEN = (Path(__file__).parent / "broken" / "broken.bpmn").read_text()
DEADLINE = DESK.replace("<bpmn:timeDuration>PT2H", "<bpmn:timeDuration>PT1H")
UNSUPPORTED = BROKEN.replace(
    "<bpmn:exclusiveGateway", '<bpmn:exclusiveGateway camunda:diagramRelationId="x" camunda:taskPriority="5"'
)


def latest(engine: Engine, key: str = "desk") -> int:
    return max((each.version for each in engine.versions(SYSTEM, "process", key)), default=0)


def upload(client: FlaskClient, files: dict[str, str | bytes], comment: str = "") -> TestResponse:
    contents = [(io.BytesIO(data.encode() if isinstance(data, str) else data), name) for name, data in files.items()]
    return client.post("/definitions/upload", data={"files": contents, "comment": comment})


def publish(client: FlaskClient, xml: object, seen: int = 1, key: str = "desk") -> TestResponse:
    return client.post(
        f"/definitions/process/{key}/publish?seen={seen}", json={"source": xml, "comment": "时限改为一小时"}
    )


# what is there


def test_the_list_shows_what_is_deployed_and_how_many_run(sign_in: SignIn, start_case: Callable[..., str]) -> None:
    start_case(), start_case()
    page = sign_in("owner").get("/definitions").text
    row = page.partition('data-row="process/desk:1"')[2].partition("</tr>")[0]
    assert "服务台" in row
    assert ">2</a>" in row, "two cases run"
    assert "desk_start" in page, "forms are listed too"


def test_of_very_many_that_run_nobody_knows_the_number(
    sign_in: SignIn, start_case: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.queries.definitions.COUNTED", 1)
    start_case(), start_case()
    owner = sign_in("owner")
    for path in ("/definitions", "/definitions/process/desk"):
        assert "1+" in re.findall(r">([\d,]+\+?)<", owner.get(path).text)


def test_the_list_names_the_decisions_of_each_file(engine: Engine, sign_in: SignIn) -> None:
    engine.execute(DeployFiles(files={GRADE.name: GRADE.read_bytes()}), SYSTEM)
    page = sign_in("owner").get("/definitions").text
    row = page.partition('data-row="decision/')[2].partition("</tr>")[0]
    assert ">complaint_grade</div>" in row


def test_the_versions_say_who_and_why(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    assert publish(owner, DEADLINE).status_code == 200
    page = owner.get("/definitions/process/desk").text
    assert all(text in page for text in ("v1", "v2", "周涛", "时限改为一小时", "最新"))


def test_a_version_is_downloaded_as_it_was_deployed(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    publish(owner, DEADLINE)
    first = owner.get("/definitions/process/desk/1/file")
    assert first.data == DESK.encode()
    assert "filename=desk.bpmn" in first.headers["Content-Disposition"].replace('"', "")
    assert owner.get("/definitions/process/desk/2/file").data == DEADLINE.encode()


def test_a_file_with_a_chinese_name_is_downloaded_under_it(engine: Engine, sign_in: SignIn) -> None:
    engine.execute(DeployFiles(files={"服务台 流程.bpmn": DEADLINE.encode()}), SYSTEM)
    header = sign_in("owner").get("/definitions/process/desk/2/file").headers["Content-Disposition"]
    assert "filename*=UTF-8''" + quote("服务台 流程.bpmn") in header, "as RFC 6266 has it"
    assert header.isascii()


MISSING = [
    ("/definitions/process/nothing", "a key that does not exist"),
    ("/definitions/process/desk?version=9", "a version that does not exist"),
    ("/definitions/process/desk/9/file", "a version that does not exist"),
    ("/definitions/process/desk/modeler?version=9", "a version that does not exist"),
    ("/definitions/process/desk/source.bpmn?version=9", "a version that does not exist"),
    ("/definitions/toys/desk", "a kind that does not exist"),
]


@pytest.mark.parametrize(("path", "why"), MISSING, ids=[row[0] for row in MISSING])
def test_what_does_not_exist_is_404(sign_in: SignIn, path: str, why: str) -> None:
    assert sign_in("owner").get(path).status_code == 404, why


# upload


def test_files_are_deployed_together(engine: Engine, sign_in: SignIn) -> None:
    form = json.dumps({"type": "default", "id": "extra", "schemaVersion": 16, "components": []})
    answer = upload(sign_in("owner"), {"desk.bpmn": DEADLINE, "extra.form": form}, "两个文件")
    assert answer.status_code == 200
    assert all(text in answer.text for text in ("服务台 v2", "extra v1"))
    assert latest(engine) == 2


def test_the_same_file_makes_no_new_version(engine: Engine, sign_in: SignIn) -> None:
    answer = upload(sign_in("owner"), {"desk.bpmn": DESK})
    assert answer.status_code == 200
    assert "没有产生新版本" in answer.text
    assert latest(engine) == 1


def test_a_refused_upload_names_line_and_element_and_stores_nothing(engine: Engine, sign_in: SignIn) -> None:
    answer = upload(sign_in("owner"), {"desk.bpmn": DEADLINE, "broken.bpmn": UNSUPPORTED}, "我的说明")
    line = next(number for number, text in enumerate(UNSUPPORTED.splitlines(), 1) if "<bpmn:exclusiveGateway" in text)
    row = next(row for row in answer.text.split("<tr")[1:] if "problem-error" in row)
    cells = re.findall(r"<td>(.*?)</td>", row, re.S)
    assert answer.status_code == 422
    assert cells[1:4] == ["broken.bpmn", str(line), "choice"]
    assert latest(engine) == 1, "the good file beside it is not stored either"
    assert latest(engine, "broken") == 0
    assert "我的说明" in answer.text, "what was typed is kept"


REFUSED = [
    ({}, 422, "no file"),
    ({"notes.txt": "hello"}, 422, "a kind of file that is not taken"),
    ({"desk.bpmn": "<a"}, 422, "no XML"),
    ({"desk.bpmn": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, 422, "a DOCTYPE"),
    ({"desk.bpmn": b"\x00" * (7 * 1024 * 1024)}, 413, "larger than anything that is taken"),
]


@pytest.mark.parametrize(("files", "status", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_bad_files_are_refused(
    engine: Engine, sign_in: SignIn, files: dict[str, str | bytes], status: int, why: str
) -> None:
    answer = upload(sign_in("owner"), files)
    assert answer.status_code == status, why
    assert 'id="files"' in answer.text and 'role="alert"' in answer.text, "the form is there again, and says why"
    assert latest(engine) == 1


def test_what_was_written_stays_when_a_file_cannot_be_taken(sign_in: SignIn) -> None:
    answer = upload(sign_in("owner"), {"setup.exe": "MZ"}, "我的说明")
    assert "“setup.exe”不能上传" in answer.text
    assert "我的说明" in answer.text


def test_who_may_not_upload_is_shown_no_form_for_a_large_file_either(app: Flask, sign_in: SignIn) -> None:
    large: dict[str, str | bytes] = {"desk.bpmn": b"0" * (7 * 1024 * 1024)}
    for client in (sign_in("lin"), app.test_client()):
        assert 'id="files"' not in upload(client, large).text


def test_a_name_cannot_leave_the_folder(engine: Engine, sign_in: SignIn) -> None:
    assert upload(sign_in("owner"), {"../../desk.bpmn": DEADLINE}).status_code == 200
    assert {each.file for each in engine.versions(SYSTEM, "process", "desk")} == {"desk.bpmn"}


def test_an_upload_may_be_larger_than_other_requests(sign_in: SignIn) -> None:
    padding = f"<!--{'x' * 2_000_000}-->"
    assert upload(sign_in("owner"), {"desk.bpmn": DEADLINE + padding}).status_code == 200


# modeler


def modeler_config(page: str) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(page.partition('id="modeler-config">')[2].partition("</script>")[0])
    return config


def test_the_modeler_opens_the_version_asked_for(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    publish(owner, DEADLINE)
    config = modeler_config(owner.get("/definitions/process/desk/modeler?version=1").text)
    assert config["version"] == 1
    assert owner.get(config["sourceUrl"]).data == DESK.encode()
    assert config["publishUrl"].endswith("seen=2"), "the latest that the author saw, whichever is open"
    assert config["csrfToken"]


def test_checking_stores_nothing(engine: Engine, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    good = owner.post("/definitions/process/desk/check", json={"source": DEADLINE})
    bad = owner.post("/definitions/process/desk/check", json={"source": UNSUPPORTED})
    assert [each for each in good.json["problems"] if each["severity"] == "error"] == []
    assert ("error", "choice") in {(each["severity"], each["element"]) for each in bad.json["problems"]}
    assert all(each["message"] for each in bad.json["problems"])
    assert latest(engine) == 1


def test_publishing_makes_the_next_version(engine: Engine, sign_in: SignIn, start_case: Callable[..., str]) -> None:
    before, owner = start_case(), sign_in("owner")
    answer = publish(owner, DEADLINE)
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert owner.get(answer.json["url"]).status_code == 200
    assert engine.instance(SYSTEM, before).version == 1, "what runs stays on its version"
    assert engine.instance(SYSTEM, start_case()).version == 2
    again = owner.post(answer.json["publishUrl"], json={"source": DESK, "comment": "back"})
    assert again.json["version"] == 3


REFUSED_PUBLICATIONS = [
    # xml, seen, status, why
    (DEADLINE, 0, 409, "somebody published since the page was opened"),
    (UNSUPPORTED, 1, 422, "not supported"),
    ("<a", 1, 422, "no XML"),
    (DESK, 1, 422, "nothing was changed"),
    (DEADLINE.replace('"desk"', '"table"'), 1, 422, "the process id was changed"),
    ({"not": "text"}, 1, 422, "no text"),
]


@pytest.mark.parametrize(
    ("xml", "seen", "status", "why"), REFUSED_PUBLICATIONS, ids=[r[3] for r in REFUSED_PUBLICATIONS]
)
def test_a_refused_publication_changes_nothing(
    engine: Engine, sign_in: SignIn, xml: object, seen: int, status: int, why: str
) -> None:
    answer = publish(sign_in("owner"), xml, seen)
    assert answer.status_code == status, why
    assert answer.json.get("message") or answer.json.get("problems"), why
    assert latest(engine) == 1
    assert latest(engine, "table") == 0


def test_a_stale_page_is_told_who_published(engine: Engine, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    publish(owner, DEADLINE)
    answer = publish(owner, DESK, seen=1)
    assert answer.status_code == 409
    assert "周涛" in answer.json["message"]
    assert latest(engine) == 2


def test_templates_for_tasks_come_in_the_language_of_the_reader(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    chinese = owner.get("/definitions/element-templates.json").json
    owner.post("/language", data={"language": "en"})
    english = owner.get("/definitions/element-templates.json").json
    assert [each["id"] for each in chinese] == [each["id"] for each in english] == ["kefuflow.notify"]
    assert (chinese[0]["name"], english[0]["name"]) == ("发送通知", "Send a notice")


def test_a_drawing_is_shown_and_cannot_be_edited_or_started(engine: Engine, sign_in: SignIn) -> None:
    drawn = DESK.replace('isExecutable="true"', 'isExecutable="false"').replace('id="desk"', 'id="landscape"')
    engine.execute(DeployFiles(files={"l.bpmn": drawn.replace("PT2H", "one day").encode()}), SYSTEM)
    client = sign_in("owner")
    listed = client.get("/definitions").text.partition('data-row="drawing/landscape:1"')[2].partition("</tr>")[0]
    assert "/definitions/drawing/landscape" in listed and "modeler" not in listed
    page = client.get("/definitions/drawing/landscape").text
    assert "/definitions/drawing/landscape/1/file" in page and "图示只供查看" in page and "modeler" not in page
    assert b"one day" in client.get("/definitions/drawing/landscape/1/file").data
