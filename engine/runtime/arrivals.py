"""Wakes who waits for external tasks, when one was made in this process."""

from threading import Condition


class Arrivals:
    """Safe between threads. A wake-up may be for nothing, and those of other processes are not heard."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._is_over = False

    @property
    def count(self) -> int:
        """How often something arrived: to be read before one looks, so that nothing between is missed."""
        return self._count

    @property
    def is_over(self) -> bool:
        return self._is_over

    def ring(self) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Until something arrives beyond what was seen, but no longer than that; the count then."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen or self._is_over, seconds)
            return self._count
