"""When something that did not leave is tried again, and when a channel that is down is asked again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
MOST_TRIES = 16  # about eight hours
REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)


def next_try(attempts: int, now: datetime, spread: float) -> datetime | None:
    """After so many tries; `spread` from 0 to 1 keeps many that failed together apart. None: enough."""
    if attempts >= MOST_TRIES:
        return None
    return now + _doubled(FIRST_WAIT, attempts, LONGEST_WAIT) * (0.8 + 0.4 * spread)


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(times - 1, 20)), longest)


@dataclass(slots=True)
class Circuit:
    """Of one channel: closed while it works; after a failure it rests, longer each time, and then one is tried."""

    failures: int = 0
    rests_until: datetime | None = None

    def is_closed(self, now: datetime) -> bool:
        return self.rests_until is None or now >= self.rests_until

    def failed(self, now: datetime) -> None:
        self.failures += 1
        self.rests_until = now + _doubled(REST, self.failures, LONGEST_REST)

    def worked(self) -> None:
        self.failures, self.rests_until = 0, None
