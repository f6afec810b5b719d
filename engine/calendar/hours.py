"""When a centre is open: weekly hours, and the days that differ from them. Local time throughout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.calendar.interval import Interval, intervals
from engine.errors import Rejected

WEEK = 7


@dataclass(frozen=True)
class WorkingHours:
    """Opening intervals of each weekday, Monday first."""

    week: tuple[tuple[Interval, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != WEEK:
            raise Rejected("calendar.week_length", count=len(self.week))

    @classmethod
    def weekly(cls, *texts: str, days: Iterable[int] = range(5)) -> "WorkingHours":
        """The same intervals, such as "09:00-18:00", on each of `days` (0 is Monday)."""
        open_days = frozenset(days)
        opening = intervals(texts)
        return cls(tuple(opening if day in open_days else () for day in range(WEEK)))

    @property
    def ordinary(self) -> tuple[Interval, ...]:
        """The hours of the first open weekday; an extra working day is kept open as long as that."""
        return next((day for day in self.week if day), ())


CENTRE_HOURS = WorkingHours.weekly("09:00-18:00")


@dataclass(frozen=True)
class DayException:
    """One date that differs from the week. `intervals` None on an open day: the ordinary hours.

    `provisional`: taken from the law, not yet confirmed by the yearly announcement.
    """

    open: bool
    intervals: tuple[Interval, ...] | None = None
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """Weekly hours in a time zone, with exceptions by local date. Raises Rejected for an unknown zone."""

    key: str
    zone: str = "Asia/Shanghai"
    hours: WorkingHours = CENTRE_HOURS
    exceptions: Mapping[date, DayException] = field(default_factory=dict, hash=False)
    spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(  # what arithmetic worked out, by local date
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))
        _ = self.tz

    @cached_property
    def tz(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as problem:
            raise Rejected("calendar.zone_unknown", zone=self.zone) from problem

    @property
    def confirmed_years(self) -> set[int]:
        """Years with days that differ from the week, all of them confirmed."""
        provisional = {day.year for day, each in self.exceptions.items() if each.provisional}
        return {day.year for day in self.exceptions} - provisional

    def open_on(self, day: date) -> tuple[Interval, ...]:
        """Opening intervals of a local date, in order, without overlap; empty when closed."""
        exception = self.exceptions.get(day)
        if exception is None:
            return self.hours.week[day.weekday()]
        if not exception.open:
            return ()
        return self.hours.ordinary if exception.intervals is None else exception.intervals
