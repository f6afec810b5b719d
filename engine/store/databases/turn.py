"""One writer at a time in the process; the others wait, and nobody sees a lock error."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from weakref import WeakValueDictionary


class Turn:
    """A lock that says so when a thread waits for itself."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._is_taken = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises RuntimeError when this thread has its turn already."""
        with self._lock:
            if self._is_taken:
                raise RuntimeError("this thread is writing already")
            self._is_taken = True
            try:
                yield
            finally:
                self._is_taken = False

    @contextmanager
    def shared(self) -> Iterator[bool]:
        """Waits for the writer of another thread; True inside a turn of this one."""
        with self._lock:
            yield self._is_taken


_turns: WeakValueDictionary[str, Turn] = WeakValueDictionary()
_guard = RLock()


def turn_of(path: str) -> Turn:
    """The one of a file, whoever opens it."""
    with _guard:
        return _turns.setdefault(path, Turn())
