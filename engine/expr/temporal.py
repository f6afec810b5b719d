"""Dates, times and durations: the FEEL values (DMN 1.5, 10.3.2.3) and the ISO 8601 texts of BPMN timers.

Dates, times and date-times are Python's; a day-time duration is a timedelta, a year-month duration is our own.
A naive date-time or time is one without offset or zone, as FEEL has it.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.expr.durations import Duration as Duration
from engine.expr.durations import MixedDuration as MixedDuration
from engine.expr.durations import YearMonthDuration as YearMonthDuration
from engine.expr.iso_format import format as format
from engine.expr.iso_format import format_duration as format_duration
from engine.expr.iso_format import iso as iso

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?P<seconds>:(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
_ZONE = r"(?P<utc>Z)|(?P<sign>[+-])(?P<zh>\d\d):(?P<zm>\d\d)(?::(?P<zs>\d\d))?|@(?P<zone>[A-Za-z][\w/+-]*)"
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile(f"{_TIME}(?:{_ZONE})?", re.ASCII)
DATETIME = re.compile(f"{_DATE}(?:T{_TIME}(?:{_ZONE})?)?", re.ASCII)
DURATION = re.compile(
    r"(?P<minus>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d*)?)S)?)?",
    re.ASCII,
)
MAX_TEXT = 100
MIDNIGHT = time()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating interval. `repetitions` None repeats for ever; `start` None begins now; `end` is the last moment."""

    repetitions: int | None
    start: datetime | None
    duration: Duration
    end: datetime | None = None


def parse_date(text: str) -> date:
    """`2026-11-22`. Raises ExpressionError(`expression.temporal`)."""
    match = _match(DATE, text)
    return _build(text, lambda: date(int(match["year"]), int(match["month"]), int(match["day"])))


def parse_time(text: str) -> time:
    """`10:15:00`, with fraction, offset or `@Zone` as given. Raises ExpressionError(`expression.temporal`)."""
    match = _match(TIME, text)
    return _build(text, lambda: _time(match))


def parse_datetime(text: str, zone: tzinfo | None = None) -> datetime:
    """ISO 8601 date-time, seconds optional, or a date alone (midnight); `zone` is for texts that name none.

    Raises ExpressionError(`expression.temporal`).
    """
    match = _match(DATETIME, text)
    day = _build(text, lambda: date(int(match["year"]), int(match["month"]), int(match["day"])))
    moment = _build(text, lambda: _time(match)) if match["hour"] else MIDNIGHT
    result = datetime.combine(day, moment)
    return result if result.tzinfo or zone is None else result.replace(tzinfo=zone)


@lru_cache(maxsize=1_000)
def parse_duration(text: str) -> Duration:
    """ISO 8601 duration: months only, exact only (weeks, days, time), or both (MixedDuration).

    Raises ExpressionError(`expression.temporal`).
    """
    match = _match(DURATION, text)
    months = 12 * int(match["years"] or 0) + int(match["months"] or 0)
    is_exact = any(match[part] for part in ("weeks", "days", "hours", "minutes", "seconds"))
    is_calendar = match["years"] is not None or match["months"] is not None
    if is_calendar and not is_exact:
        return YearMonthDuration(-months if match["minus"] else months)
    rest = _build(text, lambda: _exact(match))
    sign = -1 if match["minus"] else 1
    return MixedDuration(sign * months, sign * rest) if is_calendar else sign * rest


def parse_cycle(text: str, zone: tzinfo | None = None) -> Cycle:
    """ISO 8601 `R[n]/start?/duration/end?`, also `R[n]/start/end`. Raises ExpressionError(`expression.temporal`)."""
    head, *parts = text.strip().split("/")
    if not re.fullmatch(r"R\d{0,9}", head, re.ASCII) or not 1 <= len(parts) <= 3:
        raise ExpressionError("expression.temporal", value=text[:MAX_TEXT])
    repetitions = int(head[1:]) if head[1:] else None
    places = [index for index, part in enumerate(parts) if part.lstrip("-").startswith("P")]
    moments = [parse_datetime(part, zone) for index, part in enumerate(parts) if index not in places]
    if not places and len(moments) == 2:
        return Cycle(repetitions, moments[0], elapsed(moments[0], moments[1]))
    if len(places) != 1 or places[0] > 1 or len(parts) - places[0] > 2:
        raise ExpressionError("expression.temporal", value=text[:MAX_TEXT])
    place = places[0]
    start = moments[0] if place else None
    end = moments[-1] if place + 1 < len(parts) else None
    return Cycle(repetitions, start, parse_duration(parts[place]), end)


def add(moment: datetime, duration: Duration) -> datetime:
    """The moment a duration later: months by the calendar (end of month kept), the rest by elapsed time.

    Raises ExpressionError(`expression.overflow`).
    """
    try:
        if isinstance(duration, YearMonthDuration):
            return _replace_months(moment, duration.months)
        if isinstance(duration, MixedDuration):
            return shift(_replace_months(moment, duration.months), duration.rest)
        return shift(moment, duration)
    except (OverflowError, ValueError):
        raise ExpressionError("expression.overflow") from None


def shift(moment: datetime, by: timedelta) -> datetime:
    """Elapsed time, also over a change of daylight saving; Python alone would move the hands of the clock."""
    if moment.tzinfo is None or isinstance(moment.tzinfo, timezone):
        return moment + by
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """From start to end on the line of time."""
    if start.tzinfo is None or end.tzinfo is None:
        return end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return end.astimezone(UTC) - start.astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month. Raises ValueError outside years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _replace_months(moment: datetime, months: int) -> datetime:
    return datetime.combine(add_months(moment.date(), months), moment.timetz())


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text.strip()) if len(text) <= MAX_TEXT else None
    if match is None:
        raise ExpressionError("expression.temporal", value=text[:MAX_TEXT])
    return match


def _build(text: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except (ValueError, OverflowError, KeyError, OSError):
        raise ExpressionError("expression.temporal", value=text[:MAX_TEXT]) from None


def _time(match: re.Match[str]) -> time:
    micros = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), micros, _zone(match))


def _zone(match: re.Match[str]) -> tzinfo | None:
    if match["utc"]:
        return UTC
    if match["zone"]:
        return ZoneInfo(match["zone"])
    if not match["sign"]:
        return None
    offset = timedelta(hours=int(match["zh"]), minutes=int(match["zm"]), seconds=int(match["zs"] or 0))
    if offset > timedelta(hours=14):
        raise ValueError(offset)
    return timezone(-offset if match["sign"] == "-" else offset) if offset else UTC


def _exact(match: re.Match[str]) -> timedelta:
    days = 7 * int(match["weeks"] or 0) + int(match["days"] or 0)
    seconds, _, fraction = (match["seconds"] or "0").partition(".")
    clock = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0), seconds=int(seconds))
    return timedelta(days=days) + clock + timedelta(microseconds=int(fraction[:6].ljust(6, "0") or 0))
