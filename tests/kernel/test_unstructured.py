"""Diagrams without structure: no token is lost or doubled, and a case ends or waits for something that can come."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.desk import ROOT, Desk
from tests.kernel.ledger import Ledger
from tests.kernel.played import choices
from tests.kernel.scribbled import scribbles

WORK = c.CompleteUserTask | c.TriggerTimer | c.CorrelateMessage
ANY = settings(
    max_examples=int(os.environ.get("EXAMPLES", 100)), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


LONGEST = 300  # events; drawn at random, a case may grow without end


def played(drawn: d.ProcessDefinition, data: st.DataObject) -> Desk:
    desk = Desk(drawn, budget=Budget(activities=25, pauses=2))
    desk.start(n=data.draw(st.integers(0, 5)))
    desk.works(10)
    for _ in range(data.draw(st.integers(0, 15))):
        possible = [each for each in choices(desk) if isinstance(each, WORK)] if desk.state == "active" else []
        if not possible or len(desk.events()) > LONGEST:
            break
        desk.do(data.draw(st.sampled_from(possible)))
        desk.works(5)
    return desk


def can_go_on(desk: Desk) -> bool:
    """By a person, time, a message, an incident resolved; or a parallel join that its drawing never fills."""
    root = desk.root
    return bool(
        root.user_tasks or root.timers or root.subscriptions or root.jobs or root.incidents or is_waiting_to_join(desk)
    )


def is_waiting_to_join(desk: Desk) -> bool:
    joins = (desk.main.elements[place.partition("/")[2]] for place in desk.root.arrivals)
    return any(join.tag == "parallelGateway" for join in joins)


@given(drawn=scribbles(), data=st.data())
@ANY
def test_no_token_is_lost_or_doubled(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = played(drawn, data)
    events = desk.events()
    if not any(isinstance(each, e.ActivityCancelled | e.ScopeCleared) for each in events) and not desk.incidents:
        assert Ledger(drawn, events, desk.root).errors() == []


@given(drawn=scribbles(), data=st.data())
@ANY
def test_a_case_ends_or_waits_for_something_that_can_come(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = played(drawn, data)
    assert desk.state == "completed" or can_go_on(desk), desk.root


@given(drawn=scribbles(), data=st.data())
@ANY
def test_a_cancelled_case_leaves_nothing_behind(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = played(drawn, data)
    if desk.state == "active":
        desk.do(c.CancelInstance(instance_id=ROOT))
    root = desk.root
    assert not any((root.tokens, root.arrivals, root.user_tasks, root.timers, root.subscriptions, root.incidents))
    assert list(root.activities) == ["0"]
