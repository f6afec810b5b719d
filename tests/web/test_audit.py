"""A case shown again, and the proof of its history."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import ClaimUserTask, CompleteUserTask, DeployFiles
from engine.model.operation import MigrateInstance
from engine.model.problem import Problem
from engine.model.view import Verification

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def finished_step(engine: Engine, clock: ManualClock, start_case: Callable[..., str]) -> str:
    """A case whose first task lin has claimed, and completed ten minutes later."""
    instance_id, lin = start_case("赵强"), engine.actor("lin")
    assert lin is not None
    [task] = engine.instance_tasks(lin, instance_id)
    engine.execute(ClaimUserTask(task_id=task.id), lin)
    clock.advance(timedelta(minutes=10))
    engine.execute(CompleteUserTask(task_id=task.id, variables={"result": "已退款", "refund": 12}), lin)
    return instance_id


def test_the_steps_tell_the_whole_case(sign_in: SignIn, finished_step: str) -> None:
    replay = sign_in("auditor").get(f"/audit/{finished_step}/steps.json").json
    steps = replay["steps"]
    assert replay["verified"] is True
    assert [step["index"] for step in steps] == list(range(len(steps)))
    assert all(step["hash_ok"] for step in steps)
    assert steps == sorted(steps, key=lambda step: step["at"])
    assert set(steps[0]) >= {"index", "at", "actor", "title", "kind", "element", "flow", "state", "changes", "hash_ok"}
    assert all(set(step["state"]) == {"active", "done", "flows", "incidents"} for step in steps)


def test_the_last_step_is_where_the_case_stands(sign_in: SignIn, finished_step: str) -> None:
    last = sign_in("auditor").get(f"/audit/{finished_step}/steps.json").json["steps"][-1]["state"]
    assert last["active"] == {"confirm": 1}
    assert last["done"].items() >= {"received": 1, "handle": 1}.items()
    assert last["flows"].items() >= {"to_handle": 1, "to_confirm": 1}.items()


def test_who_did_what_with_which_values(sign_in: SignIn, finished_step: str) -> None:
    steps = sign_in("auditor").get(f"/audit/{finished_step}/steps.json").json["steps"]
    values = {change["name"]: change["value"] for step in steps for change in step["changes"]}
    assert values.items() >= {"客户": "赵强", "办理结果": "已退款", "退款": 12}.items()
    assert {"林晓"} <= {step["actor"] for step in steps}
    assert any("办理请求" in step["title"] for step in steps), "elements are called by their names"
    assert not any(step["title"].startswith(("timeline.", "replay.")) for step in steps), "every kind has its words"


def test_the_page_says_that_the_history_is_whole(sign_in: SignIn, finished_step: str) -> None:
    page = sign_in("auditor").get(f"/audit/{finished_step}").text
    assert "历史完整" in page
    assert f"/audit/{finished_step}/steps.json" in page


def test_the_page_says_which_commit_does_not_hold(
    engine: Engine, sign_in: SignIn, finished_step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("verify.hash", params={"version": 3})
    broken = Verification(is_whole=False, commit_count=4, problems=[problem])
    monkeypatch.setattr(engine, "verify", lambda *_: broken)
    page = sign_in("auditor").get(f"/audit/{finished_step}").text
    assert "历史校验失败" in page
    assert "历史完整" not in page


@pytest.mark.parametrize("typed", ["soon", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T00:00"])
def test_a_search_by_no_real_time_is_one_without_it(sign_in: SignIn, finished_step: str, typed: str) -> None:
    answer = sign_in("auditor").get(f"/audit?since={typed}&until={typed}")
    assert answer.status_code == 200
    assert "desk" in answer.text


def test_a_migrated_case_is_drawn_on_both_versions(
    engine: Engine, sign_in: SignIn, start_case: Callable[..., str]
) -> None:
    case, desk = start_case(), (Path(__file__).parent / "desk" / "desk.bpmn").read_text("utf-8")
    renamed = desk.replace('"handle"', '"work"').replace('name="办理请求"', 'name="受理"')
    engine.execute(DeployFiles(files={"desk.bpmn": renamed.encode()}), SYSTEM)
    auditor = sign_in("auditor")
    assert auditor.get(f"/audit/{case}/steps.json").json["drawings"] == {}, "one version, one drawing"
    engine.execute(MigrateInstance(instance_id=case, version=2, mapping={"handle": "work"}), SYSTEM)
    replay = auditor.get(f"/audit/{case}/steps.json").json
    assert [each["name"] for each in replay["drawings"].values()] == ["当时版本：1", "当时版本：2"]
    before, after = replay["steps"][-2:]
    assert (before["drawing"], before["state"]["active"]) == ("desk:1", {"handle": 1})
    assert (after["drawing"], after["state"]["active"]) == ("desk:2", {"work": 1})
    assert "办理请求" in before["title"], "each is named as its version names it"
    for definition_id, old in (("desk:1", True), ("desk:2", False)):
        drawn = auditor.get(replay["drawings"][definition_id]["xmlUrl"]).text
        assert ('id="handle"' in drawn) is old
