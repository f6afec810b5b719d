"""ISO 8601 as BPMN timers write it, and calendar-correct addition."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expr import temporal
from engine.expr.temporal import Cycle, MixedDuration, YearMonthDuration

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT2H", timedelta(hours=2)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1DT12H", timedelta(hours=36)),
        ("PT0.5S", timedelta(milliseconds=500)),
        ("P2W", timedelta(days=14)),
        ("-PT5M", timedelta(minutes=-5)),
        ("PT0S", timedelta()),
        ("P1Y2M", YearMonthDuration(14)),
        ("-P1M", YearMonthDuration(-1)),
        ("P1M2DT3H", MixedDuration(1, timedelta(days=2, hours=3))),
        (" PT1H ", timedelta(hours=1)),
    ],
)
def test_duration(text: str, expected: Any) -> None:
    assert temporal.parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "2H", "P1H", "PT1D", "P-1D", "P1.5D", "PT1H ago", "P" + "9" * 200 + "D", "P99999999999999D"],
)
def test_no_duration(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        temporal.parse_duration(text)
    assert caught.value.code == "expression.temporal"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T10:00:00Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00+08:00", datetime(2026, 11, 23, 2, tzinfo=UTC)),
        ("2026-11-23T10:00:00@Asia/Shanghai", datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)),
        ("2026-11-23T10:00:00", datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=SHANGHAI)),
        ("2026-11-23T10:00:00.123456789Z", datetime(2026, 11, 23, 10, 0, 0, 123456, UTC)),
    ],
)
def test_datetime(text: str, expected: datetime) -> None:
    assert temporal.parse_datetime(text, SHANGHAI) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "2026-02-29T00:00:00Z",
        "2026-11-23 10:00",
        "2026-11-23T25:00:00Z",
        "2026-11-23T10:00:00@Mars/Base",
        "2026-11-23T10:00:00@../../etc/passwd",
        "2026-11-23T10:00:00+99:00",
        "tomorrow",
    ],
)
def test_no_datetime(text: str) -> None:
    with pytest.raises(ExpressionError):
        temporal.parse_datetime(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT10M", Cycle(3, None, timedelta(minutes=10))),
        ("R/P1M", Cycle(None, None, YearMonthDuration(1))),
        ("R0/PT1H", Cycle(0, None, timedelta(hours=1))),
        ("R2/2026-11-23T00:00:00Z/P1D", Cycle(2, datetime(2026, 11, 23, tzinfo=UTC), timedelta(days=1))),
        ("R/PT1H/2026-11-23", Cycle(None, None, timedelta(hours=1), datetime(2026, 11, 23, tzinfo=SHANGHAI))),
        (
            "R5/2026-11-23/PT1H/2026-11-24",
            Cycle(
                5,
                datetime(2026, 11, 23, tzinfo=SHANGHAI),
                timedelta(hours=1),
                datetime(2026, 11, 24, tzinfo=SHANGHAI),
            ),
        ),
        ("R1/2026-11-23/2026-11-24", Cycle(1, datetime(2026, 11, 23, tzinfo=SHANGHAI), timedelta(days=1))),
    ],
)
def test_cycle(text: str, expected: Cycle) -> None:
    assert temporal.parse_cycle(text, SHANGHAI) == expected


@pytest.mark.parametrize(
    "text",
    ["", "R", "R3", "PT1H", "R-1/PT1H", "Rx/PT1H", "R3/2026-11-23", "R/PT1H/PT2H", "R/a/b/c/d", "0 0/5 * * * ?"],
)
def test_no_cycle(text: str) -> None:
    with pytest.raises(ExpressionError):
        temporal.parse_cycle(text)


@pytest.mark.parametrize(
    ("moment", "duration", "expected", "reason"),
    [
        (datetime(2026, 1, 31, 9, tzinfo=UTC), "P1M", datetime(2026, 2, 28, 9, tzinfo=UTC), "end of month"),
        (datetime(2024, 2, 29, tzinfo=UTC), "P1Y", datetime(2025, 2, 28, tzinfo=UTC), "leap day"),
        (datetime(2026, 3, 31, tzinfo=UTC), "-P1M", datetime(2026, 2, 28, tzinfo=UTC), "backwards"),
        (datetime(2026, 1, 31, tzinfo=UTC), "P1M1D", datetime(2026, 3, 1, tzinfo=UTC), "months first"),
        (
            datetime(2026, 3, 7, 12, tzinfo=NEW_YORK),
            "PT24H",
            datetime(2026, 3, 8, 13, tzinfo=NEW_YORK),
            "elapsed time over a change of daylight saving",
        ),
        (
            datetime(2026, 2, 8, 12, tzinfo=NEW_YORK),
            "P1M",
            datetime(2026, 3, 8, 12, tzinfo=NEW_YORK),
            "a month keeps the hands of the clock",
        ),
    ],
)
def test_add(moment: datetime, duration: str, expected: datetime, reason: str) -> None:
    result = temporal.add(moment, temporal.parse_duration(duration))
    assert (result, result.utcoffset()) == (expected, expected.utcoffset()), reason


def test_add_ends_with_the_calendar() -> None:
    for duration in (timedelta(days=9_000_000), YearMonthDuration(999_999)):
        with pytest.raises(ExpressionError) as caught:
            temporal.add(datetime(2026, 1, 1, tzinfo=UTC), duration)
        assert caught.value.code == "expression.overflow"


@given(st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000)))
def test_durations_round_trip(value: timedelta) -> None:
    assert temporal.parse_duration(temporal.format(value)) == value


@given(st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-5)), None])))
def test_datetimes_round_trip(value: datetime) -> None:
    for text in (temporal.format(value), temporal.iso(value)):
        again = temporal.parse_datetime(text)
        assert again.replace(tzinfo=None) == value.replace(tzinfo=None)


@given(st.dates(), st.times())
def test_dates_and_times_round_trip(day: date, moment: time) -> None:
    assert temporal.parse_date(temporal.format(day)) == day
    assert temporal.parse_time(temporal.format(moment)) == moment


@given(st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1)), st.integers(-2000, 2000))
def test_months_land_in_the_month_that_is_due(moment: datetime, months: int) -> None:
    later = temporal.add(moment, YearMonthDuration(months))
    assert 12 * later.year + later.month == 12 * moment.year + moment.month + months
    assert later.day == moment.day or later.day < moment.day <= 31
    assert later.time() == moment.time()
