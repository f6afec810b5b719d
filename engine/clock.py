"""Business time: what the process sees as now. Leases and sessions use real time instead."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class OffsetClock:
    """Runs ahead of another clock, for the demo; the offset only grows."""

    def __init__(self, base: Clock, offset: timedelta = timedelta()) -> None:
        self._base = base
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        return self._base.now() + self._offset

    def begin(self, offset: timedelta) -> None:
        """Where a demo begins, before anything has happened in it; may lie before real time."""
        self._offset = offset

    def move_to(self, offset: timedelta) -> None:
        """Raises ValueError when time would run backwards."""
        if offset < self._offset:
            raise ValueError(f"the offset only grows: {offset} < {self._offset}")
        self._offset = offset

    def advance(self, by: timedelta) -> None:
        self.move_to(self._offset + by)


class ManualClock:
    """Stands still until it is set; for tests and scenarios."""

    def __init__(self, now: datetime) -> None:
        self._now = _utc(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Raises ValueError when time would run backwards."""
        now = _utc(now)
        if now < self._now:
            raise ValueError(f"time only goes forwards: {now} < {self._now}")
        self._now = now

    def advance(self, by: timedelta) -> None:
        self.set(self._now + by)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return moment.astimezone(UTC)
