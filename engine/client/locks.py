"""Locks of tasks in hand, renewed while their functions run."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock

from engine.client.http import Refused, Unreachable

log = logging.getLogger(__name__)

BEAT = 0.2  # seconds
PART = 3  # of a lock that may pass before it is renewed: two beats may be missed


@dataclass(slots=True)
class _Held:
    seconds: float
    renewed_at: float


class Locks:
    """`extend(task id, seconds)` asks the server. Safe between threads."""

    def __init__(self, extend: Callable[[str, float], None]) -> None:
        self._extend = extend
        self._held: dict[str, _Held] = {}
        self._guard = Lock()

    @contextmanager
    def held(self, task_id: str, seconds: float) -> Iterator[None]:
        with self._guard:
            self._held[task_id] = _Held(seconds, time.monotonic())
        try:
            yield
        finally:
            with self._guard:
                self._held.pop(task_id, None)

    def keep(self, stopped: Event) -> None:
        """Until then; after that whoever waits for the end renews."""
        while not stopped.wait(BEAT):
            self.renew()

    def renew(self) -> None:
        """Those of which a part has passed."""
        now = time.monotonic()
        with self._guard:
            due = [(id, held) for id, held in self._held.items() if now - held.renewed_at > held.seconds / PART]
        for task_id, held in due:
            try:
                self._extend(task_id, held.seconds)
                held.renewed_at = now
            except Refused as refusal:  # somebody else has it, or it is done
                log.warning("the lock of task %s is lost: %s", task_id, refusal)
                held.renewed_at = float("inf")
            except Unreachable as failure:
                log.warning("the lock of task %s was not renewed: %s", task_id, failure)
