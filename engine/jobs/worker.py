"""Carries out due jobs: timers, handlers, paused steps, thrown messages. Exactly once inside the engine."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import wait
from datetime import datetime, timedelta
from itertools import groupby
from math import inf
from operator import attrgetter

from engine.jobs.carrying_out import carry_out
from engine.jobs.hands import Hands
from engine.jobs.together import MOST, divided, groups
from engine.model.view import JobView
from engine.runtime import due_timers
from engine.runtime.services import Services
from engine.store import jobs
from engine.store.lanes import HANDLERS, OURS, QUICK

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds that a caller waits for the jobs of its own command
HANDS = 4
BATCH = 20
PAGE = MOST  # of timers and the like: what one transaction takes, so that all workers share a burst
ASIDE = timedelta(milliseconds=100)  # after which a timer is looked at again whose family somebody else works on
BEAT = 0.01  # seconds between looks whether the last job has ended

Wake = Callable[[], None]


class Worker:
    """One per process; safe to use from several threads."""

    def __init__(self, services: Services, wake: Wake = lambda: None, left: Wake = lambda: None) -> None:
        """`wake` is called when jobs were left over, or a hand came free; `left` when others may have them."""
        self._services = services
        self._hands = Hands(HANDS)
        self._wake = wake
        self._left = left
        self._running: dict[tuple[str, int], None] = {}
        self._is_ending = False
        self.is_paused = False  # claims nothing until it is unset

    def run_once(self, limit: int = BATCH) -> int:
        """Claim what is due now and carry it out with all that follows, the longest due first; how many there were."""
        claimed = self._claim(limit)
        for job in claimed:
            self._hands.give(self._carry_on, [job], inf).result()
        return len(claimed)

    def settle(self) -> None:
        """Until nothing is due, and nothing in hand. Not for handlers, which would wait for themselves."""
        while self.run_once() or self._hands.rest():
            pass

    def begin_due(self) -> datetime | None:
        """Until nothing is due, without waiting for handlers: they begin as long as there are free hands.

        When something will be due, in business time; what is held counts once its lease is over.
        """
        due = jobs.due(self._services.store)
        while self._fire(due) + self._begin_handlers(due):
            due = jobs.due(self._services.store)
        return min(due.values(), default=None)

    def _fire(self, due: jobs.Due) -> int:
        claimed = self._claim(PAGE, QUICK, due)
        timers, others = divided(claimed)
        for group in groups(timers):
            self._fire_together(group)
        for job in others:
            self._give([job] if job.kind == "handler" else self._run(job))
        return len(claimed)

    def _fire_together(self, group: dict[str, JobView]) -> None:
        """In one transaction; one by one where that cannot be."""
        if self._is_ending:
            self._leave(group.values())
            return
        held = {(job.id, job.fence): None for job in group.values()}
        self._running.update(held)
        try:
            fired = due_timers.fire(self._services, group)
        except Exception as failure:
            log.info("%d timers are fired one by one: %s", len(group), failure)
            for job in group.values():
                self._give(self._run(job))
        else:
            self._give(fired.jobs)
            self._give_back([(job.id, job.fence) for job in fired.busy], ASIDE)
        finally:
            for each in held:
                self._running.pop(each, None)

    def _begin_handlers(self, due: jobs.Due) -> int:
        free = self._hands.free
        claimed = self._claim(free, HANDLERS, due) if free else []
        by_instance = attrgetter("instance_id")
        for _, own in groupby(sorted(claimed, key=by_instance), by_instance):
            self._give(list(own))  # to one hand: they are called one after the other
        return len(claimed)

    @property
    def is_busy(self) -> bool:
        """Whether what is due must wait for a free hand."""
        return not self._hands.free

    def follow_up(self, written: Sequence[JobView], patience: float | None = None) -> None:
        """Carry out what a command has just written, and what follows; longer work goes on without the caller."""
        if not written:
            return
        patience = PATIENCE if patience is None else patience
        given = self._hands.give(self._carry_on, written, time.monotonic() + patience)
        wait([given], patience)
        if given.cancel():  # no hand was free
            self._leave(written)

    def renew(self) -> None:
        """The leases of what is running, so that nobody else begins it."""
        jobs.renew(self._services.store, list(self._running), self._services.lease)

    def halt(self) -> None:
        """Nothing is claimed any more; of what is claimed only what has begun goes on."""
        self._is_ending = True

    def drain(self, patience: float) -> bool:
        """Whether what was in hand came to its end within so many seconds. What did not is given back."""
        until = time.monotonic() + patience
        is_done = self._hands.rested(patience)
        while self._running and time.monotonic() < until:
            time.sleep(BEAT)
        self._give_back(list(self._running))
        return is_done and not self._running

    def close(self) -> None:
        """Waits for the jobs at hand."""
        self._hands.close()

    def _claim(self, limit: int, lanes: Sequence[int] = OURS, due: jobs.Due | None = None) -> list[JobView]:
        if self._is_ending or self.is_paused:
            return []
        services = self._services
        return jobs.claim(services.store, services.clock.now(), services.owner, limit, services.lease, lanes, due)

    def _give(self, written: Sequence[JobView]) -> None:
        """What each family wrote to a hand that is free; to somebody else when there is none."""
        left: list[JobView] = []
        for _, family in groupby(written, key=attrgetter("root_id")):
            if self._hands.free:
                given = self._hands.give(self._carry_on, list(family), time.monotonic() + PATIENCE)
                given.add_done_callback(lambda _: self._wake())
            else:
                left += family
        self._leave(left)

    def _carry_on(self, written: Sequence[JobView], until: float) -> None:
        """One after the other, each with what it leads to; what has not begun in time is left to whoever is free."""
        waiting = deque(written)
        while waiting and time.monotonic() < until and not self._is_ending:
            waiting.extendleft(reversed(self._run(waiting.popleft())))
        self._leave(waiting)

    def leave(self, written: Iterable[JobView]) -> None:
        """For whoever is free: nobody waits for them."""
        self._leave(written)

    def _leave(self, left: Iterable[JobView]) -> None:
        """Back to the table, for whoever is free."""
        if held := [(job.id, job.fence) for job in left]:
            self._give_back(held)
            self._wake()
            self._left()

    def _give_back(self, held: Sequence[jobs.Held], pause: timedelta | None = None) -> None:
        """Free at once, or after a pause."""
        store = self._services.store
        try:
            jobs.release(store, held, None if pause is None else store.real_clock.now() + pause)
        except Exception:
            log.exception("%d jobs could not be given back; they are free when their lease ends", len(held))

    def _run(self, job: JobView) -> Sequence[JobView]:
        """The jobs that this one wrote."""
        self._running[job.id, job.fence] = None
        try:
            return carry_out(self._services, job)
        except Exception:
            log.exception("job %s (%s) failed; it is tried again when its lease ends", job.id, job.kind)
            return ()
        finally:
            self._running.pop((job.id, job.fence), None)
