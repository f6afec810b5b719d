"""Threads on which handlers run, so that a slow one holds up nothing else, and no signal interrupts one."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


class Hands:
    """A fixed number of them; made when they are first needed."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="hand")
        self._changed = Condition()
        self._count = count
        self._busy = 0

    @property
    def free(self) -> int:
        with self._changed:
            return max(0, self._count - self._busy)

    def give(self, work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> "Future[Result]":
        """Begins when a hand is free."""
        with self._changed:
            self._busy += 1
        try:
            given = self._pool.submit(work, *args, **kwargs)
        except BaseException:
            self._done(None)
            raise
        given.add_done_callback(self._done)
        return given

    def _done(self, given: object) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def rest(self) -> bool:
        """Waits until nothing is in hand; whether there was something to wait for."""
        with self._changed:
            was_busy = self._busy > 0
            self._changed.wait_for(lambda: not self._busy)
        return was_busy

    def rested(self, patience: float) -> bool:
        """Whether nothing is in hand any more, after so many seconds at most."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, patience)

    def close(self) -> None:
        """Waits for what is in hand."""
        self._pool.shutdown(wait=True)
