"""Timers: dates, durations, cycles (BPMN 10.5.5)."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Rejected
from engine.model import command as c
from engine.model import definition as d
from tests.kernel.build import boundary, catch, process, start, task, text, timer, user
from tests.kernel.desk import MONDAY, ROOT, Desk


def waiting(kind: d.TimerKind, value: str) -> d.ProcessDefinition:
    return process(start(), catch("t", timer(kind, value)), user("after"), flows="start -> t -> after")


HOUR = timedelta(hours=1)
DUE = [
    ("duration", "PT1H", MONDAY + HOUR, "ISO 8601"),
    ("duration", '=duration("PT1H")', MONDAY + HOUR, "FEEL"),
    ("duration", "${wait}", MONDAY + HOUR, "a variable"),
    ("duration", "P1M", datetime(2026, 2, 5, 1, tzinfo=UTC), "a month"),
    ("date", "2026-01-06T09:00:00+08:00", datetime(2026, 1, 6, 1, tzinfo=UTC), "with an offset"),
    ("date", "2026-01-06T09:00:00", datetime(2026, 1, 6, 9, tzinfo=UTC), "in the zone of the engine"),
    ("date", "2026-01-06", datetime(2026, 1, 6, tzinfo=UTC), "a day begins at midnight"),
    ("date", '=now() + duration("PT1H")', MONDAY + HOUR, "worked out"),
    ("date", "2020-01-01T00:00:00Z", datetime(2020, 1, 1, tzinfo=UTC), "in the past: due at once"),
    ("duration", "-PT1H", MONDAY - HOUR, "negative: due at once"),
]


@pytest.mark.parametrize(("kind", "value", "due_at", "reason"), DUE, ids=[row[3] for row in DUE])
def test_when_a_timer_is_due(kind: str, value: str, due_at: datetime, reason: str) -> None:
    desk = Desk(waiting(kind, value)).start(wait="PT1H")
    assert [each.due_at for each in desk.root.timers.values()] == [due_at], reason
    assert desk.fire("t").active == ["after"]
    assert desk.root.timers == {}


BAD = [
    ("duration", "soon", "expression.temporal", "no duration"),
    ("duration", "=5", "timer.bad_value", "a number"),
    ("date", "=null", "timer.bad_value", "nothing"),
    ("cycle", "often", "expression.temporal", "no cycle"),
]


@pytest.mark.parametrize(("kind", "value", "code", "reason"), BAD, ids=[row[3] for row in BAD])
def test_a_timer_that_cannot_be_told_is_an_incident(kind: str, value: str, code: str, reason: str) -> None:
    assert Desk(waiting(kind, value)).start().incidents == [code], reason


def repeating(cycle: str) -> d.ProcessDefinition:
    return process(
        start(), user("a"), boundary("b", "a", timer("cycle", cycle), False), task("told"),
        flows="start -> a\nb -> told",
    )  # fmt: skip


CYCLES = [
    ("R3/PT1H", 3, "three times"),
    ("R1/PT1H", 1, "once"),
    ("R3/2026-01-05T02:00:00Z/PT1H", 3, "from a moment"),
    ("R/PT1H/2026-01-05T03:30:00Z", 2, "until a moment"),
    ("R/PT1H/2026-01-05T03:00:00Z", 2, "the last moment counts"),
    ("R5/PT1H/2026-01-05T03:30:00Z", 2, "whichever comes first: the moment"),
    ("R2/PT1H/2026-01-05T09:30:00Z", 2, "or the count"),
    ("R/2026-01-05T02:00:00Z/PT1H/2026-01-05T04:10:00Z", 3, "from one moment to another"),
    ("R2/2026-01-05T02:00:00Z/2026-01-05T03:00:00Z", 2, "as an interval from one moment to another"),
    ("R/PT1H/2026-01-05T01:30:00Z", 0, "over before its first time"),
]


@pytest.mark.parametrize(("cycle", "times", "reason"), CYCLES, ids=[row[2] for row in CYCLES])
def test_a_cycle_that_ends(cycle: str, times: int, reason: str) -> None:
    desk = Desk(repeating(cycle)).start()
    fired = []
    while desk.armed:
        desk.fire("b")
        fired.append(desk.now)
    assert fired == [MONDAY + HOUR * (n + 1) for n in range(times)], reason
    assert desk.active == ["a"]


def test_a_cycle_without_end_keeps_its_beat_when_it_fires_late() -> None:
    desk = Desk(repeating("R/PT1H")).start()
    for late in (0, 50, 0):
        desk.fire("b", late=timedelta(minutes=late))
    assert [each.due_at for each in desk.root.timers.values()] == [MONDAY + 4 * HOUR]
    assert len(desk.root.timers) == 1
    assert desk.complete("a").state == "completed"


ENDED = [
    ("R/PT1H", "2026-01-05T03:30:00Z", 2, "a duration"),
    ("R/PT1H/2026-01-05T02:30:00Z", "2026-01-05T03:30:00Z", 1, "the earlier of two"),
    ("0 0 0/1 * * ?", "2026-01-05T03:00:00Z", 2, "a cron text, to the moment"),
    ("0 0 0/1 * * ?", "PT150M", 2, "counted from when it was armed"),
    ("0 0 0/1 * * ?", "${until}", 1, "worked out"),
]


@pytest.mark.parametrize(("repeating_", "end", "times", "reason"), ENDED, ids=[row[3] for row in ENDED])
def test_a_cycle_with_its_end_beside_it(repeating_: str, end: str, times: int, reason: str) -> None:
    trigger = d.Trigger(kind="timer", timer=d.TimerDefinition("cycle", text(repeating_), text(end)))
    desk = Desk(
        process(start(), user("a"), boundary("b", "a", trigger, False), task("told"), flows="start -> a\nb -> told")
    ).start(until="2026-01-05T02:30:00Z")
    fired = []
    while desk.armed:
        desk.fire("b")
        fired.append(desk.now)
    assert fired == [MONDAY + HOUR * (n + 1) for n in range(times)], reason


def test_a_long_cycle_ends_when_it_says() -> None:
    """No number of times stands for its end."""
    desk = Desk(repeating("R/PT1S/2026-01-06T01:00:00Z")).start()
    [armed] = desk.root.timers.values()
    assert (armed.remaining, armed.cycle) == (None, "PT1S/2026-01-06T01:00:00Z")


def test_an_event_that_waits_for_a_cycle_that_is_over_says_so() -> None:
    assert Desk(waiting("cycle", "R/PT1H/2026-01-05T01:30:00Z")).start().incidents == ["timer.over"]


def test_a_timer_keeps_its_id_over_its_cycles() -> None:
    desk = Desk(repeating("R/PT1H")).start()
    ids = set(desk.root.timers)
    assert set(desk.fire("b").root.timers) == ids


def test_a_timer_that_is_gone_rejects() -> None:
    desk = Desk(repeating("R1/PT1H")).start()
    timer_id = f"{ROOT}.{next(iter(desk.root.timers))}"
    desk.complete("a")
    with pytest.raises(Rejected, match=r"timer\.gone"):
        desk.do(c.TriggerTimer(timer_id=timer_id))


def test_a_cron_text_ticks_on_the_clock_and_passes_over_what_was_missed() -> None:
    desk = Desk(repeating("0 0/30 * * * ?")).start()
    fired = []
    for late in (0, 100, 0):
        desk.fire("b", late=timedelta(minutes=late))
        fired.append(desk.now)
    assert fired == [MONDAY + n * HOUR / 2 for n in (1, 2 + 100 / 30, 6)]
    assert [each.due_at for each in desk.root.timers.values()] == [MONDAY + 7 * HOUR / 2]


def test_a_cycle_ends_with_the_calendar() -> None:
    """Its next time would lie behind the year 9999: it fires for the last time, and rejects nobody."""
    desk = Desk(repeating("R/P4000Y")).start()
    assert desk.fire("b").root.timers == {}
    assert desk.active == ["a"]


NEVER = [
    ("date", "9999-12-31T23:59:59-05:00"),
    ("cycle", "R/PT0S"),
    ("cycle", "R900000000/PT0S"),
    ("cycle", "0 0 0 30 2 ?"),
]


@pytest.mark.parametrize(("kind", "value"), NEVER)
def test_a_time_that_never_comes_is_an_incident(kind: d.TimerKind, value: str) -> None:
    assert Desk(waiting(kind, value)).start().incidents == ["timer.bad_value"]
