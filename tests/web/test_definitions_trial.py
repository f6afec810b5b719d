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
