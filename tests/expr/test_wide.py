"""Years beyond 1 to 9999, and nanoseconds."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expr import wide
from engine.expr.compile import feel
from engine.expr.env import Env
from engine.expr.temporal import YearMonthDuration
from engine.expr.values import stored, text_of

ROWS = [
    ('date("12026-02-28") + @"P1D"', "12026-03-01", "no leap year"),
    ('date("12024-02-28") + @"P1D"', "12024-02-29", "a leap year"),
    ('date("-0004-02-28") + @"P1D"', "-0004-02-29", "before the first year"),
    ('date("10000-01-01") - @"P1D"', "9999-12-31", "back to what Python has"),
    ('date(-5, 1, 31) + @"P1M"', "-0005-02-28", "end of month kept"),
    ('date("20000-01-01") - date("-0001-01-01")', "P7305215D", "a difference"),
    ('date("10000-01-01") > @"9999-12-31"', "true", "compared with an ordinary date"),
    ('date("10000-01-01") = @"9999-12-31"', "false", "compared with an ordinary date"),
    ('[date("-10000-01-01")..date("10000-01-01")] = [@"2026-01-01"]', None, "not comparable"),
    ('@"2026-01-01" in [date("-10000-01-01")..date("10000-01-01")]', "true", "in a range"),
    ('date("10000-01-01").year + date("10000-01-01").weekday', "10006", "parts"),
    ('day of week(date("12026-11-23"))', "Monday", "the calendar repeats every 400 years"),
    ('date and time("10000-01-01T00:00:00Z") - @"PT1S"', "9999-12-31T23:59:59Z", "back to what Python has"),
    ('date and time(date("10000-01-01"), time("10:00:00"))', "10000-01-01T10:00:00", "put together"),
    ('date(date and time("-10000-01-01T10:00:00"))', "-10000-01-01", "taken apart"),
    ('time("10:00:00.123456789")', "10:00:00.123456789", "nanoseconds"),
    ('time("10:00:00.123456789+01:00") + @"PT1H"', "11:00:00.123456789+01:00", "nanoseconds"),
    ('time(10, 0, 0.123456789) > time("10:00:00.123456")', "true", "nanoseconds have an order"),
    ('@"2026-01-01T00:00:00.0000001@Asia/Shanghai"', "2026-01-01T00:00:00.0000001@Asia/Shanghai", "with a zone"),
    ('years and months duration(date("-2014-12-31"), @"2019-10-01")', "P4032Y9M", "over the first year"),
    ('date("1000000000-01-01")', None, "beyond the standard"),
    ('date("999999999-12-31") + @"P1D"', None, "beyond the standard"),
    ('date("02026-01-01")', None, "no leading zeros"),
    ('date("+2026-01-01")', None, "no sign of plus"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), ROWS)
def test_value(text: str, expected: str | None, reason: str, lenient: Env) -> None:
    assert text_of(feel(text).evaluate({}, lenient)) == expected, reason


def test_stored_as_text(lenient: Env) -> None:
    assert stored(feel('date("12026-02-28")').evaluate({}, lenient)) == "12026-02-28"


def test_overflow_is_a_failure_in_a_process(env: Env) -> None:
    with pytest.raises(ExpressionError):
        feel('date("999999999-12-31") + @"P1D"').evaluate({}, env)


@given(st.dates(), st.integers(-2_000_000, 2_000_000))
def test_days_go_there_and_back(day: date, days: int) -> None:
    far: Any = wide.later(wide.lifted(day), timedelta(days))
    assert wide.between(far, day) == timedelta(days)
    assert wide.later(wide.lifted(far), timedelta(-days)) == day


@given(st.datetimes(), st.integers(-1000, 1000))
def test_months_go_as_in_the_ordinary_calendar(moment: datetime, months: int) -> None:
    later: Any = wide.months_later(wide.lifted(moment), YearMonthDuration(months))
    assert 12 * later.year + later.month == 12 * moment.year + moment.month + months


@given(st.datetimes())
def test_ordinary_values_stay_ordinary(moment: datetime) -> None:
    assert wide.later(wide.lifted(moment), timedelta()) == moment
    assert wide.combine(moment.date(), moment.time()) == moment
