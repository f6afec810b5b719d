"""Trying a drawing out: what the modeler is told. The running itself is proved in tests/scenarios/test_trial.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import Engine
from engine.model.trial import Trial, TrialFailure, TrialResult

SignIn = Callable[[str], FlaskClient]
DESK = (Path(__file__).parent / "desk" / "desk.bpmn").read_text()
PASSED = TrialResult("按时办结", [], ["received", "handle"], ["to_handle"])
LATE = TrialFailure(3, "scenario.expected", {"what": "tasks", "expected": "handle", "actual": "—"})
VALUE = TrialFailure(4, "scenario.expected", {"what": "values.refund", "expected": "5", "actual": "6"})
REJECTED = TrialFailure(5, "scenario.rejected", {"reason": "task.not_yours", "detail": "", "params": {}})


def tried(engine: Engine, client: FlaskClient, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(engine, "try_out", lambda actor, key, files: trial)
    answer = client.post("/definitions/process/desk/try", json={"source": DESK})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def test_each_scenario_is_told_in_words(engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = TrialResult("超时升级", [LATE, VALUE, REJECTED], ["tell"], ["to_tell"])
    found = tried(engine, sign_in("owner"), Trial([PASSED, failed], 2), monkeypatch)
    assert found["summary"] == "试运行了 2 个场景：通过 1 个，未通过 1 个。"
    assert not found["passed"]
    assert [(each["name"], each["passed"]) for each in found["scenarios"]] == [("按时办结", True), ("超时升级", False)]
    first, second, third = found["scenarios"][1]["failures"]
    assert first == "第 3 步：待办任务：应为 handle，实为 —"
    assert second == "第 4 步：数据 refund：应为 5，实为 6"
    assert third.startswith("第 5 步：操作被拒绝：")
    assert "task.not_yours" not in third
    assert (found["elements"], found["flows"]) == (["handle", "received", "tell"], ["to_handle", "to_tell"])


TOLD = [
    # what, what was expected as the runner writes it, as people read it
    ("tasks", "handle(junior_agents; 2026-01-05T03:00Z)", "办理请求(初级客服; 01-05 11:00)"),
    ("tasks_include", "handle(lin; —)", "办理请求(林晓; —)"),
    ("timers", "late(2026-01-05T03:00Z), other(—)", "2 小时(01-05 11:00), other(—)"),
    ("visited", "handle, done", "办理请求, 办结"),
    ("values.handle", "handle", "handle"),  # data that happens to be called like an element
]


@pytest.mark.parametrize(("what", "expected", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_failures_name_elements_people_and_times_as_they_are_known(
    engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, what: str, expected: str, told: str
) -> None:
    failure = TrialFailure(1, "scenario.expected", {"what": what, "expected": expected, "actual": "—"})
    names = {"handle": "办理请求", "late": "2 小时", "done": "办结"}
    trial = Trial([TrialResult("按时办结", [failure])], 1, names)
    [text] = tried(engine, sign_in("owner"), trial, monkeypatch)["scenarios"][0]["failures"]
    assert f"应为 {told}，" in text


def test_a_step_that_found_no_task_names_it(engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    params = {"reason": "scenario.no_task", "detail": "", "params": {"element": "handle", "open": ["done"]}}
    result = TrialResult("按时办结", [TrialFailure(1, "scenario.rejected", params)])
    trial = Trial([result], 1, {"handle": "办理请求", "done": "办结"})
    [text] = tried(engine, sign_in("owner"), trial, monkeypatch)["scenarios"][0]["failures"]
    assert "没有待办任务“办理请求”，现有：办结" in text


def test_time_that_ran_out_is_no_success(engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(engine, sign_in("owner"), Trial([PASSED], 3), monkeypatch)
    assert not found["passed"]
    assert "还有 2 个没有运行" in found["summary"]


def test_what_could_not_be_published_is_not_run(
    engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "try_out", lambda *_: pytest.fail("was run"))
    answer = sign_in("owner").post("/definitions/process/desk/try", json={"source": "<a"})
    assert answer.status_code == 422
    assert [each["severity"] for each in answer.json["problems"]] == ["error"]


def test_a_process_without_scenarios_is_told_so(sign_in: SignIn) -> None:
    answer = sign_in("owner").post("/definitions/process/desk/try", json={"source": DESK})
    assert answer.status_code == 404
    assert "没有随附的场景" in answer.json["message"]
