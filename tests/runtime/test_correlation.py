"""Correlation: by keys, to all, kept for a while, once by its id, in the order of sending."""

from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from engine.api import SYSTEM
from engine.errors import Conflict, Rejected
from engine.model import command as c
from engine.model import event as e
from engine.runtime import messages
from tests.runtime.diagram import catch, diagram, message, script, user
from tests.runtime.office import Office

HOUR = 3600.0
GO = '<message id="m" name="go"/>'
KEYED = (
    '<message id="m" name="go" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><extensionElements>'
    '<zeebe:subscription correlationKey="=order"/></extensionElements></message>'
)
LISTENS = diagram("p", "start > listen > work > end", catch("listen", message("m")), user("work"), names=GO)
BY_KEY = diagram("p", "start > listen > work > end", catch("listen", message("m")), user("work"), names=KEYED)
TWICE = diagram(
    "p",
    "start > one > two > work > end",
    catch("one", message("m")),
    catch("two", message("m")),
    user("work"),
    names=GO,
)
LATER = diagram(
    "p", "start > first > listen > work > end", user("first"), catch("listen", message("m")), user("work"), names=GO
)
BEGINS = diagram(
    "q", "begin > work > end", f'<startEvent id="begin">{message("m")}</startEvent>', user("work"), names=GO
)


def send(office: Office, **given: Any) -> Any:
    return office.do(c.CorrelateMessage(**{"name": "go"} | given))


def is_through(office: Office, instance_id: str) -> bool:
    return [each.element_id for each in office.tasks(instance_id)] == ["work"]


def kept(office: Office) -> list[Any]:
    with office.engine._services.store.read() as reader:
        return reader.buffered_messages().items


# who is meant


WHO: list[tuple[str, dict[str, Any], int | type[Rejected]]] = [
    ("the key that the diagram makes", {"correlation_key": "A-2"}, 1),
    ("a key that nobody has", {"correlation_key": "A-9"}, Rejected),
    ("no key, and several wait", {}, Conflict),
    ("a variable of the instance", {"correlation_keys": {"customer": "li"}}, 0),
    ("two variables, both have to fit", {"correlation_keys": {"customer": "li", "order": "A-2"}}, Rejected),
    ("a variable that nobody has", {"correlation_keys": {"shop": 1}}, Rejected),
    ("numbers are equal however written", {"correlation_keys": {"count": 2.0}}, 1),
    ("true is not one", {"correlation_keys": {"count": True}}, Rejected),
    ("variable and key", {"correlation_key": "A-1", "correlation_keys": {"customer": "li"}}, 0),
]


@pytest.mark.parametrize(("reason", "given", "expected"), WHO, ids=[row[0] for row in WHO])
def test_who_is_meant(desk: Office, reason: str, given: dict[str, Any], expected: Any) -> None:
    desk.deploy(BY_KEY)
    waiting = [desk.start(order="A-1", customer="li", count=1), desk.start(order="A-2", customer="wu", count=2)]
    if isinstance(expected, int):
        assert send(desk, **given) == waiting[expected], reason
        assert [is_through(desk, each) for each in waiting] == [expected == 0, expected == 1]
        return
    with pytest.raises(expected) as rejected:
        send(desk, **given)
    assert rejected.value.code == ("message.ambiguous" if expected is Conflict else "message.not_expected"), reason


KEYS = [
    ("text", {"order": "A-1"}, "A-1", []),
    ("a number", {"order": 7}, "7", []),
    ("none: it waits without a key", {}, None, []),
    ("neither text nor number", {"order": [1]}, "", [("listen", "message.bad_key")]),
]


@pytest.mark.parametrize(("reason", "given", "key", "incidents"), KEYS, ids=[row[0] for row in KEYS])
def test_the_key_is_worked_out_when_waiting_begins(
    desk: Office, reason: str, given: dict[str, Any], key: str | None, incidents: list[Any]
) -> None:
    desk.deploy(BY_KEY)
    instance_id = desk.start(**given)
    assert desk.incidents(instance_id) == incidents
    assert [each.correlation_key for each in desk.engine.subscriptions(SYSTEM, instance_id)] == [key] * (not incidents)


def test_locals_of_the_waiting_scope(desk: Office) -> None:
    loop = 'camunda:collection="=[1, 2]" camunda:elementVariable="number"'
    flow = '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'
    inside = f'<startEvent id="s2"/>{catch("listen", message("m"))}<endEvent id="e2"/>'
    flows = flow.format("s2", "listen") + flow.format("listen", "e2")
    scope = f'<subProcess id="each"><multiInstanceLoopCharacteristics {loop}/>{inside}{flows}</subProcess>'
    desk.deploy(diagram("p", "start > each > end", scope, names=GO))
    instance_id = desk.start()
    with pytest.raises(Conflict):
        send(desk)
    send(desk, local_correlation_keys={"number": 2})
    with pytest.raises(Rejected):
        send(desk, local_correlation_keys={"number": 2})
    send(desk)
    assert desk.state(instance_id) == "completed"


# to all


def test_to_everybody_who_fits_and_every_process_that_it_begins(office: Office) -> None:
    office.deploy(LISTENS, BEGINS)
    waiting = [office.start(), office.start()]
    told = send(office, is_for_all=True, variables={"a": 1})
    assert sorted(told[:2]) == sorted(waiting) and len(told) == 3
    assert all(is_through(office, each) and office.variables(each)["a"] == 1 for each in told)


def test_nobody_at_all_is_a_rejection(desk: Office) -> None:
    with pytest.raises(Rejected, match=r"message\.not_expected"):
        send(desk, is_for_all=True)


# kept


def test_it_is_kept_for_whoever_comes(office: Office) -> None:
    office.deploy(LISTENS)
    assert send(office, time_to_live=HOUR, variables={"a": 1}) is None
    instance_id = office.start()
    assert is_through(office, instance_id)
    assert office.variables(instance_id)["a"] == 1
    assert kept(office) == []
    assert not is_through(office, office.start())


def test_whoever_waits_gets_it_at_once(desk: Office) -> None:
    desk.deploy(LISTENS)
    instance_id = desk.start()
    assert send(desk, time_to_live=HOUR) == instance_id
    assert kept(desk) == []


def test_it_begins_a_process_rather_than_wait(desk: Office) -> None:
    desk.deploy(BEGINS)
    assert is_through(desk, send(desk, time_to_live=HOUR))


def test_the_first_sent_is_the_first_received(desk: Office) -> None:
    desk.deploy(TWICE)
    for number in (1, 2, 3):
        send(desk, time_to_live=HOUR, variables={f"n{number}": number, "last": number})
    instance_id = desk.start()
    assert dict(desk.variables(instance_id)) == {"n1": 1, "n2": 2, "last": 2}
    assert len(kept(desk)) == 1


def test_in_order_for_each_key(desk: Office) -> None:
    desk.deploy(BY_KEY)
    for key, number in (("A", 1), ("B", 2), ("A", 3)):
        send(desk, correlation_key=key, time_to_live=HOUR, variables={"got": number})
    got = [desk.variables(desk.start(order=order))["got"] for order in ("B", "A", "A")]
    assert got == [2, 1, 3]


def test_its_time_ends(desk: Office) -> None:
    desk.deploy(LISTENS)
    send(desk, time_to_live=HOUR)
    desk.wait(hours=1)
    assert kept(desk) == []
    assert not is_through(desk, desk.start())
    with desk.engine._services.store.read() as reader:
        facts = [event for commit in reader.commits("message:go") for event in commit.events]
    assert [type(each) for each in facts] == [e.MessageBuffered, e.BufferedMessageExpired]


def test_it_waits_while_the_case_does_something_else(desk: Office) -> None:
    desk.deploy(LATER)
    instance_id = desk.start()
    send(desk, time_to_live=HOUR, business_key=None)
    assert not is_through(desk, instance_id)
    desk.do(c.CompleteUserTask(task_id=desk.task(instance_id)))
    assert is_through(desk, instance_id)


def test_of_several_the_one_that_came_first(desk: Office) -> None:
    """Nobody is there to be told that it is ambiguous."""
    desk.deploy(LISTENS)
    send(desk, time_to_live=HOUR)
    first, second = desk.start(), desk.start()
    assert [is_through(desk, first), is_through(desk, second)] == [True, False]


@pytest.mark.parametrize("seconds", [0.0, -1.0, 10 * 366 * 24 * HOUR])
def test_a_time_that_is_none(desk: Office, seconds: float) -> None:
    with pytest.raises(Rejected, match=r"message\.bad_time_to_live"):
        send(desk, time_to_live=seconds)


# once


def test_an_id_makes_it_count_once(office: Office) -> None:
    office.deploy(LISTENS)
    first, second = office.start(), office.start()
    for _ in range(2):
        assert send(office, message_id="m-1", instance_id=first) == first
    assert [is_through(office, first), is_through(office, second)] == [True, False]
    assert send(office, message_id="m-2", instance_id=second) == second


def test_the_same_id_for_another_key_is_another_message(desk: Office) -> None:
    desk.deploy(BY_KEY)
    cases = [desk.start(order="A"), desk.start(order="B")]
    assert [send(desk, message_id="1", correlation_key=key) for key in ("A", "B")] == cases


def test_an_id_is_kept_once_too(desk: Office) -> None:
    desk.deploy(LISTENS)
    for _ in range(2):
        send(desk, message_id="m-1", time_to_live=HOUR)
    assert len(kept(desk)) == 1


def test_message_and_receiver_at_the_same_moment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender has looked for receivers and found none when one comes: neither may miss the other."""
    office.deploy(LISTENS)
    other = office.beside()
    looked, go_on = Event(), Event()
    real = messages._is_expected

    def slow(*given: Any) -> bool:
        found = real(*given)
        looked.set()
        go_on.wait(0.3)
        return found

    monkeypatch.setattr(messages, "_is_expected", slow)
    sending = Thread(target=send, args=(office,), kwargs={"time_to_live": HOUR})
    sending.start()
    looked.wait(5)
    instance_id = other.start()
    go_on.set()
    sending.join()
    other.engine.settle()
    office.engine.settle()
    assert is_through(office, instance_id)
    other.close()


def test_a_lost_worker_delivers_it_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes to wait leaves a job that gives away what is kept; its worker may die before."""
    office.deploy(LISTENS)
    send(office, time_to_live=HOUR)
    with monkeypatch.context() as patched:
        patched.setattr(office.engine._worker, "follow_up", lambda written: None)
        instance_id = office.start()
    assert not is_through(office, instance_id)
    with office.engine._services.store.write() as work:
        work.connection.execute(text("UPDATE job SET leased_until = NULL"))
    office.engine.settle()
    office.engine.settle()
    assert is_through(office, instance_id)
    assert len(office.events(instance_id, e.MessageReceived)) == 1
    assert office.left_over(instance_id)["jobs"] == 0


def test_the_history_of_kept_messages_holds(desk: Office) -> None:
    desk.deploy(LISTENS, diagram("r", "start > word > end", script("word", "1", "x")))
    send(desk, time_to_live=HOUR, variables={"secret": "li"})
    desk.start()
    with desk.engine._services.store.read() as reader:
        [first, second] = reader.commits("message:go")
    assert second.at - first.at < timedelta(seconds=1)
    assert b"li" not in first.hash.encode()
