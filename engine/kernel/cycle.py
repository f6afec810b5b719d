"""What a timer repeats by: `PT1H` or a cron text; with the last moment behind a slash where it ends (ISO 8601)."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from engine.errors import EngineError
from engine.expr import cron, temporal

_END = re.compile(r"/(?=\d{4,}-\d\d-\d\dT)")  # a step of a cron text is no moment


class Parts(NamedTuple):
    pattern: str
    end: datetime | None


def written(pattern: str, end: datetime | None) -> str:
    return pattern if end is None else f"{pattern}/{temporal.iso(end)}"


def parts(cycle: str) -> Parts:
    pattern, *end = _END.split(cycle)
    return Parts(pattern, temporal.parse_datetime(end[0]) if end else None)


def is_duration(cycle: str) -> bool:
    return cycle.lstrip("-").startswith("P")


def length(cycle: str) -> timedelta:
    """Nothing where it is no fixed one: months, cron texts."""
    pattern = parts(cycle).pattern
    duration = temporal.parse_duration(pattern) if is_duration(pattern) else None
    return duration if isinstance(duration, timedelta) else timedelta()


def following(cycle: str, due_at: datetime, now: datetime, zone: tzinfo) -> datetime | None:
    """The next time of a cycle that was due at `due_at`; None when there is none, up to its end or the calendar's.

    A duration counts from when it was due, not from when it fired; a cron text ticks after the present moment.
    """
    pattern, end = parts(cycle)
    found = _next(pattern, due_at) if is_duration(pattern) else cron.parse(pattern).after(max(now, due_at), zone)
    return None if found is None or (end is not None and found > end) else found


def _next(duration: str, due_at: datetime) -> datetime | None:
    try:
        return temporal.add(due_at, temporal.parse_duration(duration)).astimezone(UTC)
    except (EngineError, OverflowError):
        return None
