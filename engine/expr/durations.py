"""Durations: an exact one is a timedelta, those in months are our own (DMN 1.5, 10.3.2.3.7 and 10.3.2.3.8)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A duration in whole months, positive or negative."""

    months: int


@dataclass(frozen=True, slots=True)
class MixedDuration:
    """Months and an exact rest, as ISO 8601 and BPMN timers may write (P1M2DT3H); not a FEEL value."""

    months: int
    rest: timedelta


Duration = timedelta | YearMonthDuration | MixedDuration
