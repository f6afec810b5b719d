"""Pages on which running cases are kept going: suspended, moved, returned, migrated, restarted, mended."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import CancelInstance, ClaimUserTask, CompleteUserTask, DeployFiles
from engine.model.operation import SuspendInstance

SignIn = Callable[[str], FlaskClient]
StartCase = Callable[..., str]

DESK = (Path(__file__).parent / "desk" / "desk.bpmn").read_text("utf-8")
RENAMED = DESK.replace('"handle"', '"work"').replace('name="办理请求"', 'name="受理"').encode()


def open_tasks(engine: Engine, case: str) -> dict[str, str]:
    """Element to id."""
    return {each.element_id: each.id for each in engine.instance_tasks(SYSTEM, case) if each.state == "open"}


def handled(engine: Engine, case: str) -> str:
    """lin has done the first task; its id."""
    lin, task_id = engine.actor("lin"), open_tasks(engine, case)["handle"]
    assert lin is not None
    engine.execute(ClaimUserTask(task_id=task_id), lin)
    engine.execute(CompleteUserTask(task_id=task_id, variables={"result": "已退款"}), lin)
    return task_id


def test_a_case_is_suspended_and_resumed(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case, wang = start_case(business_key="KF-1"), sign_in("wang")
    assert wang.post(f"/instances/{case}/suspend").status_code == 422, "not without a reason"
    page = wang.post(f"/instances/{case}/suspend", data={"reason": "等厂家答复"}, follow_redirects=True).text
    assert "已挂起" in page and "流程已挂起，原因：等厂家答复" in page
    assert "KF-1" in wang.get("/instances?state=suspended").text
    lists = sign_in("lin").get("/tasks/claimable").text
    assert "is-suspended" in lists and "已挂起" in lists
    task = sign_in("lin").get(f"/tasks/task/{open_tasks(engine, case)['handle']}").text
    assert "恢复后才能办理" in task
    page = wang.post(f"/instances/{case}/resume", follow_redirects=True).text
    assert "流程已恢复" in page
    assert not engine.instance(SYSTEM, case).is_suspended
    assert "KF-1" not in wang.get("/instances?state=suspended").text


def test_whoever_works_on_a_suspended_case_is_told_why_not(
    engine: Engine, sign_in: SignIn, start_case: StartCase
) -> None:
    case = start_case()
    engine.execute(SuspendInstance(instance_id=case), SYSTEM)
    answer = sign_in("lin").post(f"/tasks/task/{open_tasks(engine, case)['handle']}/claim")
    assert answer.status_code == 422
    assert "恢复之后才能继续办理" in answer.text


def test_a_version_is_suspended_with_its_cases(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case, owner = start_case(), sign_in("owner")
    data = {"reason": "有错", "with_instances": "1"}
    page = owner.post("/definitions/process/desk/1/suspend", data=data, follow_redirects=True).text
    assert "版本 1 已挂起，连同 1 个案件" in page
    assert engine.instance(SYSTEM, case).is_suspended
    assert sign_in("lin").post("/start/desk", json={"variables": {"customer": "x"}}).status_code == 422
    page = owner.post("/definitions/process/desk/1/resume", data={"with_instances": "1"}, follow_redirects=True).text
    assert "版本 1 已恢复，连同 1 个案件" in page


def test_a_move_is_shown_before_it_is_made(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case, wang = start_case(), sign_in("wang")
    page = wang.get(f"/instances/{case}/modify").text
    assert "加入调整后" in page
    data = {"new_id": "handle", "new_action": "cancel", "add": "1"}
    page = wang.post(f"/instances/{case}/modify", data=data).text
    assert "取消“办理请求”" in page and "这样调整后流程中什么也不剩" in page
    data = {
        "action": ["cancel"],
        "id": ["handle"],
        "which": [""],
        "new_id": "confirm",
        "new_action": "before",
        "add": "1",
    }
    page = wang.post(f"/instances/{case}/modify", data=data).text
    for told in ("任务“办理请求”取消", "新任务“确认结果”", "计时“2 小时”取消"):
        assert told in page, told
    assert list(open_tasks(engine, case)) == ["handle"], "nothing was done"


def test_a_move_is_taken_out_of_the_list(sign_in: SignIn, start_case: StartCase) -> None:
    data = {"action": ["cancel", "before"], "id": ["handle", "confirm"], "which": ["", ""], "remove": "0"}
    page = sign_in("wang").post(f"/instances/{start_case()}/modify", data=data).text
    assert "取消“办理请求”" not in page and "从“确认结果”之前开始" in page


def test_a_move_is_made_with_its_reason(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case, wang = start_case(), sign_in("wang")
    data = {"action": ["cancel", "before"], "id": ["handle", "confirm"], "which": ["", ""]}
    assert wang.post(f"/instances/{case}/modify/do", data=data).status_code == 422
    page = wang.post(f"/instances/{case}/modify/do", data={**data, "reason": "已电话处理"}, follow_redirects=True).text
    assert list(open_tasks(engine, case)) == ["confirm"]
    assert "取消“办理请求”" in page and "从“确认结果”之前开始" in page and "原因：已电话处理" in page
    steps = sign_in("auditor").get(f"/audit/{case}/steps.json").get_json()["steps"]
    assert any("调整流程位置" in step["title"] for step in steps)


def test_nonsense_is_no_move(sign_in: SignIn, start_case: StartCase) -> None:
    data = {"action": ["explode"], "id": ["handle"], "which": [""], "reason": "x"}
    assert sign_in("wang").post(f"/instances/{start_case()}/modify/do", data=data).status_code == 422


def test_a_task_is_returned_to_whoever_did_it(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case = start_case()
    handled(engine, case)
    task, wang = open_tasks(engine, case)["confirm"], sign_in("wang")
    wang.post(f"/tasks/task/{task}/claim")
    assert f"/tasks/task/{task}/return" in wang.get(f"/tasks/task/{task}").text
    page = wang.get(f"/tasks/task/{task}/return").text
    assert "办理请求" in page and "林晓" in page and "新任务“办理请求”" in page
    assert wang.post(f"/tasks/task/{task}/return", data={"to": "handle"}).status_code == 422, "not without a reason"
    page = wang.post(
        f"/tasks/task/{task}/return", data={"to": "handle", "reason": "缺凭证"}, follow_redirects=True
    ).text
    assert "已退回" in page
    again = engine.user_task(SYSTEM, open_tasks(engine, case)["handle"])
    assert again.assignee == "lin"
    form = sign_in("lin").get(f"/tasks/task/{again.id}").text
    assert "已退款" in form, "what was filled in is kept as a draft"
    assert "从“确认结果”退回到“办理请求”，原因：缺凭证" in wang.get(f"/instances/{case}").text


def test_the_first_task_leads_nowhere_back(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    task = open_tasks(engine, start_case())["handle"]
    assert "没有已办理的任务" in sign_in("wang").get(f"/tasks/task/{task}/return").text


def test_one_takes_back_what_nobody_has_gone_on_with(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case = start_case()
    done, lin = handled(engine, case), sign_in("lin")
    assert "/withdraw" in lin.get(f"/tasks/task/{done}").text
    answer = lin.post(f"/tasks/task/{done}/withdraw", data={"reason": "填错了"})
    task = open_tasks(engine, case)["handle"]
    assert answer.status_code == 302 and answer.location.endswith(f"/tasks/task/{task}")
    assert "已退款" in lin.get(f"/tasks/task/{task}").text
    assert "/withdraw" not in lin.get(f"/tasks/task/{done}").text


def test_data_is_changed_by_kind_and_shown_before_and_after(
    engine: Engine, sign_in: SignIn, start_case: StartCase
) -> None:
    case, wang = start_case("赵强"), sign_in("wang")
    assert "赵强" in wang.get(f"/instances/{case}/variables?variable=customer").text
    bad = wang.post(f"/instances/{case}/variables", data={"name": "amount", "kind": "json", "value": "{"})
    assert bad.status_code == 422 and "值不符合类型" in bad.text
    wang.post(f"/instances/{case}/variables", data={"name": "customer", "kind": "text", "value": "钱进"})
    assert engine.variables(SYSTEM, case)["customer"] == "钱进"
    assert "由 赵强 改为 钱进" in wang.get(f"/instances/{case}").text


@pytest.fixture
def two_versions(engine: Engine, start_case: StartCase, clock: ManualClock) -> list[str]:
    """Three cases on the first version; the second calls its first task otherwise."""
    cases = [start_case(business_key=f"KF-{number}") for number in (1, 2, 3)]
    engine.execute(DeployFiles(files={"desk.bpmn": RENAMED}), SYSTEM)
    clock.advance(timedelta(minutes=10))
    return cases


def test_cases_are_migrated_after_a_look(engine: Engine, sign_in: SignIn, two_versions: list[str]) -> None:
    owner, first = sign_in("owner"), two_versions[0]
    page = owner.get("/definitions/process/desk/migrate").text
    assert all(f"KF-{number}" in page for number in (1, 2, 3))
    assert 'name="map.handle"' in page
    data = {"from": "1", "to": "2", "instance_id": two_versions[:2]}
    page = owner.post("/definitions/process/desk/migrate", data=data).text
    assert page.count("新版本中没有“办理请求”") == 2
    data["map.handle"] = "work"
    page = owner.post("/definitions/process/desk/migrate", data=data).text
    assert page.count("任务“办理请求”移到“受理”") == 2 and page.count("仍于") == 2
    assert engine.instance(SYSTEM, first).version == 1, "nothing was done"
    answer = owner.post(
        "/definitions/process/desk/migrate/do", data={**data, "reason": "新流程"}, follow_redirects=True
    )
    assert "2 个案件已迁移到版本 2" in answer.text
    assert [engine.instance(SYSTEM, each).version for each in two_versions] == [2, 2, 1]
    assert list(open_tasks(engine, first)) == ["work"]
    assert "迁移到版本 2，原因：新流程" in sign_in("wang").get(f"/instances/{first}").text
    assert sign_in("auditor").get(f"/audit/{first}").status_code == 200


def test_a_look_stays_on_its_portion(engine: Engine, sign_in: SignIn, two_versions: list[str]) -> None:
    at = engine.running_on(SYSTEM, "desk:1", limit=2).next
    page = sign_in("owner").post(f"/definitions/process/desk/migrate?from=1&to=2&at={at}", data={}).text
    assert sum(f"KF-{number}" in page for number in (1, 2, 3)) == 1, "they began at the same time"
    assert f'action="/definitions/process/desk/migrate?at={at}&amp;from=1&amp;to=2"' in page


def test_what_cannot_be_migrated_is_named(engine: Engine, sign_in: SignIn, two_versions: list[str]) -> None:
    data = {"from": "1", "to": "2", "instance_id": two_versions, "map.handle": "confirm", "reason": "x"}
    engine.execute(CancelInstance(instance_id=two_versions[0]), SYSTEM)
    page = sign_in("owner").post("/definitions/process/desk/migrate/do", data=data, follow_redirects=True).text
    assert "这个案件已经结束" in page and "2 个案件已迁移" in page


def test_a_case_that_has_ended_begins_again(engine: Engine, sign_in: SignIn, start_case: StartCase) -> None:
    case, wang = start_case("赵强", business_key="KF-1"), sign_in("wang")
    engine.execute(CancelInstance(instance_id=case, reason="重复"), SYSTEM)
    assert "重新发起" in wang.get(f"/instances/{case}").text
    answer = wang.post(f"/instances/{case}/restart", data={"reason": "客户再次来电", "data": "start"})
    made = answer.location.rpartition("/")[2]
    assert engine.variables(SYSTEM, made)["customer"] == "赵强"
    assert case in wang.get(f"/instances/{made}").text and made in wang.get(f"/instances/{case}").text
