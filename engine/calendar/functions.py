"""The FEEL functions of a calendar: "add working time", "working time between", "is working time"."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from engine.calendar.arithmetic import add_working_time, is_working_time, working_time_between
from engine.calendar.hours import Calendar
from engine.errors import ExpressionError

_DAY_TIME = re.compile(
    r"(-)?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?", re.ASCII
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")


def feel_functions(calendar: Calendar) -> dict[str, Callable[..., Any]]:
    """By FEEL name. Each takes datetimes, timedeltas or their ISO 8601 texts, and raises ExpressionError.

    A time without a zone is local to the calendar. A day in a duration is 24 hours of opening time.
    """
    return {
        "add working time": partial(_add, calendar),
        "working time between": partial(_between, calendar),
        "is working time": partial(_is_open, calendar),
    }


def _add(calendar: Calendar, start: object, duration: object) -> datetime:
    return add_working_time(calendar, _moment(calendar, start), _duration(duration))


def _between(calendar: Calendar, start: object, end: object) -> timedelta:
    return working_time_between(calendar, _moment(calendar, start), _moment(calendar, end))


def _is_open(calendar: Calendar, at: object) -> bool:
    return is_working_time(calendar, _moment(calendar, at))


def _moment(calendar: Calendar, value: object) -> datetime:
    if isinstance(value, str):
        value = _parsed(value)
    if not isinstance(value, datetime):
        raise ExpressionError("calendar.not_a_time", value=repr(value))
    return value if value.tzinfo else value.replace(tzinfo=calendar.tz)


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise ExpressionError("calendar.not_a_time", value=text) from problem


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = _DAY_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match.groups()[1:]):
        raise ExpressionError("calendar.not_a_duration", value=str(value))
    sign, *amounts = match.groups()
    try:
        length = timedelta(**{unit: float(amount or 0) for unit, amount in zip(_UNITS, amounts, strict=True)})
    except OverflowError as problem:
        raise ExpressionError("calendar.not_a_duration", value=str(value)) from problem
    return -length if sign else length
