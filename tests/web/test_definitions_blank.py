"""A process that does not exist yet: what it may be called, where it is drawn from, its first publication."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine

SignIn = Callable[[str], FlaskClient]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NAME = '退款 <处理> & "复核"'


def config(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.partition('id="modeler-config">')[2].partition("</script>")[0])
    return found


def test_a_new_process_is_drawn_checked_and_published(engine: Engine, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    assert owner.get("/definitions/new").status_code == 200
    page = owner.get("/definitions/new", query_string={"key": "refund", "name": NAME})
    found = config(page.text)
    xml = owner.get(found["sourceUrl"]).text
    process = ElementTree.fromstring(xml).find(f"{BPMN}process")
    assert process is not None
    assert (process.get("id"), process.get("name")) == ("refund", NAME)
    drawn = xml.replace("</bpmn:process>", REST)
    checked = owner.post(found["checkUrl"], json={"source": drawn}).json["problems"]
    assert [each for each in checked if each["severity"] == "error"] == []
    answer = owner.post(found["publishUrl"], json={"source": drawn, "comment": "第一版"})
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    [made] = engine.versions(SYSTEM, "process", "refund")
    assert (made.name, made.file, made.comment) == (NAME, "refund.bpmn", "第一版")
    assert owner.get(answer.json["url"]).status_code == 200


REST = """
    <bpmn:sequenceFlow id="go" sourceRef="refund_started" targetRef="end"/><bpmn:endEvent id="end"/></bpmn:process>"""

REFUSED = [
    ("desk", "已有标识", "it is taken"),
    ("2nd", "以字母开头", "an id in XML begins with no digit"),
    ("a b", "以字母开头", "a space"),
    ("退款", "以字母开头", "other tools want plain letters"),
    ("", "以字母开头", "nothing"),
    ('a"><b', "以字母开头", "markup"),
]


@pytest.mark.parametrize(("key", "message", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_key_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    sign_in: SignIn, key: str, message: str, why: str
) -> None:
    answer = sign_in("owner").get("/definitions/new", query_string={"key": key, "name": "退款处理"})
    assert answer.status_code == 422, why
    assert message in answer.text
    assert 'value="退款处理"' in answer.text
    assert "data-island" not in answer.text


def test_who_was_slower_is_told(engine: Engine, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    xml = owner.get("/definitions/new/source.bpmn?key=refund&name=a").text.replace("</bpmn:process>", REST)
    first = owner.post("/definitions/process/refund/publish?seen=0", json={"source": xml, "comment": ""})
    second = owner.post(
        "/definitions/process/refund/publish?seen=0", json={"source": xml.replace("P180D", "P90D"), "comment": ""}
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert len(engine.versions(SYSTEM, "process", "refund")) == 1
