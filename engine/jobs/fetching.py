"""Fetching external tasks, with patience: a worker that finds nothing waits here instead of asking again and again."""

import time
from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from engine.identity.actor import Actor
from engine.model.external_task import FetchRequest, LockedTask
from engine.runtime import external_tasks
from engine.runtime.services import Services

WAITING = 32  # workers that wait at the same time in this process: each holds a thread of the server
POLL = 1.0  # seconds after which the tables are looked at for what other processes made
LONGEST = 60.0  # seconds that anybody waits


def always() -> bool:
    return True


class Fetching:
    """One per process; safe between threads. All who wait look at the tables together, once per `poll` seconds."""

    def __init__(self, services: Services, *, places: int = WAITING, poll: float = POLL) -> None:
        self._services = services
        self._places = BoundedSemaphore(places)
        self._poll = poll
        self._looking = Lock()
        self._looked_at = float("-inf")
        self._due = frozenset[str]()

    def fetch(
        self, actor: Actor, request: FetchRequest, patience: float = 0.0, is_there: Callable[[], bool] = always
    ) -> list[LockedTask]:
        """Locked for the worker; after `patience` seconds nothing, and at once where too many wait already.

        `is_there` is asked when there is something to lock, and between two waits: who is gone gets nothing.
        Raises Forbidden, Rejected.
        """
        external_tasks.check_request(actor, request)
        seen = self._services.arrivals.count
        found = self._try(request, is_there)
        if found or patience <= 0 or not self._places.acquire(blocking=False):
            return found
        try:
            return self._wait(request, min(patience, LONGEST), seen, is_there)
        finally:
            self._places.release()

    def _wait(
        self, request: FetchRequest, patience: float, seen: int, is_there: Callable[[], bool]
    ) -> list[LockedTask]:
        arrivals, until = self._services.arrivals, time.monotonic() + patience
        while (left := until - time.monotonic()) > 0 and not arrivals.is_over:
            before, seen = seen, arrivals.wait(seen, min(left, self._poll))
            if not is_there():
                return []
            if found := self._try(request, is_there, is_news=seen != before):
                return found
        return []

    def _try(self, request: FetchRequest, is_there: Callable[[], bool], *, is_news: bool = True) -> list[LockedTask]:
        """Looks first, and writes only where there is something to be had and somebody to have it."""
        due = self._look(at_once=is_news)
        if not due & {each.topic for each in request.topics} or not is_there():
            return []
        return external_tasks.fetch(self._services, request)

    def _look(self, *, at_once: bool) -> frozenset[str]:
        with self._looking:
            if at_once or time.monotonic() - self._looked_at >= self._poll:
                with self._services.store.read() as reader:
                    now, real_now = self._services.clock.now(), self._services.store.real_clock.now()
                    self._due = reader.due_topics(now, real_now)
                self._looked_at = time.monotonic()
            return self._due
