"""The list of cases, and the page of one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import CancelInstance, DeployFiles
from webui.labels import labels_of

SignIn = Callable[[str], FlaskClient]
StartCase = Callable[..., str]

DESK = Path(__file__).parent / "desk"


@pytest.fixture
def two_cases(engine: Engine, start_case: StartCase) -> tuple[str, str]:
    """One that runs, one that was cancelled."""
    running, cancelled = start_case(business_key="KF-1"), start_case(business_key="KF-2")
    engine.execute(CancelInstance(instance_id=cancelled, reason="重复"), SYSTEM)
    return running, cancelled


SEARCHES = [
    # query, business keys found, why
    ("", {"KF-1", "KF-2"}, "all"),
    ("?search=KF-2", {"KF-2"}, "by business key"),
    ("?state=active", {"KF-1"}, "those that run"),
    ("?state=cancelled", {"KF-2"}, "those that were cancelled"),
    ("?state=nonsense", {"KF-1", "KF-2"}, "an unknown state is passed over"),
    ("?process=desk", {"KF-1", "KF-2"}, "of one process"),
    ("?process=other", set(), "of a process without cases"),
]


@pytest.mark.parametrize(("query", "found", "why"), SEARCHES, ids=[row[2] for row in SEARCHES])
def test_cases_are_found(sign_in: SignIn, two_cases: tuple[str, str], query: str, found: set[str], why: str) -> None:
    page = sign_in("auditor").get(f"/instances{query}").text
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert {key for key in ("KF-1", "KF-2") if key in rows} == found, why


def test_an_auditor_finds_the_replay_of_each_case(sign_in: SignIn, two_cases: tuple[str, str]) -> None:
    page = sign_in("auditor").get("/instances").text
    assert all(f'href="/audit/{each}"' in page for each in two_cases)


def test_a_case_shows_where_it_stands(sign_in: SignIn, start_case: StartCase) -> None:
    page = sign_in("wang").get(f"/instances/{start_case('钱多多', business_key='KF-7')}").text
    shown = {
        "KF-7": "business key",
        "服务台": "name of the process",
        "林晓": "who started it",
        "钱多多": "its data",
        "办理请求": "its open task",
        "初级客服": "who may take it",
        "剩余 2 小时": "its deadline",
        "流转记录": "its timeline",
        "/diagram.bpmn": "its diagram",
    }
    assert {text: why for text, why in shown.items() if text not in page} == {}


def test_values_of_customers_are_no_markup(sign_in: SignIn, start_case: StartCase) -> None:
    page = sign_in("wang").get(f"/instances/{start_case('<script>alert(1)</script>')}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_diagram_is_that_of_the_case(sign_in: SignIn, start_case: StartCase) -> None:
    answer = sign_in("lin").get(f"/instances/{start_case()}/diagram.bpmn")
    assert answer.data == (DESK / "desk.bpmn").read_bytes()
    assert answer.mimetype == "application/xml"


def test_a_case_is_exported_as_a_file(sign_in: SignIn, start_case: StartCase) -> None:
    instance_id = start_case()
    answer = sign_in("auditor").get(f"/instances/{instance_id}/export.json")
    assert answer.mimetype == "application/json"
    assert f'attachment; filename="{instance_id}.history.json"' in answer.headers["Content-Disposition"]
    assert instance_id in json.dumps(json.loads(answer.data))


def test_a_supervisor_cancels_with_a_reason(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    instance_id, wang = start_case(), sign_in("wang")
    assert wang.post(f"/instances/{instance_id}/cancel", data={"reason": "  "}).status_code == 422
    assert engine.instance(SYSTEM, instance_id).state == "active"
    page = wang.post(f"/instances/{instance_id}/cancel", data={"reason": "客户撤诉"}, follow_redirects=True).text
    assert engine.instance(SYSTEM, instance_id).state == "cancelled"
    assert "已终止" in page
    assert "客户撤诉" in page, "the reason stands in the timeline"


def test_cancelling_twice_is_told(sign_in: SignIn, two_cases: tuple[str, str]) -> None:
    answer = sign_in("wang").post(f"/instances/{two_cases[1]}/cancel", data={"reason": "again"})
    assert answer.status_code in (409, 422)


def test_an_unknown_case_is_404(sign_in: SignIn) -> None:
    assert sign_in("auditor").get("/instances/nowhere").status_code == 404


# what variables are called


def test_data_is_shown_under_the_labels_of_its_forms(sign_in: SignIn, start_case: StartCase) -> None:
    page = sign_in("wang").get(f"/instances/{start_case('钱多多')}").text
    assert '<th scope="row" title="customer">客户</th>' in page


def test_labels_come_from_nested_fields_and_stay_apart(app: Flask, engine: Engine, start_case: StartCase) -> None:
    fields = [
        {"type": "group", "components": [{"type": "textfield", "key": "result", "label": "说明"}]},
        {"type": "group", "path": "inner", "components": [{"type": "textfield", "key": "refund", "label": "部分"}]},
        {"type": "textfield", "key": "reason", "label": "说明"},
        {"type": "textfield", "key": "computed", "label": '="a"'},
        {"type": "text", "text": "no field"},
    ]
    form = {"type": "default", "id": "desk_handle", "schemaVersion": 16, "components": fields}
    engine.execute(DeployFiles(files={"desk_handle.form": json.dumps(form).encode()}), SYSTEM)
    instance = engine.instance(SYSTEM, start_case())
    with app.test_request_context():
        labels = labels_of(engine, SYSTEM, instance)
    assert labels == {
        "customer": "客户",
        "result": "说明（result）",
        "reason": "说明（reason）",
    }
