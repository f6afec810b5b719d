"""Timers over both changes of the clocks, in zones that have them and one that has not: each just once, at its time.

Where a wall clock shows a time is found here by looking at it minute by minute, and not by arithmetic with offsets.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.api import SYSTEM, Engine
from engine.calendar.hours import Calendar
from engine.calendar.record import to_record
from engine.clock import ManualClock
from engine.expr import cron
from engine.model import command as c
from tests.runtime.diagram import diagram, user
from tests.runtime.test_start_timers import timed

EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", "4"))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BERLIN, NEW_YORK, SHANGHAI = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Shanghai"))
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # by half an hour
CHANGES = [
    (BERLIN, date(2026, 3, 29)), (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 3, 8)), (NEW_YORK, date(2026, 11, 1)),
    (LORD_HOWE, date(2026, 10, 4)), (LORD_HOWE, date(2027, 4, 4)),
    (SHANGHAI, date(2026, 3, 29)),
]  # fmt: skip
times = st.builds(time, st.integers(0, 4), st.sampled_from([0, 1, 15, 30, 59]))


def around(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From noon of the day before to noon of the day after."""
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    return noon - DAY, noon + DAY


def shown(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Every minute, and what the clocks on the walls show then."""
    while begin < end:
        yield begin, begin.astimezone(zone).replace(tzinfo=None)
        begin += MINUTE


def expected(at: time, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Once on each date: when the clocks first show it, or as long after a gap as it lies inside."""
    found: dict[date, datetime] = {}
    before = begin.astimezone(zone).replace(tzinfo=None)
    for moment, wall in shown(begin + MINUTE, end, zone):
        wanted = datetime.combine(wall.date(), at)
        if before < wanted <= wall and wall.date() not in found:
            is_skipped = wanted < wall
            found[wall.date()] = moment + (wanted - before - MINUTE if is_skipped else timedelta())
        before = wall
    return sorted(found.values())


def ticks(text: str, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    def each() -> Iterator[datetime]:
        tick = cron.parse(text).after(begin, zone)
        while tick is not None:
            yield tick
            tick = cron.parse(text).after(tick, zone)

    return list(takewhile(lambda tick: tick < end, each()))


@settings(max_examples=10 * EXAMPLES, deadline=None)
@given(st.sampled_from(CHANGES), times)
def test_a_time_of_the_day_comes_once_a_day(change: tuple[ZoneInfo, date], at: time) -> None:
    zone, day = change
    begin, end = around(day, zone)
    assert ticks(f"0 {at.minute} {at.hour} * * ?", begin, end, zone) == expected(at, begin, end, zone)


@pytest.mark.parametrize(("zone", "day"), [each for each in CHANGES if each[0] != LORD_HOWE])
def test_what_comes_every_hour_comes_after_every_hour(zone: ZoneInfo, day: date) -> None:
    begin, end = around(day, zone)
    for minute in (0, 30):
        found = ticks(f"0 {minute} * * * ?", begin, end, zone)
        assert {later - earlier for earlier, later in pairwise(found)} == {HOUR}
        assert len(found) in (47, 48, 49)


class Desk:
    """An engine in a zone, at noon of the day before."""

    def __init__(self, zone: ZoneInfo, begin: datetime) -> None:
        self.clock = ManualClock(begin)
        self.engine = Engine.open("sqlite://", clock=self.clock)
        self.engine.execute(c.SetCalendar(key="centre", calendar=to_record(Calendar("centre", zone=zone.key))), SYSTEM)

    def deploy(self, **timers: tuple[str, str]) -> None:
        files = {f"{key}.bpmn": timed(kind, value, key=key) for key, (kind, value) in timers.items()}
        files["waits.bpmn"] = diagram("waits", "start > work > end", user("work"))
        self.engine.execute(c.DeployFiles(files=files), SYSTEM)

    def begun(self, key: str) -> list[datetime]:
        found = self.engine.instances(SYSTEM, process_key=key, limit=200).items
        return sorted(each.started_at for each in found)


STEPS = st.lists(st.integers(5, 20), min_size=1, max_size=9)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(CHANGES), times, STEPS)
def test_cases_begin_once_for_each_tick(change: tuple[ZoneInfo, date], at: time, steps: list[int]) -> None:
    """The clock runs on unevenly, by up to twenty minutes; each case begins at the first look after its time."""
    zone, day = change
    begin, end = around(day, zone)
    begin, end = begin + 10 * HOUR, end - 28 * HOUR
    desk = Desk(zone, begin)
    with desk.engine:
        desk.deploy(daily=("Cycle", f"0 {at.minute} {at.hour} * * ?"), beat=("Cycle", "R/PT1H"))
        looks: list[datetime] = []
        while desk.clock.now() < end:
            desk.clock.advance(steps[len(looks) % len(steps)] * MINUTE)
            looks.append(desk.clock.now())
            desk.engine.settle()
        last = looks[-1] + MINUTE
        daily = [due for due in expected(at, begin, last + DAY, zone) if due <= looks[-1]]
        assert desk.begun("daily") == [next(look for look in looks if look >= due) for due in daily]
        hours = [begin + number * HOUR for number in range(1, int((looks[-1] - begin) / HOUR) + 1)]
        assert desk.begun("beat") == [next(look for look in looks if look >= due) for due in hours]


GIVEN = [
    ("2026-03-29T02:30:00", "2026-03-29T01:30Z", "a time that is skipped: as long after the change"),
    ("2026-10-25T02:30:00", "2026-10-25T00:30Z", "a time that comes twice: the first"),
    ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30Z", "with an offset: that moment"),
    ("2026-03-29T02:30:00Z", "2026-03-29T02:30Z", "in UTC: that moment"),
]


@pytest.mark.parametrize(("text", "due", "reason"), GIVEN, ids=[row[2] for row in GIVEN])
def test_a_date_that_is_given(text: str, due: str, reason: str) -> None:
    desk = Desk(BERLIN, datetime(2026, 3, 1, tzinfo=UTC))
    with desk.engine:
        desk.deploy(once=("Date", text))
        [timer] = desk.engine.start_timers(SYSTEM)
        assert timer.due_at == datetime.fromisoformat(due), reason
