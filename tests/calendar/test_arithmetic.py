from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar.arithmetic import HORIZON, add_working_time, is_working_time, working_time_between
from engine.calendar.china import china_calendar
from engine.calendar.hours import Calendar, DayException, WorkingHours
from engine.calendar.interval import intervals
from engine.errors import ExpressionError

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = china_calendar(range(2025, 2030))
LUNCH = Calendar("lunch", hours=WorkingHours.weekly("13:00-18:00", "09:00-12:00"))
ALWAYS = Calendar("always", hours=WorkingHours.weekly("00:00-24:00", days=range(7)))
NIGHT = Calendar("night", hours=WorkingHours.weekly("00:00-06:00", "22:00-24:00", days=range(7)))
BERLIN = Calendar("berlin", zone="Europe/Berlin", hours=WorkingHours.weekly("00:00-24:00", days=range(7)))
BERLIN_SMALL_HOURS = Calendar(
    "gap", zone="Europe/Berlin", hours=WorkingHours.weekly("01:00-02:30", "02:30-04:00", days=range(7))
)
SAMOA = Calendar("samoa", zone="Pacific/Apia", hours=WorkingHours.weekly("09:00-17:00", days=range(7)))
NEVER = Calendar("never", hours=WorkingHours.weekly())
LAST_DAY = Calendar("utc", zone="UTC", hours=ALWAYS.hours)
ODD = Calendar(
    "odd",
    zone="America/New_York",
    hours=WorkingHours.weekly("01:15-02:45", "08:00-20:00", days=(0, 2, 5)),
    exceptions={
        date(2026, 3, 8): DayException(open=True, intervals=intervals(["00:00-24:00"])),
        date(2026, 11, 1): DayException(open=True),
        date(2026, 6, 1): DayException(open=False),
    },
)
CALENDARS = (CHINA, LUNCH, ALWAYS, NIGHT, BERLIN, BERLIN_SMALL_HOURS, ODD)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


ADDITIONS = [
    (CHINA, "2026-11-02T09:00", 8, "2026-11-02T17:00", "within a day"),
    (CHINA, "2026-11-02T09:00", 9, "2026-11-02T18:00", "ends at closing, not at the next opening"),
    (CHINA, "2026-11-02T09:00", 10, "2026-11-03T10:00", "over night"),
    (CHINA, "2026-11-06T17:00", 4, "2026-11-09T12:00", "over the weekend"),
    (CHINA, "2026-11-02T07:00", 1, "2026-11-02T10:00", "before opening"),
    (CHINA, "2026-11-02T22:00", 1, "2026-11-03T10:00", "after closing"),
    (CHINA, "2026-11-07T12:00", 1, "2026-11-09T10:00", "begins on a Saturday"),
    (CHINA, "2026-09-30T17:00", 4, "2026-10-08T12:00", "over the National Day week"),
    (CHINA, "2026-10-09T17:00", 4, "2026-10-10T12:00", "the swapped Saturday is worked"),
    (CHINA, "2026-12-31T17:00", 4, "2027-01-04T12:00", "into a year known only provisionally"),
    (LUNCH, "2026-11-02T11:00", 2, "2026-11-02T14:00", "over lunch"),
    (LUNCH, "2026-11-02T12:30", 0.5, "2026-11-02T13:30", "begins at lunch"),
    (ALWAYS, "2026-11-02T09:00", 48, "2026-11-04T09:00", "round the clock counts elapsed time"),
    (NIGHT, "2026-11-02T23:00", 3, "2026-11-03T02:00", "24:00 joins the next day's 00:00"),
    (CHINA, "2026-11-07T12:00", 0, "2026-11-07T12:00", "nothing to wait for: stays, even when closed"),
]


@pytest.mark.parametrize(("calendar", "start", "hours", "due", "reason"), ADDITIONS, ids=[row[-1] for row in ADDITIONS])
def test_adds_working_time(calendar: Calendar, start: str, hours: float, due: str, reason: str) -> None:
    result = add_working_time(calendar, local(start), timedelta(hours=hours))
    assert result == local(due), reason
    assert result.tzinfo is UTC
    assert working_time_between(calendar, local(start), result) == timedelta(hours=hours)


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)


def test_a_day_with_a_clock_change_is_shorter_or_longer() -> None:
    day = timedelta(hours=24)
    assert working_time_between(BERLIN, berlin("2026-03-29T00:00"), berlin("2026-03-30T00:00")) == day - timedelta(
        hours=1
    )
    assert working_time_between(BERLIN, berlin("2026-10-25T00:00"), berlin("2026-10-26T00:00")) == day + timedelta(
        hours=1
    )


def test_a_skipped_wall_time_is_the_moment_of_the_change() -> None:
    """01:00-02:30 and 02:30-04:00 when 02:00 becomes 03:00: an hour before and an hour after, nothing twice."""
    opening, change = berlin("2026-03-29T01:00"), datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert add_working_time(BERLIN_SMALL_HOURS, opening, timedelta(hours=1)) == change
    assert working_time_between(BERLIN_SMALL_HOURS, opening, berlin("2026-03-29T12:00")) == timedelta(hours=2)


def test_a_repeated_hour_is_counted_twice_inside_an_interval() -> None:
    start, end = berlin("2026-10-25T00:00"), berlin("2026-10-25T12:00")
    assert working_time_between(BERLIN_SMALL_HOURS, start, end) == timedelta(hours=4)


def test_a_date_that_a_zone_skips_has_no_opening() -> None:
    """Samoa had no 30 December 2011."""
    zone = ZoneInfo("Pacific/Apia")
    start, end = datetime(2011, 12, 29, 12, tzinfo=zone), datetime(2011, 12, 31, 12, tzinfo=zone)
    assert working_time_between(SAMOA, start, end) == timedelta(hours=8)


OPEN = [
    ("2026-11-02T08:59:59.999999", False, "just before opening"),
    ("2026-11-02T09:00", True, "the opening instant is open"),
    ("2026-11-02T17:59:59.999999", True, "just before closing"),
    ("2026-11-02T18:00", False, "the closing instant is closed"),
    ("2026-11-07T10:00", False, "Saturday"),
    ("2026-10-01T10:00", False, "National Day, a Thursday"),
    ("2026-10-10T10:00", True, "a Saturday worked in exchange"),
]


@pytest.mark.parametrize(("at", "is_open", "reason"), OPEN)
def test_is_working_time(at: str, is_open: bool, reason: str) -> None:
    assert is_working_time(CHINA, local(at)) is is_open, reason


NAIVE = datetime(2026, 11, 2, 9)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
REFUSALS = [
    (lambda: add_working_time(CHINA, AT, timedelta(microseconds=-1)), "calendar.negative_duration"),
    (lambda: add_working_time(CHINA, NAIVE, timedelta()), "calendar.naive_time"),
    (lambda: working_time_between(CHINA, AT, NAIVE), "calendar.naive_time"),
    (lambda: is_working_time(CHINA, NAIVE), "calendar.naive_time"),
    (lambda: add_working_time(NEVER, AT, timedelta(hours=1)), "calendar.beyond_horizon"),
    (lambda: add_working_time(CHINA, AT, timedelta.max), "calendar.beyond_horizon"),
    (lambda: working_time_between(CHINA, AT, AT + HORIZON + timedelta(days=1)), "calendar.beyond_horizon"),
    (lambda: add_working_time(CHINA, datetime.max.replace(tzinfo=UTC), timedelta(hours=1)), "calendar.beyond_horizon"),
    (
        lambda: add_working_time(CHINA, datetime(9999, 12, 31, 9, tzinfo=UTC), timedelta(days=9)),
        "calendar.beyond_horizon",
    ),
]


@pytest.mark.parametrize(("call", "code"), REFUSALS)
def test_refuses_with_a_code(call, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        call()
    assert caught.value.code == code


calendars = st.sampled_from(CALENDARS)
instants = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=40))


@given(calendars, instants, durations)
def test_between_is_the_inverse_of_add(calendar: Calendar, start: datetime, duration: timedelta) -> None:
    assert working_time_between(calendar, start, add_working_time(calendar, start, duration)) == duration


@given(calendars, instants, durations)
def test_add_gives_the_earliest_such_instant(calendar: Calendar, start: datetime, duration: timedelta) -> None:
    due = add_working_time(calendar, start, duration)
    if due > start:
        assert working_time_between(calendar, start, due - timedelta(microseconds=1)) < duration


@given(calendars, instants, instants, durations)
def test_a_later_start_is_never_due_earlier(calendar: Calendar, a: datetime, b: datetime, duration: timedelta) -> None:
    first, second = sorted((a, b))
    assert add_working_time(calendar, first, duration) <= add_working_time(calendar, second, duration)


@given(calendars, instants, durations, durations)
def test_adding_in_two_parts_is_adding_once(calendar: Calendar, start: datetime, a: timedelta, b: timedelta) -> None:
    assert add_working_time(calendar, add_working_time(calendar, start, a), b) == add_working_time(
        calendar, start, a + b
    )


@given(calendars, instants, instants, instants)
def test_between_is_additive_and_antisymmetric(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    whole = working_time_between(calendar, a, c)
    assert working_time_between(calendar, a, b) + working_time_between(calendar, b, c) == whole
    assert working_time_between(calendar, c, a) == -whole


@given(calendars, instants)
def test_time_passes_just_when_it_is_open(calendar: Calendar, at: datetime) -> None:
    tick = timedelta(microseconds=1)
    assert (working_time_between(calendar, at, at + tick) == tick) is is_working_time(calendar, at)
