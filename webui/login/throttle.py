"""Slows down guessing of passwords: after a few failures a person at an address has to wait."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

Key = tuple[str, str]  # user id, address


class Throttle:
    """Kept in memory, by real time: `limit` failures within `window` seconds block a key until the oldest is older."""

    def __init__(
        self, limit: int = 5, window: float = 300.0, capacity: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._window, self._capacity, self._clock = limit, window, capacity, clock
        self._failures: dict[Key, deque[float]] = {}
        self._lock = Lock()

    def wait(self, key: Key) -> float:
        """Seconds until the key may try again; 0 when it may."""
        with self._lock:
            times = self._recent(key)
            return max(0.0, times[0] + self._window - self._clock()) if len(times) >= self._limit else 0.0

    def fail(self, key: Key) -> None:
        with self._lock:
            if len(self._failures) >= self._capacity:
                self._forget_old()
            self._failures.setdefault(key, deque(maxlen=self._limit)).append(self._clock())

    def forgive(self, key: Key) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: Key) -> deque[float]:
        times = self._failures.get(key, deque())
        while times and times[0] <= self._clock() - self._window:
            times.popleft()
        return times

    def _forget_old(self) -> None:
        for key in list(self._failures):
            if not self._recent(key):
                del self._failures[key]
        while len(self._failures) >= self._capacity:  # a flood of made-up names must not eat the memory
            del self._failures[next(iter(self._failures))]
