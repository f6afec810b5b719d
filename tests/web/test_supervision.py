"""Overdue work given to others; incidents repaired."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import DeployFiles, StartInstance

SignIn = Callable[[str], FlaskClient]

BROKEN = Path(__file__).parent / "broken" / "broken.bpmn"


@pytest.fixture
def late_case(clock: ManualClock, start_case: Callable[..., str]) -> str:
    instance_id = start_case(business_key="KF-LATE")
    clock.advance(timedelta(hours=3))
    start_case(business_key="KF-NEW")
    return instance_id


def test_what_is_late_is_listed_and_what_is_not_is_not(sign_in: SignIn, late_case: str) -> None:
    for path in ("/supervision", "/supervision?show=cases"):
        page = sign_in("wang").get(path).text
        assert "KF-LATE" in page, path
        assert "KF-NEW" not in page, path
    assert "超时 1 小时" in sign_in("wang").get("/supervision").text


def test_late_tasks_are_given_to_somebody_else(engine: Engine, sign_in: SignIn, late_case: str) -> None:
    [task] = [each for each in engine.instance_tasks(SYSTEM, late_case) if each.state == "open"]
    data: dict[str, Any] = {"task_id": [task.id, "nowhere.1"], "assignee": "zhang", "back": "/supervision?show=tasks"}
    answer = sign_in("wang").post("/supervision/assign", data=data, follow_redirects=True)
    assert engine.user_task(SYSTEM, task.id).assignee == "zhang"
    assert "已将 1 项任务转办给张三" in answer.text
    assert "alert-warning" in answer.text, "the one that could not be assigned is told"


def test_nothing_chosen_is_told(sign_in: SignIn) -> None:
    assert sign_in("wang").post("/supervision/assign", data={"assignee": "zhang"}).status_code == 422


def test_only_who_works_on_tasks_is_offered(sign_in: SignIn, late_case: str) -> None:
    page = sign_in("wang").get("/supervision").text
    offered = page.partition('name="assignee"')[2].partition("</select>")[0]
    assert 'value="zhang"' in offered
    assert 'value="auditor"' not in offered


def test_an_auditor_sees_what_is_late_and_changes_nothing(sign_in: SignIn, late_case: str) -> None:
    page = sign_in("auditor").get("/supervision").text
    assert "KF-LATE" in page
    assert 'name="assignee"' not in page


# incidents


@pytest.fixture
def stuck(engine: Engine) -> str:
    """An instance that stopped because its amount is missing."""
    engine.execute(DeployFiles(files={BROKEN.name: BROKEN.read_bytes()}), SYSTEM)
    instance_id: str = engine.execute(StartInstance(key="broken", business_key="KF-STUCK"), SYSTEM)
    assert engine.instance(SYSTEM, instance_id).incident_count == 1
    return instance_id


@pytest.fixture
def incident(engine: Engine, stuck: str) -> str:
    [found] = engine.instance_incidents(SYSTEM, stuck)
    return f"/supervision/incidents/{found.id}"


def test_an_incident_says_where_and_why(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    [found] = engine.instance_incidents(SYSTEM, stuck)
    for path in ("/supervision/incidents", incident):
        page = sign_in("wang").get(path).text
        assert "金额大吗" in page, f"{path}: the element by its name"
        assert "KF-STUCK" in page, path
        assert found.code not in page, f"{path}: the reason in words, not as a code"


def test_the_case_shows_its_incident(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    [found] = engine.instance_incidents(SYSTEM, stuck)
    page = sign_in("wang").get(f"/instances/{stuck}").text
    assert "有 1 个异常" in page
    assert found.code not in page, "in words, in the timeline too"
    assert f'action="{incident}/retry"' in page


def test_retrying_without_a_cure_leaves_it(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    page = sign_in("wang").post(f"{incident}/retry", follow_redirects=True).text
    assert "仍有异常" in page
    assert engine.instance(SYSTEM, stuck).state == "active"


def test_changing_the_variable_and_retrying_goes_on(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    data = {"name": "amount", "kind": "number", "value": "12.5", "retry": "yes"}
    page = sign_in("wang").post(f"{incident}/variable", data=data, follow_redirects=True).text
    assert "流程继续" in page
    assert engine.instance(SYSTEM, stuck).state == "completed"
    assert "KF-STUCK" in sign_in("wang").get("/supervision/incidents?state=resolved").text
    assert "KF-STUCK" not in sign_in("wang").get("/supervision/incidents").text


def test_a_variable_can_be_changed_without_retrying(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    data = {"name": "amount", "kind": "number", "value": "3"}
    page = sign_in("wang").post(f"{incident}/variable", data=data, follow_redirects=True).text
    assert engine.variables(SYSTEM, stuck)["amount"] == 3
    assert engine.instance(SYSTEM, stuck).incident_count == 1
    assert "amount" in page


MISTAKES = [
    ({"name": "", "kind": "text", "value": "a"}, "请填写名称", "no name"),
    ({"name": "amount", "kind": "number", "value": "ten"}, "值不符合类型", "no number"),
    ({"name": "amount", "kind": "toy", "value": "1"}, "值不符合类型", "a kind that does not exist"),
]


@pytest.mark.parametrize(("data", "message", "why"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_a_mistake_keeps_what_was_typed(
    sign_in: SignIn, incident: str, data: dict[str, str], message: str, why: str
) -> None:
    answer = sign_in("wang").post(f"{incident}/variable", data=data)
    assert answer.status_code == 422, why
    assert message in answer.text
    assert f">{data['value']}</textarea>" in answer.text


def test_a_variable_is_opened_for_change(engine: Engine, sign_in: SignIn, stuck: str, incident: str) -> None:
    wang = sign_in("wang")
    wang.post(f"{incident}/variable", data={"name": "amount", "kind": "json", "value": '{"a": 1}'})
    page = wang.get(f"{incident}?variable=amount").text
    assert '<option value="json" selected>' in page


def test_an_incident_that_is_gone_is_404(sign_in: SignIn, stuck: str, incident: str) -> None:
    assert sign_in("wang").get(f"/supervision/incidents/{stuck}.999").status_code == 404
    assert sign_in("wang").post("/supervision/incidents/nowhere.1/retry").status_code == 404
    assert "没有编号为“”" not in sign_in("wang").get("/supervision/incidents/nowhere").text
