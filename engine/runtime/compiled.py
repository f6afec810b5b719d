"""What is compiled already: immutable, kept per process, shared by all threads."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Thing = TypeVar("Thing")
MOST = 2_000  # things kept; the oldest goes first


class Compiled:
    """A bounded memory of what was read and compiled, by kind and id. Ids of versions are never used again."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def get(self, kind: str, id: str, make: Callable[[], Thing]) -> Thing:
        """Made outside the lock: two threads may compile the same thing once."""
        found: Thing | None = self._things.get((kind, id))
        if found is not None:
            return found
        made = make()
        with self._lock:
            if len(self._things) >= MOST:
                del self._things[next(iter(self._things))]
            return self._things.setdefault((kind, id), made)  # type: ignore[no-any-return]
