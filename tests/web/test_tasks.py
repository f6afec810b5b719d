"""The folders of an agent, and one task from claiming to completing."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import Engine
from engine.clock import ManualClock
from engine.model.command import ClaimUserTask, CompleteUserTask, ReleaseUserTask
from engine.model.view import UserTaskView


@pytest.fixture
def task_of(engine: Engine) -> Callable[[str], UserTaskView]:
    """The open task of a case."""

    def find(instance_id: str) -> UserTaskView:
        tasks = engine.instance_tasks(actor(engine, "wang"), instance_id)
        return next(task for task in tasks if task.state == "open")

    return find


def actor(engine: Engine, user_id: str) -> Any:
    found = engine.actor(user_id)
    assert found is not None
    return found


def config_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="form-config">(.*?)</script>', page, re.DOTALL)
    assert found, "no form on the page"
    return json.loads(found[1])


def token_of(page: str) -> str:
    found = re.search(r'data-extra="([^"]+)"', page)
    assert found
    return json.loads(found[1].replace("&#34;", '"').replace("&quot;", '"'))["token"]


def claim(engine: Engine, task: UserTaskView, user_id: str = "lin") -> None:
    engine.execute(ClaimUserTask(task_id=task.id), actor(engine, user_id))


def complete(client: FlaskClient, task: UserTaskView, **more: Any):
    return client.post(f"/tasks/task/{task.id}/complete", json={"variables": {"result": "已解决"}, **more})


# lists


def test_a_new_case_is_on_offer_to_the_group_only(sign_in, start_case) -> None:
    start_case(business_key="TS-1")
    assert "TS-1" in sign_in("lin").get("/tasks/claimable").text
    assert "TS-1" in sign_in("zhang").get("/tasks/claimable").text
    assert "TS-1" not in sign_in("sun").get("/tasks/claimable").text


def test_a_task_moves_through_the_folders(sign_in, start_case, task_of) -> None:
    task = task_of(start_case(business_key="TS-1"))
    client = sign_in("lin")
    places = lambda: [name for name in ("claimable", "mine", "done") if "TS-1" in client.get(f"/tasks/{name}").text]  # noqa: E731
    assert places() == ["claimable"]
    assert client.post(f"/tasks/task/{task.id}/claim").location == f"/tasks/task/{task.id}"
    assert places() == ["mine"]
    assert client.post(f"/tasks/task/{task.id}/release").status_code == 302
    assert places() == ["claimable"]
    client.post(f"/tasks/task/{task.id}/claim")
    assert complete(client, task).status_code == 200
    assert places() == ["done"]


def test_started_cases_are_listed_to_their_starter(sign_in, start_case) -> None:
    start_case(business_key="TS-1")
    assert "TS-1" in sign_in("lin").get("/tasks/started").text
    assert "TS-1" not in sign_in("zhang").get("/tasks/started").text


@pytest.mark.parametrize("folder", ["claimable", "started"])
def test_lists_can_be_searched(sign_in, start_case, folder: str) -> None:
    start_case(business_key="TS-1")
    start_case(business_key="TS-2")
    text = sign_in("lin").get(f"/tasks/{folder}?search=TS-2").text
    assert "TS-2" in text and ">TS-1<" not in text
    assert "没有符合条件的记录" in sign_in("lin").get(f"/tasks/{folder}?search=nothing").text


def test_long_lists_are_cut_into_pages(sign_in, start_case) -> None:
    for number in range(53):
        start_case(business_key=f"TS-{number:03}")
    client = sign_in("lin")
    first = client.get("/tasks/claimable?search=TS").text
    assert "共 53 条" in first and "上一页" not in first
    (more,) = re.findall(r'href="(\?search=TS&amp;at=[^"]*)">下一页', first)
    second = client.get("/tasks/claimable" + unescape(more)).text
    assert "下一页" not in second
    assert len(set(re.findall("TS-0[0-9]{2}", first + second))) == 53
    (back,) = re.findall(r'href="(\?search=TS&amp;at=[^"]*)">上一页', second)
    assert re.findall("TS-0[0-9]{2}", client.get("/tasks/claimable" + unescape(back)).text) == re.findall(
        "TS-0[0-9]{2}", first
    )
    assert 'href="?search=TS">回到首页' in second


def test_a_list_begins_again_where_all_that_followed_has_gone(sign_in, start_case, engine: Engine) -> None:
    """Its last task was taken meanwhile: the first ones are of more use than an empty page."""
    for number in range(51):
        start_case(business_key=f"TS-{number:03}")
    lin, client = actor(engine, "lin"), sign_in("lin")
    place = engine.user_tasks(lin, "claimable", limit=50).next
    [last] = engine.user_tasks(lin, "claimable", at=place, limit=50).items
    engine.execute(ClaimUserTask(task_id=last.id), lin)
    page = client.get(f"/tasks/claimable?at={place}").text
    assert len(set(re.findall("TS-0[0-9]{2}", page)) - {last.business_key}) == 50


def test_what_is_no_place_in_the_list_is_refused_in_words(sign_in, start_case) -> None:
    start_case(business_key="TS-1")
    answer = sign_in("lin").get("/tasks/claimable?at=nonsense")
    assert answer.status_code == 422 and "这一页的位置无效" in answer.text


def test_badges_end_at_their_limit(sign_in, start_case, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        start_case()
    monkeypatch.setattr("engine.store.queries.task_counts.BADGE", 2)
    monkeypatch.setattr("webui.layout.BADGE", 2)
    client = sign_in("lin")
    assert 'data-count="claimable" >1+<' in client.get("/tasks/claimable").text
    assert client.get("/pulse").json["counts"]["claimable"] == "1+"


@pytest.mark.parametrize("query", ["sort=password", "limit=x"])
def test_nonsense_in_the_query_is_ignored(sign_in, start_case, query: str) -> None:
    start_case(business_key="TS-1")
    assert sign_in("lin").get(f"/tasks/claimable?{query}").status_code == 200


def test_overdue_is_said_in_words(sign_in, start_case, clock: ManualClock) -> None:
    start_case()
    assert "剩余 2 小时" in sign_in("lin").get("/tasks/claimable").text
    clock.advance(timedelta(hours=5))
    text = sign_in("lin").get("/tasks/claimable").text
    assert "超时 3 小时" in text and "level-late" in text


def test_unknown_folders_are_not_found(sign_in) -> None:
    assert sign_in("lin").get("/tasks/everything").status_code == 404


def test_names_are_escaped(sign_in, start_case) -> None:
    start_case(business_key="<script>alert(1)</script>")
    assert "<script>alert" not in sign_in("lin").get("/tasks/claimable").text


# one task


def test_the_form_opens_read_only_until_claimed(sign_in, start_case, task_of) -> None:
    task = task_of(start_case("赵强"))
    client = sign_in("lin")
    page = client.get(f"/tasks/task/{task.id}").text
    assert config_of(page)["readonly"] is True
    assert "data-form-submit" not in page
    client.post(f"/tasks/task/{task.id}/claim")
    page = client.get(f"/tasks/task/{task.id}").text
    config = config_of(page)
    assert config["readonly"] is False
    assert config["schema"]["id"] == "desk_handle"
    assert config["data"]["customer"] == "赵强"
    assert "lin" in config["draftKey"] and task.id in config["draftKey"]
    assert page.count("data-form-submit") == 3  # submit, submit and next, keep a draft


def test_data_cannot_break_out_of_the_page(sign_in, start_case, task_of) -> None:
    task = task_of(start_case("</script><script>alert(1)"))
    page = sign_in("lin").get(f"/tasks/task/{task.id}").text
    assert "<script>alert" not in page
    assert config_of(page)["data"]["customer"] == "</script><script>alert(1)"


@pytest.mark.parametrize(
    ("tab", "holds"), [("form", "form-config"), ("diagram", "viewer-config"), ("history", "timeline")]
)
def test_tabs(sign_in, start_case, task_of, tab: str, holds: str) -> None:
    task = task_of(start_case())
    answer = sign_in("lin").get(f"/tasks/task/{task.id}?tab={tab}")
    assert answer.status_code == 200
    assert holds in answer.text


def test_an_unknown_tab_is_not_found(sign_in, start_case, task_of) -> None:
    task = task_of(start_case())
    assert sign_in("lin").get(f"/tasks/task/{task.id}?tab=secrets").status_code == 404


def test_the_diagram_shows_where_the_case_stands(sign_in, start_case, task_of, clock: ManualClock) -> None:
    task = task_of(start_case())
    clock.advance(timedelta(hours=3))
    page = sign_in("lin").get(f"/tasks/task/{task.id}?tab=diagram").text
    found = re.search(r'id="viewer-config">(.*?)</script>', page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    assert config["active"] == [{"element": "handle", "count": 1, "incident": False}]
    assert config["done"] == {"received": 1}
    assert config["overdue"] == ["handle"]
    assert sign_in("lin").get(config["xmlUrl"]).data.startswith(b"<?xml")


def test_a_supervisor_sees_who_is_working_on_it(engine: Engine, sign_in, start_case, task_of) -> None:
    task = task_of(start_case())
    claim(engine, task)
    page = sign_in("wang").get(f"/tasks/task/{task.id}").text
    assert "林晓正在处理" in page
    assert "data-form-submit" not in page


@pytest.mark.parametrize(
    ("user_id", "status"),
    [("lin", 200), ("zhang", 403), ("sun", 403), ("zhao", 200), ("wang", 200), ("auditor", 200), ("admin", 403)],
)
def test_whose_task_it_is(engine: Engine, sign_in, start_case, task_of, user_id: str, status: int) -> None:
    """A colleague's task is nobody's business but of those who lead or audit."""
    task = task_of(start_case())
    claim(engine, task)
    assert sign_in(user_id).get(f"/tasks/task/{task.id}").status_code == status


def test_an_unknown_task_is_not_found(sign_in) -> None:
    assert sign_in("lin").get("/tasks/task/nothing.7").status_code == 404
    assert sign_in("lin").post("/tasks/task/nothing.7/claim").status_code == 404


# completing


def test_completing_leads_back_to_the_list(engine: Engine, sign_in, start_case, task_of) -> None:
    task = task_of(start_case())
    claim(engine, task)
    client = sign_in("lin")
    assert complete(client, task).json == {"location": "/tasks/mine"}
    assert "已提交" in client.get("/tasks/mine").text


def test_complete_and_next_opens_the_most_urgent_of_the_rest(
    engine: Engine, sign_in, start_case, task_of, clock: ManualClock
) -> None:
    early = task_of(start_case())
    clock.advance(timedelta(minutes=5))
    late, current = task_of(start_case()), task_of(start_case())
    for task in (late, early, current):
        claim(engine, task)
    client = sign_in("lin")
    assert complete(client, current, next=True).json == {"location": f"/tasks/task/{early.id}"}
    assert complete(client, early, next=True).json == {"location": f"/tasks/task/{late.id}"}
    assert complete(client, late, next=True).json == {"location": "/tasks/claimable"}
    assert "没有其他待办了" in client.get("/tasks/claimable").text


@pytest.mark.parametrize(
    ("variables", "fields"),
    [
        ({}, {"result"}),  # required
        ({"result": "  "}, {"result"}),
        ({"result": "好", "refund": "many"}, {"refund"}),
        ({"result": "好", "refund": 1001}, {"refund"}),
        ({"result": "好", "refund": 1.234}, {"refund"}),
        ({"result": "好", "is_admin": True}, {"is_admin"}),  # not of this form
        ({"result": 5, "refund": -1}, {"result", "refund"}),  # all at once
    ],
)
def test_bad_values_are_422_with_the_fields_named(
    engine: Engine, sign_in, start_case, task_of, variables: dict[str, Any], fields: set[str]
) -> None:
    task = task_of(start_case())
    claim(engine, task)
    answer = sign_in("lin").post(f"/tasks/task/{task.id}/complete", json={"variables": variables})
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == fields
    assert all(re.search(r"[\u4e00-\u9fff]", message) for message in answer.json["fields"].values())
    assert answer.json["message"]
    assert engine.user_task(actor(engine, "lin"), task.id).state == "open"


@pytest.mark.parametrize("body", ["[]", '"x"', '{"variables": []}', '{"variables": NaN}', "{", "7"])
def test_a_body_that_is_no_form_is_400(engine: Engine, sign_in, start_case, task_of, body: str) -> None:
    task = task_of(start_case())
    claim(engine, task)
    answer = sign_in("lin").post(f"/tasks/task/{task.id}/complete", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["message"]


def test_two_agents_complete_the_same_task(engine: Engine, sign_in, start_case, task_of) -> None:
    """One wins, the other is told who did it."""
    task = task_of(start_case())
    assert complete(sign_in("zhang"), task).status_code == 200
    lost = complete(sign_in("lin"), task)
    assert lost.status_code == 409
    assert lost.json["message"] == "张三已经完成了这项任务"
    page = sign_in("lin").get(f"/tasks/task/{task.id}")
    assert "张三 已于" in page.text


def test_two_agents_claim_the_same_task(engine: Engine, sign_in, start_case, task_of) -> None:
    task = task_of(start_case())
    stale = sign_in("lin")
    assert stale.get(f"/tasks/task/{task.id}").status_code == 200
    claim(engine, task, "zhang")
    lost = stale.post(f"/tasks/task/{task.id}/claim")
    assert lost.status_code in (403, 409)
    assert "张三已经领取了这项任务" in lost.text
    assert engine.user_task(actor(engine, "zhang"), task.id).assignee == "zhang"


@pytest.mark.parametrize("step", ["complete", "release"])
def test_a_stale_page_is_told_who_has_the_task_now(engine: Engine, sign_in, start_case, task_of, step: str) -> None:
    """It was given back, and a colleague took it, while the page stood open."""
    task = task_of(start_case())
    claim(engine, task)
    engine.execute(ReleaseUserTask(task_id=task.id), actor(engine, "lin"))
    claim(engine, task, "zhang")
    stale, stranger = sign_in("lin"), sign_in("sun")
    lost = complete(stale, task) if step == "complete" else stale.post(f"/tasks/task/{task.id}/{step}")
    assert lost.status_code == 403
    assert "这项任务现在由张三办理" in (lost.json["message"] if lost.is_json else lost.text)
    assert "这项任务现在由张三办理" in stale.get(f"/tasks/task/{task.id}").text
    assert "张三" not in stranger.get(f"/tasks/task/{task.id}").text, "to whom it was never offered"


def test_sending_twice_completes_once(engine: Engine, sign_in, start_case, task_of) -> None:
    """The answer of the first sending may have been lost on the way."""
    task = task_of(start_case())
    claim(engine, task)
    client = sign_in("lin")
    token = token_of(client.get(f"/tasks/task/{task.id}").text)
    first, second = complete(client, task, token=token), complete(client, task, token=token)
    assert (first.status_code, second.status_code) == (200, 200)


def test_a_task_without_fields_needs_no_script(engine: Engine, sign_in, start_case, task_of) -> None:
    instance_id = start_case()
    task = task_of(instance_id)
    command = CompleteUserTask(task_id=task.id, variables={"result": "好"}, is_form=True)
    engine.execute(command, actor(engine, "lin"))
    confirm = task_of(instance_id)
    client = sign_in("wang")
    client.post(f"/tasks/task/{confirm.id}/claim")
    page = client.get(f"/tasks/task/{confirm.id}").text
    assert f'action="/tasks/task/{confirm.id}/complete"' in page
    answer = client.post(f"/tasks/task/{confirm.id}/complete", data={})
    assert (answer.status_code, answer.location) == (302, "/tasks/mine")
    assert engine.instance(actor(engine, "wang"), instance_id).state == "completed"


@pytest.mark.parametrize(
    ("user_id", "status"), [("sun", 403), ("auditor", 403), ("owner", 403), ("admin", 403), ("wang", 403)]
)
def test_nobody_else_can_work_on_it(engine: Engine, sign_in, start_case, task_of, user_id: str, status: int) -> None:
    task = task_of(start_case())
    client = sign_in(user_id)
    assert client.post(f"/tasks/task/{task.id}/claim").status_code == status
    assert complete(client, task).status_code == status
    assert engine.user_task(actor(engine, "lin"), task.id).state == "open"


def test_a_list_that_loads_itself_anew_swallows_no_message(sign_in, start_case, task_of) -> None:
    client = sign_in("lin")
    client.post(f"/tasks/task/{task_of(start_case()).id}/claim")
    assert "已领取" not in client.get("/tasks/mine", headers={"HX-Request": "true"}).text
    assert "已领取" in client.get("/tasks/mine").text
