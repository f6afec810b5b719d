"""A suspended family stands still, whatever is asked of it; resumed, it goes on where it stood."""

import pytest

from engine.errors import Rejected
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o
from tests.kernel.build import boundary, call, end, exclusive, process, script, service, start, timer, user
from tests.kernel.desk import ROOT, Desk

CALLED = process(start(), user("inside"), end(), flows="start -> inside -> end", key="called")
WORK = process(
    start(), user("work"), boundary("late", "work", timer("duration", "PT1H")), call("ask", "called"),
    end(), end("end2"),
    flows="start -> work -> ask -> end\nlate -> end2",
)  # fmt: skip
ROBOT = process(start(), service("robot"), end(), flows="start -> robot -> end")


def suspended(*definitions) -> Desk:
    desk = Desk(*definitions).start()
    desk.do(o.SuspendInstance(instance_id=ROOT, reason="等待总部通知"))
    return desk


def refused(desk: Desk, command: c.Command) -> str:
    with pytest.raises(Rejected) as rejection:
        desk.do(command)
    return rejection.value.code


def test_nothing_but_resuming_and_cancelling_is_obeyed() -> None:
    desk = suspended(WORK, CALLED)
    task_id = desk.activity("work")
    [timer_id] = desk.root.timers
    for command in (
        c.CompleteUserTask(task_id=task_id),
        c.ClaimUserTask(task_id=task_id),
        c.AssignUserTask(task_id=task_id, assignee="sun"),
        c.TriggerTimer(timer_id=f"{ROOT}.{timer_id}"),
        c.SetVariables(scope_id=ROOT, variables={"x": 1}),
        o.SuspendInstance(instance_id=ROOT),
    ):
        assert refused(desk, command) == "instance.suspended", command


def test_resumed_it_goes_on_where_it_stood() -> None:
    desk = suspended(WORK, CALLED)
    desk.do(o.ResumeInstance(instance_id=ROOT))
    assert refused(desk, o.ResumeInstance(instance_id=ROOT)) == "instance.not_suspended"
    desk.complete("work").complete("inside")
    assert desk.state == "completed"


def test_what_came_due_meanwhile_happens_on_resuming() -> None:
    desk = suspended(WORK, CALLED)
    desk.do(o.ResumeInstance(instance_id=ROOT))
    desk.fire("late")
    assert desk.passed()[-1] == "end2"


def test_the_whole_family_is_suspended_from_anywhere_in_it() -> None:
    desk = Desk(WORK, CALLED).start().complete("work")
    task_id = desk.activity("inside")
    called_id = task_id.rpartition(".")[0]
    desk.do(o.SuspendInstance(instance_id=called_id))
    assert [each.is_suspended for each in desk.family.values()] == [True, True]
    assert refused(desk, c.CompleteUserTask(task_id=task_id)) == "instance.suspended"
    desk.do(o.ResumeInstance(instance_id=ROOT))
    desk.complete("inside")
    assert desk.state == "completed"


def test_cancelled_it_leaves_nothing_behind() -> None:
    desk = suspended(WORK, CALLED)
    desk.do(c.CancelInstance(instance_id=ROOT, reason="撤诉"))
    assert (desk.state, desk.root.is_suspended, desk.armed, desk.active) == ("cancelled", False, [], [])


def test_a_handler_that_comes_back_meanwhile_is_called_again() -> None:
    desk = suspended(ROBOT)
    [job_id] = desk.root.jobs
    assert refused(desk, c.CompleteJob(job_id=f"{ROOT}.{job_id}", fence=1)) == "instance.suspended"
    desk.do(o.ResumeInstance(instance_id=ROOT))
    assert desk.work().state == "completed"


def test_a_step_that_was_paused_stays_paused() -> None:
    loop = process(
        start(), exclusive("m"), script("count", "n", "n + 1"), exclusive("x"), end(),
        flows="start -> m -> count -> x -> m [n < 30]\nx -> end [default]",
    )  # fmt: skip
    desk = Desk(loop, budget=Budget(activities=20, pauses=9)).start(n=0)
    before = desk.variables["n"]
    desk.do(o.SuspendInstance(instance_id=ROOT))
    assert desk.variables["n"] == before
    desk.do(o.ResumeInstance(instance_id=ROOT))
    assert desk.work().state == "completed"


def test_an_instance_that_has_ended_is_not_suspended() -> None:
    desk = Desk(ROBOT).start().work()
    assert refused(desk, o.SuspendInstance(instance_id=ROOT)) == "instance.ended"


def test_the_reason_stands_in_history() -> None:
    desk = suspended(WORK, CALLED)
    [event] = [each for each in desk.events() if isinstance(each, e.InstanceSuspended)]
    assert event.reason == "等待总部通知"
