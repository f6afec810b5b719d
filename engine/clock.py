"""Business time: what the process sees as now. Leases and sessions use real time instead.

Where there is a database server real time is the server's, the same for all nodes, however their clocks are set.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

BOOT = getattr(time, "CLOCK_BOOTTIME", None)  # counts the time in which the machine slept, where there is one


def since_boot() -> float:
    """Seconds, at the pace of time; nobody sets them."""
    return time.monotonic() if BOOT is None else time.clock_gettime(BOOT)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MeasuredClock:
    """The time of another machine: asked for now and then, and counted on between, however this one is set."""

    def __init__(self, ask: Callable[[], datetime], steady: Callable[[], float] = since_boot) -> None:
        """Asks twice: the first answer may have to wait for a connection."""
        self._ask, self._steady = ask, steady
        moment, at, _ = self._asked()
        self._known = moment, at  # one value, as other threads read it
        self.measure()

    def now(self) -> datetime:
        moment, at = self._known
        return moment + timedelta(seconds=self._steady() - at)

    def measure(self) -> timedelta:
        """How far time moved by it; what lies within the doubt of the answer moves nothing. Raises what asking does."""
        theirs, at, doubt = self._asked()
        moment, before = self._known
        moved = theirs - moment - timedelta(seconds=at - before)
        if abs(moved.total_seconds()) <= doubt:
            return timedelta()
        self._known = theirs, at
        return moved

    def _asked(self) -> tuple[datetime, float, float]:
        """The answer, when it was given, and by how many seconds that may be wrong."""
        began = self._steady()
        theirs = self._ask()
        doubt = (self._steady() - began) / 2
        return theirs, began + doubt, doubt


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
