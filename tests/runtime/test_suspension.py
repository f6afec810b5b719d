"""Suspended on both databases: no job is carried out, no message lost, no version started."""

from datetime import timedelta

import pytest

from engine.api import SYSTEM
from engine.errors import Rejected
from engine.model import command as c
from engine.model import operation as o
from tests.runtime.diagram import boundary, call, diagram, message, service, throw, timer, user
from tests.runtime.office import LIN, WANG, Office

LATE = diagram("p", "start > work > end; late > end2", user("work"), boundary("late", "work", timer("PT1H")))
ROBOT = diagram("p", "start > robot > end", service("robot", "work"))
GO = '<message id="m" name="go"/>'
WAITS = diagram(
    "p",
    "start > wait > end",
    '<receiveTask id="wait" messageRef="m"/>',
    names=GO,
)
THROWS = diagram("q", "start > say > end", throw("say", message("m")), names=GO)


def refusal(office: Office, command: c.Command, actor=SYSTEM) -> str:
    with pytest.raises(Rejected) as rejection:
        office.do(command, actor)
    return rejection.value.code


def test_a_timer_waits_until_the_case_is_resumed(office: Office) -> None:
    office.deploy(LATE)
    case = office.start()
    office.do(o.SuspendInstance(instance_id=case, reason="x"))
    office.wait(hours=2)
    assert office.passed(case) == ["start"]
    assert office.engine.instance(SYSTEM, case).is_suspended
    assert [each.is_suspended for each in office.tasks(case)] == [True]
    office.do(o.ResumeInstance(instance_id=case))
    office.engine.settle()
    assert (office.state(case), office.passed(case)[-1]) == ("completed", "end2")
    assert office.engine.verify(SYSTEM, case).is_whole


def test_a_handler_is_not_called_while_suspended(open_office) -> None:
    calls = []
    office = open_office(work=lambda variables, context: calls.append(context.idempotency_key))
    office.deploy(diagram("p", "start > first > robot > end", user("first"), service("robot", "work")))
    case = office.start()
    task = office.task(case)
    office.do(o.SuspendInstance(instance_id=case))
    assert refusal(office, c.CompleteUserTask(task_id=task)) == "instance.suspended"
    office.do(o.ResumeInstance(instance_id=case))
    office.do(c.CompleteUserTask(task_id=task))
    office.engine.settle()
    assert (len(calls), office.state(case)) == (1, "completed")


def test_what_a_handler_brings_meanwhile_counts_no_more(open_office) -> None:
    """It is called again, with the same key."""
    calls: list[str] = []

    def work(variables, context):
        calls.append(context.idempotency_key)
        if len(calls) == 1:
            office.do(o.SuspendInstance(instance_id=context.instance_id))

    office = open_office(work=work)
    office.deploy(ROBOT)
    case = office.start()
    office.engine.settle()
    assert (office.state(case), len(calls)) == ("active", 1)
    office.do(o.ResumeInstance(instance_id=case))
    office.engine.settle()
    assert office.state(case) == "completed"
    assert len(calls) == 2 and calls[0] == calls[1]


def test_a_message_from_outside_is_refused_with_the_reason(office: Office) -> None:
    office.deploy(WAITS)
    case = office.start()
    office.do(o.SuspendInstance(instance_id=case))
    assert refusal(office, c.CorrelateMessage(name="go")) == "instance.suspended"
    office.do(o.ResumeInstance(instance_id=case))
    office.do(c.CorrelateMessage(name="go"))
    assert office.state(case) == "completed"


def test_a_message_that_was_thrown_arrives_after_resuming(office: Office) -> None:
    office.deploy(WAITS, THROWS)
    case = office.start()
    office.do(o.SuspendInstance(instance_id=case))
    sender = office.start("q")
    office.engine.settle()
    assert (office.state(sender), office.state(case)) == ("completed", "active")
    office.do(o.ResumeInstance(instance_id=case))
    [waiting] = office.engine.jobs(SYSTEM, sender)
    store = office.engine._services.store
    store.real_clock = Later(store.real_clock)  # the pause before it is offered again
    office.engine.settle()
    assert office.state(case) == "completed"
    assert not office.engine.jobs(SYSTEM, sender), waiting


class Later:
    def __init__(self, clock) -> None:
        self.clock = clock

    def now(self):
        return self.clock.now() + timedelta(seconds=10)


def test_a_version_that_is_suspended_cannot_be_started(office: Office) -> None:
    office.deploy(LATE, diagram("caller", "start > ask > end", call("ask", "p")))
    office.do(o.SuspendDefinition(definition_id="p:1"))
    assert refusal(office, c.StartInstance(key="p")) == "definition.suspended"
    caller = office.start("caller")
    assert office.incidents(caller) == [("ask", "call.suspended_process")]
    office.do(o.ResumeDefinition(definition_id="p:1"))
    [incident] = office.engine.instance_incidents(SYSTEM, caller)
    office.do(c.RetryIncident(incident_id=incident.id))
    assert not office.incidents(caller)
    assert office.state(office.start()) == "active"
    assert all(found.is_whole for _, found in office.engine.verify_all(SYSTEM))


def test_a_version_with_all_that_runs_on_it(office: Office) -> None:
    """Families in which it is called too; what was suspended before is not resumed twice."""
    office.deploy(LATE, diagram("caller", "start > ask > end", call("ask", "p")))
    cases = sorted([office.start(), office.start(), office.start("caller")])
    office.do(o.SuspendInstance(instance_id=cases[0]))
    found = office.do(o.SuspendDefinition(definition_id="p:1", with_instances=True))
    assert (sorted(found.done), found.refused) == (sorted(cases[1:]), [])
    assert all(office.engine.instance(SYSTEM, each).is_suspended for each in cases)
    found = office.do(o.ResumeDefinition(definition_id="p:1", with_instances=True))
    assert sorted(found.done) == cases
    office.wait(hours=2)
    assert [office.state(each) for each in cases] == ["completed"] * 3


def test_a_command_that_is_sent_again_gets_the_same_answer(office: Office) -> None:
    office.deploy(LATE)
    case = office.start()
    command = o.SuspendInstance(command_id="once", instance_id=case)
    assert office.do(command) is None
    assert office.do(command) is None


def test_an_agent_may_not_and_a_supervisor_may(desk: Office) -> None:
    desk.deploy(LATE)
    case = desk.start(actor=LIN)
    assert refusal(desk, o.SuspendInstance(instance_id=case), LIN) == "identity.permission_missing"
    desk.do(o.SuspendInstance(instance_id=case, reason="x"), WANG)
    assert [each.kind for each in desk.engine.timeline(WANG, case)][-1] == "timeline.instance_suspended_because"
    assert desk.engine.replay(WANG, case).steps[-1].kind == "timeline.instance_suspended_because"


def test_a_cancelled_case_still_sends_what_it_had_thrown(office: Office) -> None:
    office.deploy(WAITS, diagram("q", "start > say > stay > end", throw("say", message("m")), user("stay"), names=GO))
    receiver = office.start()
    office.do(o.SuspendInstance(instance_id=receiver))
    sender = office.start("q")
    office.do(o.SuspendInstance(instance_id=sender))
    office.do(c.CancelInstance(instance_id=sender))
    assert [each.is_suspended for each in office.engine.jobs(SYSTEM, sender)] == [False]


def started_by(timer: str) -> bytes:
    begin = f'<startEvent id="start"><timerEventDefinition>{timer}</timerEventDefinition></startEvent>'
    return diagram("p", "start > work > end", user("work"), begin)


TIMERS = [
    ("<timeCycle>R/PT1H</timeCycle>", [0, 1, 2], "one case for all times that were missed, then the cycle goes on"),
    ("<timeDuration>PT1H</timeDuration>", [0, 1, 1], "once, late as it is"),
    ("<timeCycle>0 0 * * * ?</timeCycle>", [0, 1, 2], "a tick that was missed is caught up with once"),
]


@pytest.mark.parametrize(("timer", "begun", "reason"), TIMERS, ids=[row[2] for row in TIMERS])
def test_a_timer_start_waits_until_its_version_is_resumed(
    office: Office, timer: str, begun: list[int], reason: str
) -> None:
    office.deploy(started_by(timer))
    office.do(o.SuspendDefinition(definition_id="p:1"))
    office.wait(hours=3)
    counts = [office.engine.instances(SYSTEM).total]
    office.do(o.ResumeDefinition(definition_id="p:1"))
    for hours in (0, 1):
        office.wait(hours=hours)
        counts.append(office.engine.instances(SYSTEM).total)
    assert counts == begun, reason


def test_a_version_that_takes_the_place_of_a_suspended_one_has_timers_of_its_own(office: Office) -> None:
    office.deploy(started_by("<timeCycle>R/PT1H</timeCycle>"))
    office.do(o.SuspendDefinition(definition_id="p:1"))
    office.deploy(started_by("<timeCycle>R/PT2H</timeCycle>"))
    office.wait(hours=2)
    assert office.engine.instances(SYSTEM).total == 1
    office.do(o.ResumeDefinition(definition_id="p:1"))
    office.wait(hours=1)
    assert office.engine.instances(SYSTEM).total == 1
