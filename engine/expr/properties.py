"""What stands behind a dot (DMN 1.5, 10.3.2.5 and tables 61 to 65): entries of contexts, parts of other values."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.expr.kinds import kind
from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.temporal import YearMonthDuration
from engine.expr.wide import WideDate, WideMoment, WideTime

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
Property = Callable[[Any], Any]


def property_of(value: Any, name: str, run: Run, at: int) -> Any:
    """An entry of a context (null when absent), of each context of a list, or a part of a value."""
    if type(value) is dict:
        return value.get(name)
    if value is None:
        return None
    if type(value) is list:
        run.use(len(value))
        return [property_of(item, name, run, at) for item in value]
    part = PROPERTIES.get(type(value), {}).get(name)
    if part is None:
        return run.fail("expression.property", at, property=name, type=kind(value))
    return part(value)


def _offset(value: Any) -> timedelta | None:
    offset = value.utcoffset()
    return offset if offset is None or isinstance(offset, timedelta) else None


def _zone(value: Any) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _signed(value: timedelta, part: Callable[[timedelta], int]) -> int:
    return -part(-value) if value < timedelta() else part(value)


def _months(value: YearMonthDuration, part: Callable[[int], int]) -> int:
    return -part(-value.months) if value.months < 0 else part(value.months)


DATE: dict[str, Property] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
}
TIME: dict[str, Property] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: dict[type, dict[str, Property]] = {
    date: DATE,
    time: TIME,
    datetime: DATE | TIME,
    WideDate: DATE,
    WideTime: TIME,
    WideMoment: DATE | TIME,
    timedelta: {
        "days": lambda value: _signed(value, lambda part: part.days),
        "hours": lambda value: _signed(value, lambda part: part // HOUR % 24),
        "minutes": lambda value: _signed(value, lambda part: part // MINUTE % 60),
        "seconds": lambda value: _signed(value, lambda part: part // SECOND % 60),
    },
    YearMonthDuration: {
        "years": lambda value: _months(value, lambda months: months // 12),
        "months": lambda value: _months(value, lambda months: months % 12),
    },
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
