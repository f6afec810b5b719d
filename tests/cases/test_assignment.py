"""Who is given work by somebody else is told: once, by the ways that reach them alone, and of news only."""

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Forbidden
from engine.model.command import (
    AssignUserTask,
    AssignUserTasks,
    ChangeContact,
    ChangePreferences,
    ClaimUserTask,
    DeployFiles,
    HandOverUserTask,
    StartInstance,
)
from engine.model.contact import Contact
from engine.model.view import NoticeView
from engine.notify.given import NAMED
from engine.runtime.assignment import MOST


@pytest.fixture
def task_id(engine: Engine, case_id: str, who) -> str:
    """Lin's."""
    found: str = engine.instance_tasks(SYSTEM, case_id)[0].id
    engine.execute(ClaimUserTask(task_id=found), who("lin"))
    return found


def told(engine: Engine, actor) -> list[NoticeView]:
    return [each for each in engine.notices(actor).items if each.template.startswith("given")]


def tasks(engine: Engine, who, count: int) -> list[str]:
    """Of cases of their own."""
    started = [engine.execute(StartInstance(key="desk", business_key=f"K{n}"), who("lin")) for n in range(count)]
    return [engine.instance_tasks(SYSTEM, each)[0].id for each in started]


@pytest.mark.parametrize(
    ("command", "by"), [(HandOverUserTask, "lin"), (AssignUserTask, "zhao")], ids=["handed over", "assigned"]
)
def test_whoever_gets_a_task_is_told(engine: Engine, case_id: str, task_id: str, who, command, by: str) -> None:
    engine.execute(command(task_id=task_id, assignee="sun"), who(by))
    (notice,) = told(engine, who("sun"))
    assert notice.title == f"{who(by).name}转给您的任务：{engine.user_task(SYSTEM, task_id).name}"
    assert notice.title_en == f"{who(by).name} gave you a task: {engine.user_task(SYSTEM, task_id).name}"
    assert "截止 01-05 11:00" in notice.body, "in the zone of the centre"
    assert told(engine, who("lin")) == told(engine, who("zhao")) == []
    assert engine.verify(SYSTEM, case_id).is_whole


def test_in_the_zone_of_whoever_gets_it(engine: Engine, task_id: str, who) -> None:
    engine.execute(ChangePreferences(time_zone="Europe/Berlin"), who("sun"))
    engine.execute(HandOverUserTask(task_id=task_id, assignee="sun"), who("lin"))
    assert "截止 01-05 04:00" in told(engine, who("sun"))[0].body


@pytest.mark.parametrize(
    ("by", "to", "reason"),
    [
        ("zhao", "zhao", "taken for oneself"),
        ("zhao", "lin", "lin has it already"),
        ("zhao", None, "given back to its candidates"),
    ],
)
def test_no_news_is_not_told(engine: Engine, task_id: str, who, by: str, to: str | None, reason: str) -> None:
    engine.execute(AssignUserTask(task_id=task_id, assignee=to), who(by))
    assert not any(told(engine, who(each)) for each in ("lin", "zhao", "zhang", "sun")), reason


def test_the_same_command_again_tells_nothing_again(engine: Engine, task_id: str, who) -> None:
    for _ in range(2):
        engine.execute(HandOverUserTask(command_id="x", task_id=task_id, assignee="sun"), who("lin"))
    assert len(told(engine, who("sun"))) == 1


def test_nothing_is_told_of_what_was_refused(engine: Engine, task_id: str, who) -> None:
    with pytest.raises(EngineError):
        engine.execute(HandOverUserTask(task_id=task_id, assignee="sun"), who("zhang"))
    assert told(engine, who("sun")) == []


# many


def test_many_are_told_as_one(engine: Engine, who) -> None:
    chosen = tasks(engine, who, 3)
    assert engine.execute(AssignUserTasks(task_ids=chosen, assignee="sun"), who("zhao")) == []
    assert {engine.user_task(SYSTEM, each).assignee for each in chosen} == {"sun"}
    (notice,) = told(engine, who("sun"))
    assert (notice.template, notice.title) == ("given_many", "赵磊转给您 3 项任务")
    assert [f"K{n}" in notice.body for n in range(3)] == [True] * 3
    assert all(engine.verify(SYSTEM, each.rpartition(".")[0]).is_whole for each in chosen)


def test_what_cannot_be_given_is_answered_and_the_rest_is(engine: Engine, who) -> None:
    chosen = tasks(engine, who, 2)
    asked = AssignUserTasks(command_id="once", task_ids=[chosen[0], "nowhere.1", chosen[1], chosen[0]], assignee="sun")
    for _ in range(2):  # asked again: the same answer, and nothing more
        refused = engine.execute(asked, who("zhao"))
        assert [(each.id, each.code) for each in refused] == [("nowhere.1", "task.unknown")]
    assert [each.title for each in told(engine, who("sun"))] == ["赵磊转给您 2 项任务"]


def test_one_of_many_is_told_as_one_task(engine: Engine, who) -> None:
    chosen = tasks(engine, who, 2)
    engine.execute(AssignUserTask(task_id=chosen[0], assignee="sun"), SYSTEM)
    engine.execute(AssignUserTasks(task_ids=chosen, assignee="sun"), who("zhao"))
    assert [each.template for each in told(engine, who("sun"))] == ["given", "given"], "the first was sun's already"


def test_a_long_list_is_cut(engine: Engine, who) -> None:
    engine.execute(AssignUserTasks(task_ids=tasks(engine, who, NAMED + 2), assignee="sun"), who("zhao"))
    (notice,) = told(engine, who("sun"))
    assert notice.body.splitlines()[-1] == "……还有 2 项"
    assert len(notice.body.splitlines()) == NAMED + 1


def test_who_gives_nothing(engine: Engine, who) -> None:
    chosen = tasks(engine, who, 1)
    for by in ("lin", "auditor"):
        with pytest.raises(Forbidden):
            engine.execute(AssignUserTasks(task_ids=chosen, assignee="sun"), who(by))
    with pytest.raises(EngineError):
        engine.execute(AssignUserTasks(task_ids=["x"] * (MOST + 1), assignee="sun"), who("zhao"))
    refused = engine.execute(AssignUserTasks(task_ids=chosen, assignee="eve"), who("zhao"))
    assert [each.code for each in refused] == ["user.unknown"]


TWO = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    id="d" targetNamespace="t">
  <process id="two" isExecutable="true" camunda:historyTimeToLive="P30D">
    <startEvent id="start"/><sequenceFlow id="a" sourceRef="start" targetRef="left"/>
    <sequenceFlow id="b" sourceRef="start" targetRef="right"/>
    <userTask id="left" camunda:candidateGroups="junior_agents"/>
    <userTask id="right" camunda:candidateGroups="junior_agents"/>
  </process>
</definitions>"""


def test_two_tasks_of_one_case(engine: Engine, who) -> None:
    """The second is decided on what the first has written."""
    engine.execute(DeployFiles(files={"two.bpmn": TWO}), SYSTEM)
    case_id = engine.execute(StartInstance(key="two"), SYSTEM)
    both = [each.id for each in engine.instance_tasks(SYSTEM, case_id)]
    assert engine.execute(AssignUserTasks(task_ids=both, assignee="sun"), who("zhao")) == []
    assert {engine.user_task(SYSTEM, each).assignee for each in both} == {"sun"}
    assert engine.verify(SYSTEM, case_id).is_whole


# outside


def test_by_mail_to_whoever_is_reached_by_it(engine: Engine, task_id: str, who) -> None:
    """This house has no channel: nothing waits for one."""
    engine.execute(ChangeContact(user_id="sun", contact=Contact(email="sun@example.com")), SYSTEM)
    engine.execute(HandOverUserTask(task_id=task_id, assignee="sun"), who("lin"))
    assert engine.deliveries(SYSTEM).total == 0
    assert len(told(engine, who("sun"))) == 1
