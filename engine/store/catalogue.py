"""What is deployed, remembered by the process as long as nothing is deployed, suspended or resumed anywhere.

Every such change writes another word into the row `catalogue` of the settings; commands read it with the first
statement of their transaction, so that what they remember is never older than what they see.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import ScalarSelect, Select, literal_column, select

from engine.store.tables.account import setting

Thing = TypeVar("Thing")
NAME = "catalogue"
MOST = 2_000  # things remembered; then it begins anew

STATE: Select[Any] = select(setting.c.value).where(setting.c.name == literal_column(f"'{NAME}'"))
STATE_BESIDE: ScalarSelect[Any] = STATE.scalar_subquery()


class Catalogue:
    """Shared by the threads of a process."""

    def __init__(self) -> None:
        self._state: str | None = None
        self._things: dict[Any, Any] = {}
        self._lock = Lock()

    def recall(self, state: str | None, name: Any, find: Callable[[], Thing]) -> Thing:
        """What `find` answers, which is asked once while the state is the same; None: of a state nobody knows."""
        if state is None:
            return find()
        with self._lock:
            if state != self._state or len(self._things) >= MOST:
                self._state, self._things = state, {}
            things = self._things
        if name not in things:
            things[name] = find()
        found: Thing = things[name]
        return found
