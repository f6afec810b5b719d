"""Task listeners of Camunda 7 that are told what becomes of a task: `delete`, `timeout`; and scripts of expressions."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from engine.bpmn.read import ANYTHING, read
from engine.errors import DeploymentRefused
from engine.model import command as c
from engine.model import operation as o
from tests.kernel.desk import ROOT, Desk

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="t"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><message id="m" name="news"/>'
)
GONE = '<camunda:taskListener event="delete" expression="${execution.setVariable(\'gone\', task.assignee)}"/>'
BROKEN = '<camunda:taskListener event="delete" expression="${execution.setVariable(\'gone\', missing)}"/>'
COUNT = (
    '<camunda:taskListener event="{}" id="late" expression="${{execution.setVariable(\'late\', late + 1)}}">'
    "{}</camunda:taskListener>"
)
TIMER = "<timerEventDefinition><{0}>{1}</{0}></timerEventDefinition>"
LATE = COUNT.format("timeout", TIMER.format("timeDuration", "PT1H"))
OFTEN = COUNT.format("timeout", TIMER.format("timeCycle", "R3/PT1H"))
LOOP = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def drawn(listener: str, loop: str = "") -> Desk:
    """s -> a -> e, where a message interrupts a."""
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>'
        f'<userTask id="a" camunda:assignee="lin"><extensionElements>{listener}</extensionElements>{loop}</userTask>'
        '<boundaryEvent id="b" attachedToRef="a"><messageEventDefinition messageRef="m"/></boundaryEvent>'
        '<userTask id="after"/><endEvent id="e"/><endEvent id="f"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><sequenceFlow id="f3" sourceRef="b" targetRef="after"/>'
        '<sequenceFlow id="f4" sourceRef="after" targetRef="f"/></process></definitions>'
    )
    return Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes)


def test_a_task_that_is_interrupted_tells_its_delete_listener() -> None:
    desk = drawn(GONE).start()
    desk.send("news")
    assert (desk.active, desk.variables) == (["after"], {"gone": "lin"})


def test_a_task_of_a_cancelled_case_tells_it_too() -> None:
    desk = drawn(GONE).start()
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert (desk.state, desk.variables) == ("cancelled", {"gone": "lin"})


def test_a_task_that_is_completed_is_not_deleted() -> None:
    assert drawn(GONE).start().complete("a").variables == {}


def test_a_listener_that_fails_does_not_keep_the_task_alive() -> None:
    desk = drawn(BROKEN).start()
    desk.send("news")
    assert (desk.active, desk.incidents) == (["after"], ["expression.unknown_name"])
    assert desk.retry("expression.unknown_name").incidents == []


def test_a_task_that_is_late_tells_its_timeout_listener_and_goes_on() -> None:
    desk = drawn(LATE).start(late=0).fire("a")
    assert (desk.active, desk.variables, desk.armed) == (["a"], {"late": 1}, ["b"])


def test_it_is_told_as_often_as_its_cycle_says() -> None:
    desk = drawn(OFTEN).start(late=0).fire("a").fire("a").fire("a")
    assert (desk.variables, desk.armed) == ({"late": 3}, ["b"])


def test_nothing_is_late_once_the_task_is_done() -> None:
    desk = drawn(LATE).start(late=0).complete("a")
    assert (desk.state, desk.armed) == ("completed", [])


def test_each_task_of_a_multi_instance_is_late_by_itself() -> None:
    desk = drawn(LATE, LOOP).start(late=0)
    assert desk.armed == ["a", "a", "b"]
    assert desk.fire("a").fire("a").variables == {"late": 2}


def test_a_timeout_that_fails_is_an_incident_and_the_task_can_be_completed() -> None:
    desk = drawn(LATE).start().fire("a")
    assert (desk.active, desk.incidents) == (["a"], ["expression.unknown_name"])
    assert desk.complete("a").state == "completed"


@pytest.mark.parametrize(
    ("old", "new", "armed"),
    [
        (LATE, LATE, ["a", "b"]),  # the time stays what it was
        ("", LATE, ["a", "b"]),  # counts from the migration
        (LATE, "", ["b"]),
    ],
)
def test_migration_keeps_begins_and_gives_up_what_is_late(old: str, new: str, armed: list[str]) -> None:
    desk = drawn(old)
    second = replace(drawn(new).main, version=2)
    desk.library.by_id[second.id] = second
    desk.start(late=0)
    due = desk.now + timedelta(hours=1)
    desk.now += timedelta(minutes=10)
    desk.do(o.MigrateInstance(instance_id=ROOT, version=2))
    assert desk.armed == armed
    moments = {each.due_at for each in desk.root.timers.values()}
    assert moments == ({due} if old and new else {due + timedelta(minutes=10)} if new else set())


def test_a_script_in_the_language_of_expressions_is_read_as_one() -> None:
    script = (
        '<camunda:taskListener event="create"><camunda:script scriptFormat="juel">'
        "${execution.setVariable('made', task.assignee)}</camunda:script></camunda:taskListener>"
    )
    assert drawn(script).start().variables == {"made": "lin"}


@pytest.mark.parametrize(
    "listener",
    [
        COUNT.format("timeout", ""),  # no time
        COUNT.format("create", TIMER.format("timeDuration", "PT1H")),  # a time that nobody looks at
        LATE + OFTEN,  # two times
        '<camunda:taskListener event="create"><camunda:script scriptFormat="groovy">1</camunda:script>'
        "</camunda:taskListener>",
    ],
)
def test_what_is_not_told_is_refused(listener: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        drawn(listener)
    assert {each.code for each in refused.value.problems} == {"bpmn.unsupported"}
