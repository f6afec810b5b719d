"""A calendar as JSON, the way the store keeps it and an administrator edits it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.calendar.hours import Calendar, DayException, WorkingHours
from engine.calendar.interval import Interval, intervals
from engine.errors import Rejected


def to_record(calendar: Calendar) -> dict[str, Any]:
    """{"key", "zone", "week": [["09:00-18:00"], ...], "exceptions": {"2026-10-01": {...}}}"""
    return {
        "key": calendar.key,
        "zone": calendar.zone,
        "week": [_texts(day) for day in calendar.hours.week],
        "exceptions": {
            day.isoformat(): _exception_record(calendar.exceptions[day]) for day in sorted(calendar.exceptions)
        },
    }


def from_record(record: Mapping[str, Any]) -> Calendar:
    """Raises Rejected naming the part that does not fit."""
    try:
        return Calendar(
            key=_text(record["key"]),
            zone=_text(record["zone"]),
            hours=WorkingHours(tuple(intervals(day) for day in record["week"])),
            exceptions={date.fromisoformat(day): _exception(kept) for day, kept in record["exceptions"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Rejected("calendar.record_invalid", reason=str(problem)) from problem


def _exception_record(exception: DayException) -> dict[str, Any]:
    record: dict[str, Any] = {"open": exception.open, "name": exception.name, "provisional": exception.provisional}
    if exception.intervals is not None:
        record["intervals"] = _texts(exception.intervals)
    return record


def _exception(record: Mapping[str, Any]) -> DayException:
    return DayException(
        open=bool(record["open"]),
        intervals=intervals(record["intervals"]) if record.get("intervals") is not None else None,
        name=_text(record.get("name", "")),
        provisional=bool(record.get("provisional", False)),
    )


def _texts(day: tuple[Interval, ...]) -> list[str]:
    return [str(interval) for interval in day]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value
