"""Conversion functions (DMN 1.5, 10.3.4.1), and `not` (10.3.4.2)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from engine.errors import ExpressionError
from engine.expr import temporal, wide
from engine.expr.numbers import Number, is_whole, number
from engine.expr.run import Run
from engine.expr.signature import builtin
from engine.expr.temporal import MixedDuration, YearMonthDuration
from engine.expr.values import text_of
from engine.expr.wide import WideDate, WideMoment, WideTime

NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
GROUPED = {" ", ",", "."}


@builtin("not(negand)")
def not_(run: Run, negand: Any) -> bool | None:
    return not negand if type(negand) is bool else None


@builtin("number(from: string, grouping separator?: string, decimal separator?: string)")
def number_(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Number:
    is_odd = (grouping is not None and grouping not in GROUPED) or point not in (None, ".", ",")
    if is_odd or (grouping is not None and grouping == point):
        raise ExpressionError("expression.argument", function="number")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if len(plain) > 1_000 or not NUMBER.fullmatch(plain):
        raise ExpressionError("expression.argument", function="number")
    return number(plain)


@builtin("number(from: number)")
def number_of_number(run: Run, value: Number) -> Number:
    return value


@builtin("string(from)")
def string(run: Run, value: Any) -> str | None:
    text = text_of(value)
    return None if text is None else run.string(text)


@builtin("date(from: string)")
def date_from_text(run: Run, text: str) -> date | WideDate:
    return wide.parse_date(text)


@builtin("date(from: day)")
def date_from_moment(run: Run, day: date | WideMoment) -> date | WideDate:
    return day.date() if isinstance(day, datetime | WideMoment) else day


@builtin("date(year: number, month: number, day: number)")
def date_from_parts(run: Run, year: Number, month: Number, day: Number) -> date | WideDate:
    return wide.make_date(*map(_whole, (year, month, day)))


@builtin("time(from: string)")
def time_from_text(run: Run, text: str) -> time | WideTime:
    return wide.parse_time(text)


@builtin("time(from: time)")
def time_from_time(run: Run, moment: time) -> time:
    return moment


@builtin("time(from: day)")
def time_from_day(run: Run, day: date | WideMoment) -> time | WideTime:
    return day.timetz() if isinstance(day, datetime | WideMoment) else time(tzinfo=UTC)


@builtin("time(hour: number, minute: number, second: number, offset?: days)")
def time_from_parts(
    run: Run, hour: Number, minute: Number, second: Number, offset: timedelta | None = None
) -> time | WideTime:
    zone = None if offset is None else timezone(offset) if offset else UTC
    micros, nanos = divmod(int((second - int(second)) * 1_000_000_000), 1000)
    base = time(_whole(hour), _whole(minute), int(second), micros, zone)
    return WideTime(base, nanos) if nanos else base


@builtin("date and time(from: string)")
def date_time_from_text(run: Run, text: str) -> datetime | WideMoment:
    return wide.parse_datetime(text)


@builtin("date and time(date: day, time: time)")
def date_time_from_parts(run: Run, day: date, moment: time) -> datetime | WideMoment:
    return wide.combine(date_from_moment(run, day), moment)


@builtin("date and time(from: day)")
def date_time_from_day(run: Run, day: date | WideMoment) -> datetime | WideMoment:
    return day if isinstance(day, datetime | WideMoment) else wide.combine(day, time(tzinfo=UTC))


@builtin("date and time(from: day, timezone: string)")
def date_time_in_zone(run: Run, moment: date, zone: str) -> datetime:
    target = temporal.parse_time(f"00:00:00@{zone}").tzinfo
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(tzinfo=target))
    return moment.astimezone(target) if moment.tzinfo else moment.replace(tzinfo=target)


@builtin("duration(from: string)")
def duration(run: Run, text: str) -> timedelta | YearMonthDuration:
    value = temporal.parse_duration(text)
    if isinstance(value, MixedDuration) or "W" in text or ".S" in text:  # of ISO 8601, not of FEEL
        raise ExpressionError("expression.temporal", value=text)
    return value


@builtin("duration(from: duration)")
def duration_of_duration(run: Run, value: timedelta | YearMonthDuration) -> timedelta | YearMonthDuration:
    return value


@builtin("years and months duration(from: day, to: day)")
def years_and_months(run: Run, start: date, end: date) -> YearMonthDuration:
    """Whole months from one day to another; the time of day does not count."""
    first, last = wide.lifted(date_from_moment(run, start)), wide.lifted(date_from_moment(run, end))
    return YearMonthDuration(-_months(last, first) if first.order > last.order else _months(first, last))


def _months(start: WideDate, end: WideDate) -> int:
    months = 12 * (end.year - start.year) + end.base.month - start.base.month
    return months - (end.base.day < start.base.day)


def _whole(value: Number) -> int:
    if not is_whole(value):
        raise ExpressionError("expression.argument")
    return int(value)
