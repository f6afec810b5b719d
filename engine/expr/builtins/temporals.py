"""Functions of dates and times (DMN 1.5, 10.3.4.9, 10.3.4.10)."""

from datetime import date, datetime, timedelta
from typing import Any

from engine.errors import ExpressionError
from engine.expr.comparison import equal
from engine.expr.iso_format import iso
from engine.expr.kinds import kind
from engine.expr.numbers import Number, is_whole
from engine.expr.run import Run
from engine.expr.signature import builtin
from engine.expr.temporal import YearMonthDuration

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("now()")
def now(run: Run) -> datetime:
    return run.env.now.astimezone(run.env.zone)


@builtin("today()")
def today(run: Run) -> date:
    return run.env.now.astimezone(run.env.zone).date()


@builtin("cycle(repetitions: number, interval: duration)")
def cycle(run: Run, repetitions: Number, interval: timedelta | YearMonthDuration) -> str:
    """The text of a timer cycle, as models for Camunda 8 ask for it."""
    if not is_whole(repetitions) or repetitions < 0:
        raise ExpressionError("expression.argument", function="cycle")
    return f"R{int(repetitions)}/{iso(interval)}"


@builtin("cycle(interval: duration)")
def cycle_without_end(run: Run, interval: timedelta | YearMonthDuration) -> str:
    return f"R/{iso(interval)}"


@builtin("day of year(date: day)")
def day_of_year(run: Run, day: date) -> int:
    return day.timetuple().tm_yday


@builtin("day of week(date: day)")
def day_of_week(run: Run, day: date) -> str:
    return DAYS[day.weekday()]


@builtin("month of year(date: day)")
def month_of_year(run: Run, day: date) -> str:
    return MONTHS[day.month - 1]


@builtin("week of year(date: day)")
def week_of_year(run: Run, day: date) -> int:
    return day.isocalendar().week


@builtin("is(value1, value2)")
def is_(run: Run, left: Any, right: Any) -> bool:
    """The same element of the domain: same type, same value, and for times the same offset."""
    if kind(left) != kind(right) or not equal(left, right, run):
        return False
    return str(getattr(left, "tzinfo", None)) == str(getattr(right, "tzinfo", None))
