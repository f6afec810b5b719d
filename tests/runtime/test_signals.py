"""Signals between cases: everybody who waits when one is thrown receives it, once."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import Forbidden
from engine.identity.actor import WORKER
from engine.jobs import carrying_out
from engine.model import command as c
from engine.model import event as e
from engine.runtime import signals
from engine.runtime.commands import execute
from engine.store import jobs
from engine.store.busy import Busy
from tests.runtime.diagram import boundary, catch, diagram, inputs, throw, user
from tests.runtime.office import LIN, WANG, Office

ALARM = '<signal id="s" name="alarm"/>'
TRIGGER = '<signalEventDefinition signalRef="s"/>'
LISTENS = diagram("p", "start > listen > work > end", catch("listen", TRIGGER), user("work"), names=ALARM)
HEARS = diagram(
    "h", "start > work > end; heard > aside > end2",
    user("work"), boundary("heard", "work", TRIGGER, interrupting=False), user("aside"), names=ALARM,
)  # fmt: skip
THROWS = diagram("t", "start > shout > end", throw("shout", TRIGGER, inputs(level="3")), names=ALARM)
WAITS = diagram(
    "t", "start > rest > shout > end", user("rest"), throw("shout", TRIGGER, inputs(level="3")), names=ALARM
)


def active(office: Office, instance_id: str) -> list[str]:
    return sorted(each.element_id for each in office.tasks(instance_id))


def test_thrown_in_one_case_and_caught_in_others(office: Office) -> None:
    office.deploy(LISTENS, HEARS, THROWS)
    waiting, hearing = [office.start("p"), office.start("p")], office.start("h")
    thrower = office.start("t")
    assert [active(office, each) for each in waiting] == [["work"], ["work"]]
    assert active(office, hearing) == ["aside", "work"]
    assert office.variables(waiting[0])["level"] == "3"
    assert office.left_over(thrower)["jobs"] == 0
    assert [event.receivers for event in office.events(thrower, e.SignalDelivered)] == [3]


def test_whoever_begins_to_wait_later_has_missed_it(office: Office) -> None:
    office.deploy(LISTENS, THROWS)
    office.start("t")
    office.wait(hours=1)
    late = office.start("p")
    office.wait(hours=1)
    assert active(office, late) == []


def test_nobody_waits_and_nothing_happens(office: Office) -> None:
    office.deploy(THROWS)
    thrower = office.start("t")
    assert office.state(thrower) == "completed"
    assert [event.receivers for event in office.events(thrower, e.SignalDelivered)] == [0]


def test_broadcast_by_a_person(office: Office) -> None:
    office.deploy(LISTENS, HEARS)
    office.hire()
    waiting = [office.start("p"), office.start("h")]
    with pytest.raises(Forbidden):
        office.do(c.BroadcastSignal(name="alarm"), LIN)
    assert office.do(c.BroadcastSignal(name="alarm", variables={"level": 1}), WANG) == 2
    assert [active(office, each) for each in waiting] == [["work"], ["aside", "work"]]
    assert office.do(c.BroadcastSignal(name="alarm"), WANG) == 1, "the other has gone on"
    assert office.do(c.BroadcastSignal(name="silence"), WANG) == 0


def test_to_one_catcher_alone(office: Office) -> None:
    office.deploy(LISTENS)
    first, second = office.start("p"), office.start("p")
    [subscription] = office.engine.subscriptions(SYSTEM, second)
    assert office.do(c.BroadcastSignal(name="alarm", subscription_id=subscription.id)) == 1
    assert (active(office, first), active(office, second)) == ([], ["work"])


def test_sent_again_it_goes_to_nobody_else(office: Office) -> None:
    office.deploy(HEARS)
    first = office.start("h")
    command = c.BroadcastSignal(command_id="one", name="alarm")
    assert office.do(command) == 1
    second = office.start("h")
    assert office.do(command) == 1, "the same one, as before"
    assert (active(office, first), active(office, second)) == (["aside", "work"], ["work"])


def test_a_broadcast_that_finds_the_database_busy_reaches_each_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.deploy(HEARS)
    waiting = [office.start("h") for _ in range(3)]
    obeyed, real = [], signals.obey

    def sometimes_busy(services: Any, command: Any, actor: Any, root_id: str) -> Any:
        obeyed.append(root_id)
        if len(obeyed) == 2:
            raise Busy("store.locked")
        return real(services, command, actor, root_id)

    monkeypatch.setattr(signals, "obey", sometimes_busy)
    assert office.do(c.BroadcastSignal(name="alarm")) == 3
    assert [active(office, each) for each in waiting] == [["aside", "work"]] * 3


def test_a_job_that_is_carried_out_twice_reaches_each_once(office: Office) -> None:
    """As after the end of a process between the last receiver and the word to the thrower."""
    office.deploy(HEARS, WAITS)
    hearing, thrower = office.start("h"), office.start("t")
    services = office.engine._services
    written = signals_job(office, thrower)
    with services.store.read() as reader:
        meant = signals.outside(reader, written)
    for command in signals.receptions("alarm", {}, meant, written.id):
        signals.receive(services, command, WORKER)
    carrying_out.carry_out(services, written)
    assert active(office, hearing) == ["aside", "work"]
    assert office.left_over(thrower)["jobs"] == 0


def signals_job(office: Office, thrower: str) -> Any:
    """The job of a signal that was thrown, before anybody carried it out."""
    outcome = execute(office.engine._services, c.CompleteUserTask(task_id=office.task(thrower)), SYSTEM)
    [written] = [each for each in outcome.jobs if each.kind == "signal"]
    return written


def test_a_job_that_is_left_over_is_carried_out_by_whoever_is_free(office: Office) -> None:
    office.deploy(HEARS, WAITS)
    hearing, thrower = office.start("h"), office.start("t")
    written = signals_job(office, thrower)
    jobs.release(office.engine._services.store, [(written.id, written.fence)])
    office.engine.settle()
    assert active(office, hearing) == ["aside", "work"]
