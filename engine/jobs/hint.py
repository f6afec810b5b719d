"""Tells the other nodes that a job was left to them. Only a hint: who misses it looks within a second anyway."""

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from engine.store.store import Store

log = logging.getLogger(__name__)

REST = 0.1  # seconds between two hints of this process: a backlog must not become a storm


class Hint:
    """One per process; safe between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._given_at = float("-inf")
        self._over = Event()

    def give(self) -> None:
        with self._lock:
            if time.monotonic() < self._given_at + REST:
                return
            self._given_at = time.monotonic()
        try:
            self._store.give_hint()
        except Exception as failure:
            log.info("no hint could be given: %s", failure)

    def listen(self, heard: Callable[[], None]) -> None:
        """Calls `heard` for each, on a thread of its own, until `stop`."""
        self._over = Event()
        Thread(target=self._store.await_hints, args=(heard, self._over.is_set), daemon=True).start()

    def stop(self) -> None:
        """Does not wait for the thread, which looks up about once a second."""
        self._over.set()
