"""Dates, times and durations to text."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from engine.expr.durations import Duration, MixedDuration, YearMonthDuration


def format(value: Any) -> str:
    """The text of a date, time, date-time or duration, as FEEL's `string` writes it (zones by name)."""
    if isinstance(value, datetime):
        return _format_time(value.replace(tzinfo=None).isoformat(), value)
    if isinstance(value, time):
        return _format_time(value.replace(tzinfo=None).isoformat(), value)
    if isinstance(value, date):
        return value.isoformat()
    return format_duration(value)


def iso(value: Any) -> str:
    """The same in ISO 8601: a named zone becomes its offset at that moment."""
    if isinstance(value, datetime) and isinstance(value.tzinfo, ZoneInfo):
        return format(value.replace(tzinfo=timezone(value.utcoffset() or timedelta())))
    return format(value)


def format_duration(value: Duration) -> str:
    if isinstance(value, YearMonthDuration):
        return _signed(value.months < 0, _months_text(abs(value.months)) or "0M")
    if isinstance(value, MixedDuration):
        is_negative = value.months < 0 or value.rest < timedelta()
        return _signed(is_negative, _months_text(abs(value.months)) + _exact_text(abs(value.rest)))
    return _signed(value < timedelta(), _exact_text(abs(value)) or "T0S")


def _signed(is_negative: bool, text: str) -> str:
    return f"-P{text}" if is_negative else f"P{text}"


def _months_text(months: int) -> str:
    years, months = divmod(months, 12)
    return (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def _exact_text(value: timedelta) -> str:
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    return (f"{value.days}D" if value.days else "") + (f"T{clock}" if clock else "")


def _format_time(text: str, value: datetime | time) -> str:
    zone = value.tzinfo
    text = text.rstrip("0") if "." in text else text
    if zone is None:
        return text
    if isinstance(zone, ZoneInfo):
        return f"{text}@{zone.key}"
    return text + format_offset(value.utcoffset() or timedelta())


def format_offset(offset: timedelta) -> str:
    seconds = abs(int(offset.total_seconds()))
    if not seconds:
        return "Z"
    sign = "-" if offset < timedelta() else "+"
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}:{seconds % 3600 // 60:02}{tail}"
