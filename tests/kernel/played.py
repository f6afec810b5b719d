"""Random work on a random diagram."""

from datetime import timedelta

from hypothesis import strategies as st

from engine.errors import BpmnError, Rejected
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from engine.model import operation as o
from tests.kernel.desk import ROOT, Desk
from tests.kernel.drawn import CALLED


def play(drawn: d.ProcessDefinition, data: st.DataObject) -> Desk:
    """Start it and do what can be done, in any order; jobs succeed, fail, or throw."""
    outcomes = iter(data.draw(st.lists(st.sampled_from(["ok", "fail", "error"]), max_size=10)))
    desk = Desk(drawn, CALLED, budget=Budget(activities=30, pauses=4), work=lambda: worked(next(outcomes, "ok")))
    desk.start(n=data.draw(st.integers(0, 5)))
    for _ in range(data.draw(st.integers(0, 12))):
        possible = choices(desk)
        if desk.state != "active" or not possible:
            break
        desk.now += timedelta(minutes=7)
        try:
            desk.do(data.draw(st.sampled_from(possible)))
        except Rejected:
            continue
        if data.draw(st.booleans()) and not desk.root.is_suspended:
            desk.work()
    return desk


RECEIVE = {"message": c.CorrelateMessage, "signal": c.ReceiveSignal}


def choices(desk: Desk) -> list[c.Command]:
    """What could be done now; some of it is refused."""
    return [command for each in desk.family.values() if each.state == "active" for command in choices_in(each)]


def choices_in(instance) -> list[c.Command]:
    def ids(kind: str) -> list[str]:
        return [f"{instance.id}.{key}" for key in getattr(instance, kind)]

    received = [
        RECEIVE[each.kind](name=each.name, subscription_id=f"{instance.id}.{key}", variables={"got": key})
        for key, each in instance.subscriptions.items()
        if each.kind in RECEIVE
    ]
    return [
        *[c.CompleteUserTask(task_id=each) for each in ids("user_tasks")],
        *[c.ClaimUserTask(task_id=each) for each in ids("user_tasks")],
        *[c.TriggerTimer(timer_id=each) for each in ids("timers")],
        *[c.RetryIncident(incident_id=each) for each in ids("incidents")],
        *received,
        *[c.ThrowTaskEscalation(activity_id=each, code="E") for each in ids("user_tasks")],
        o.ResumeInstance(instance_id=ROOT) if instance.is_suspended else o.SuspendInstance(instance_id=ROOT),
        c.SetVariables(scope_id=instance.id, variables={"n": instance.counter % 5, "list": [1, {"a": 2}]}),
    ]


def worked(outcome: str) -> dict:
    if outcome == "fail":
        raise ValueError("down")
    if outcome == "error":
        raise BpmnError("E", "thrown")
    return {"worked": True}


def is_done(desk: Desk, command: c.Command) -> bool:
    """Refused is what a listener of the task cannot tell."""
    try:
        desk.do(command)
    except Rejected:
        return False
    return True


def waits_for_more(desk: Desk) -> bool:
    """Tokens wait where more than came are needed: that is how it is drawn."""
    definition = desk.library.definition(desk.root.definition_id)
    places = [definition.elements[place.partition("/")[2]] for place in desk.root.arrivals]
    return any(each.tag == "complexGateway" or getattr(each, "start_quantity", 1) > 1 for each in places)


def finish(desk: Desk) -> None:
    """Do all the work; what waits for something that never comes is cancelled."""
    if desk.state == "active" and desk.root.is_suspended:
        desk.do(o.ResumeInstance(instance_id=ROOT))
    for _ in range(60):
        desk.work()
        todo = [each for each in choices(desk) if isinstance(each, c.CompleteUserTask | c.TriggerTimer)]
        todo += [each for each in choices(desk) if isinstance(each, c.CorrelateMessage | c.ReceiveSignal)]
        if desk.state != "active" or not any(is_done(desk, each) for each in todo):
            break
    if desk.state == "active":
        going = desk.incidents or desk.root.jobs or desk.active
        assert going or waits_for_more(desk), f"stuck: {desk.root}"
        desk.do(c.CancelInstance(instance_id=ROOT))
    desk.work()
