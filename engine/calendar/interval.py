"""A stretch of opening time within one local day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.errors import Rejected

DAY_MINUTES = 24 * 60
_TEXT = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """[start, end) in minutes after local midnight; `end` may be 1440, which is 24:00."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise Rejected("calendar.interval_invalid", text=f"{self.start}-{self.end}")

    @classmethod
    def parse(cls, text: str) -> "Interval":
        """Reads "09:00-18:00". Raises Rejected; a night shift is written as two intervals."""
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise Rejected("calendar.interval_invalid", text=text)
        start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
        if start_minute > 59 or end_minute > 59:
            raise Rejected("calendar.interval_invalid", text=text)
        return cls(start_hour * 60 + start_minute, end_hour * 60 + end_minute)

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


def intervals(texts: Iterable[str]) -> tuple[Interval, ...]:
    """In order and without overlap. Raises Rejected."""
    ordered = tuple(sorted(map(Interval.parse, texts)))
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if later.start < earlier.end:
            raise Rejected("calendar.interval_overlap", first=str(earlier), second=str(later))
    return ordered


def wall_time(day: date, minutes: int) -> datetime:
    """The naive local moment; 1440 minutes are the next day's midnight. Raises OverflowError after 9999."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
