"""Claiming many, drafts on the server, handing over, following up, filters."""

import json
import re

import pytest

from engine.api import SYSTEM, Engine
from engine.model.command import AssignUserTask, ClaimUserTask, CompleteUserTask


@pytest.fixture
def task_id(engine: Engine, start_case) -> str:
    """Lin's."""
    found: str = engine.instance_tasks(SYSTEM, start_case())[0].id
    engine.execute(ClaimUserTask(task_id=found), engine.actor("lin"))
    return found


def test_several_are_claimed_at_once(engine: Engine, start_case, sign_in) -> None:
    tasks = [engine.instance_tasks(SYSTEM, start_case())[0].id for _ in range(3)]
    engine.execute(ClaimUserTask(task_id=tasks[0]), engine.actor("zhang"))
    client = sign_in("lin")
    page = client.get("/tasks/claimable").text
    assert set(re.findall(r'form="bulk" name="task_id" value="([^"]+)"', page)) == set(tasks[1:])
    page = client.post("/desk/claim", data={"task_id": tasks}, follow_redirects=True).text
    assert "已领取 2 项任务" in page
    assert "张三已经领取了这项任务" in page
    assert engine.user_task_counts(engine.actor("lin"))["mine"] == 2


def test_nothing_chosen(sign_in) -> None:
    assert sign_in("lin").post("/desk/claim").status_code == 422


def served(page: str) -> dict:
    found = re.search(r'id="form-config">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])["data"]


def test_a_draft_waits_on_the_server(task_id: str, sign_in) -> None:
    client = sign_in("lin")
    url = f"/desk/tasks/{task_id}/draft"
    answer = client.post(url, json={"variables": {"result": "写到一半", "refund": 12.5}})
    assert answer.json == {"location": f"/tasks/task/{task_id}"}
    page = sign_in("lin").get(f"/tasks/task/{task_id}").text
    assert (served(page)["result"], served(page)["refund"]) == ("写到一半", 12.5)
    assert "表单中是您上次暂存的内容" in page
    assert "写到一半" not in sign_in("zhao").get(f"/tasks/task/{task_id}").text
    client.post(url)
    page = client.get(f"/tasks/task/{task_id}").text
    assert "result" not in served(page)
    assert "表单中是您上次暂存的内容" not in page


def test_a_draft_holds_only_what_was_typed(engine: Engine, task_id: str, sign_in) -> None:
    """So that a fresh value of another field is seen."""
    values = {"customer": "赵强", "result": "一", "refund": None}
    sign_in("lin").post(f"/desk/tasks/{task_id}/draft", json={"variables": values})
    assert engine.draft(engine.actor("lin"), task_id) == {"result": "一"}


def test_what_is_no_draft(task_id: str, sign_in) -> None:
    assert sign_in("lin").post(f"/desk/tasks/{task_id}/draft", json={"variables": [1]}).status_code == 400


def test_a_task_is_handed_over(engine: Engine, task_id: str, sign_in) -> None:
    client = sign_in("lin")
    page = client.get(f"/tasks/task/{task_id}").text
    assert '<option value="sun">孙丽</option>' in page
    assert '<option value="auditor">' not in page
    assert "hand-over" not in sign_in("zhao").get(f"/tasks/task/{task_id}").text
    page = client.post(f"/desk/tasks/{task_id}/hand-over", data={"assignee": "sun"}, follow_redirects=True).text
    assert "已转办给孙丽" in page
    assert sign_in("sun").get(f"/tasks/task/{task_id}").status_code == 200


def test_a_time_to_come_back_in_the_readers_zone(engine: Engine, task_id: str, sign_in) -> None:
    client = sign_in("lin")
    url = f"/desk/tasks/{task_id}/follow-up"
    client.post(url, data={"follow_up_at": "2026-01-06T09:30"})
    found = engine.user_task(SYSTEM, task_id).follow_up_at
    assert found is not None
    assert found.isoformat() == "2026-01-06T01:30:00+00:00"
    assert 'value="2026-01-06T09:30"' in client.get(f"/tasks/task/{task_id}").text
    assert "01-06 09:30" in client.get("/tasks/mine").text
    for text in ("soon", "0001-01-01T00:00", "9999-12-31T23:59"):  # no time, or one that not every zone can show
        assert client.post(url, data={"follow_up_at": text}).status_code == 422, text
    client.post(url)
    assert engine.user_task(SYSTEM, task_id).follow_up_at is None


def test_a_filter_is_kept_used_and_deleted(sign_in) -> None:
    client = sign_in("zhao")
    back = {"back": "/instances?state=active&search=TS"}
    answer = client.post("/desk/filters", data={**back, "name": "在办<b>"})
    assert answer.location == back["back"]
    page = client.get("/instances").text
    assert 'href="/instances?state=active&amp;search=TS">在办&lt;b&gt;</a>' in page
    assert "在办" not in sign_in("wang").get("/instances").text
    assert "在办" not in client.get("/tasks/mine").text
    client.post("/desk/filters/delete", data={**back, "name": "在办<b>"})
    assert "在办" not in client.get("/instances").text


@pytest.mark.parametrize("back", ["https://evil.example/?a", "//evil.example", ""])
def test_a_filter_stays_on_this_site(sign_in, back: str) -> None:
    answer = sign_in("zhao").post("/desk/filters", data={"back": back, "name": "x"})
    assert answer.location == "/"


def test_several_are_released_at_once(engine: Engine, start_case, sign_in) -> None:
    lin = engine.actor("lin")
    tasks = [engine.instance_tasks(SYSTEM, start_case())[0].id for _ in range(3)]
    for each in tasks:
        engine.execute(ClaimUserTask(task_id=each), lin)
    client = sign_in("lin")
    assert set(re.findall(r'form="bulk" name="task_id" value="([^"]+)"', client.get("/tasks/mine").text)) == set(tasks)
    engine.execute(AssignUserTask(task_id=tasks[0], assignee="zhang"), SYSTEM)
    page = client.post("/desk/release", data={"task_id": tasks}, follow_redirects=True).text
    assert "已释放 2 项任务" in page
    assert "alert-warning" in page, "the one that is another's by now"
    assert [engine.user_task(SYSTEM, each).assignee for each in tasks] == ["zhang", None, None]


@pytest.mark.parametrize("by", ["auditor", "owner"])
def test_only_who_works_releases(by: str, task_id: str, sign_in) -> None:
    assert sign_in(by).post("/desk/release", data={"task_id": task_id}).status_code == 403


def test_who_else_has_a_task_open(engine: Engine, start_case, sign_in) -> None:
    (task,) = engine.instance_tasks(SYSTEM, start_case())
    zhang, url = sign_in("zhang"), f"/desk/tasks/{task.id}/presence"
    assert sign_in("lin").post(url).json == {"text": ""}
    assert zhang.post(url).json == {"text": "林晓正在查看"}
    for path in ("/tasks/claimable", f"/tasks/task/{task.id}"):
        assert "林晓正在查看" in zhang.get(path).text
        assert "张三正在查看" not in zhang.get(path).text, "nobody is told of oneself"
    assert sign_in("sun").post(url).status_code == 403
    sign_in("lin").post(url, data={"leaving": "1"})
    assert "正在查看" not in zhang.get("/tasks/claimable").text


def test_only_pages_of_open_tasks_say_that_they_are_open(engine: Engine, task_id: str, sign_in) -> None:
    page = f"/tasks/task/{task_id}"
    assert "data-presence" in sign_in("lin").get(page).text
    assert "data-presence" not in sign_in("auditor").get(page).text
    engine.execute(CompleteUserTask(task_id=task_id), engine.actor("lin"))
    assert "data-presence" not in sign_in("lin").get(page).text
