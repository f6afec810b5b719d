"""Whatever is drawn and whatever is done: fold(history) == state, and saving and loading change nothing.

The desk asserts both after every command; here hypothesis draws the diagrams and chooses the commands.
"""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import BpmnError, Rejected
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from tests.kernel.desk import ROOT, Desk
from tests.kernel.drawn import CALLED, diagrams

PROVED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def choices(desk: Desk) -> list[c.Command]:
    """What could be done now; some of it is refused."""
    family = [each for each in desk.family.values() if each.state == "active"]
    commands: list[c.Command] = []
    for instance in family:
        commands += [c.CompleteUserTask(task_id=f"{instance.id}.{key}") for key in instance.user_tasks]
        commands += [c.ClaimUserTask(task_id=f"{instance.id}.{key}") for key in instance.user_tasks]
        commands += [c.TriggerTimer(timer_id=f"{instance.id}.{key}") for key in instance.timers]
        commands += [c.RetryIncident(incident_id=f"{instance.id}.{key}") for key in instance.incidents]
        commands += [
            c.CorrelateMessage(name=each.name, subscription_id=f"{instance.id}.{key}", variables={"got": key})
            for key, each in instance.subscriptions.items()
        ]
        commands += [c.ThrowTaskEscalation(activity_id=f"{instance.id}.{key}", code="E") for key in instance.user_tasks]
        commands.append(c.SetVariables(scope_id=instance.id, variables={"n": len(commands) % 5, "list": [1, {"a": 2}]}))
    return commands


@given(drawn=diagrams(), data=st.data())
@PROVED
def test_fold_equals_state(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    outcomes = iter(data.draw(st.lists(st.sampled_from(["ok", "fail", "error"]), max_size=10)))
    desk = Desk(drawn, CALLED, budget=Budget(activities=30, pauses=4), work=lambda: worked(next(outcomes, "ok")))
    desk.start(n=data.draw(st.integers(0, 5)))
    for _ in range(data.draw(st.integers(0, 12))):
        possible = choices(desk)
        if desk.state != "active" or not possible:
            break
        command = data.draw(st.sampled_from(possible))
        desk.now += timedelta(minutes=7)
        try:
            desk.do(command)
        except Rejected:
            continue
        if data.draw(st.booleans()):
            desk.work()
    finish(desk)


def worked(outcome: str) -> dict:
    if outcome == "fail":
        raise ValueError("down")
    if outcome == "error":
        raise BpmnError("E", "thrown")
    return {"worked": True}


def finish(desk: Desk) -> None:
    """Nothing is stuck: doing all the work leads to an end, or somebody cancels."""
    for _ in range(60):
        desk.work()
        todo = [each for each in choices(desk) if isinstance(each, c.CompleteUserTask | c.TriggerTimer)]
        todo += [each for each in choices(desk) if isinstance(each, c.CorrelateMessage)]
        if desk.state != "active" or not todo:
            break
        desk.do(todo[0])
    if desk.state == "active":
        root = desk.root
        assert desk.incidents or desk.root.jobs or desk.active, f"stuck: {root}"
        desk.do(c.CancelInstance(instance_id=ROOT))
    root = desk.work().root
    assert root.state in ("completed", "cancelled")
    assert list(root.activities) == ["0"]
    assert not any((root.tokens, root.arrivals, root.user_tasks, root.timers, root.subscriptions, root.incidents))
    assert not root.jobs
