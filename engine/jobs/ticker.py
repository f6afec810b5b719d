"""Wakes the worker when the next job is due. APScheduler keeps the appointments; the jobs themselves are rows."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.triggers.interval import IntervalTrigger

from engine.errors import Unavailable
from engine.jobs.courier import Courier
from engine.jobs.steady import SteadyScheduler
from engine.jobs.worker import Worker
from engine.runtime import business_time
from engine.runtime.services import LEASE, Services
from engine.store import jobs, partitions

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(seconds=1)  # another process may have written an earlier job meanwhile
SHORTEST_SLEEP = timedelta(milliseconds=5)
NOW = timedelta()
FOLLOW_TIME = 10  # seconds after which a server's clock that was set counts here
TOLERATED = timedelta(seconds=1)  # that a clock may be set without a word
FOLLOW_SCHEMA = 5  # seconds after which a newer program's change of the tables counts here
NEWER = (logging.ERROR, "store.newer: the tables are of a newer version; no jobs are claimed until they suit this one")
BACK = (logging.WARNING, "the tables suit this version; jobs are claimed again")
LOOK = "look"
KEEP_PARTITIONS = 3600  # seconds
SLOWLY = 3600
FOLLOW_CALENDAR = 60  # seconds after which another process's change of the calendar counts here
ASK_FOR_DELIVERIES = 1  # seconds


class Ticker:
    """One per process. `wake` may be called from any thread, and costs nothing while a look is under way."""

    def __init__(self, services: Services, worker: Worker, courier: Courier) -> None:
        self._services = services
        self._worker = worker
        self._courier = courier
        self._lock = Lock()
        self._is_looking = False
        self._is_wanted = False  # somebody wrote a job while a look was under way
        self._is_stopped = True
        self._scheduler = SteadyScheduler(
            timezone=UTC,
            executors={
                "default": ThreadPoolExecutor(2),  # one looks, one keeps house
                "slow": ThreadPoolExecutor(1),
            },
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, *, has_jobs: bool = True) -> None:
        """Without jobs it only keeps house: calendar, clock, and the leases of what its own commands wrote."""
        self._repeat(self._worker.renew, self._services.lease / 3)
        self._repeat(lambda: business_time.refresh_calendar(self._services), FOLLOW_CALENDAR)
        self._repeat(self._follow_schema, FOLLOW_SCHEMA)
        self._repeat(self._follow_time, FOLLOW_TIME)
        self._repeat(self._keep_partitions, KEEP_PARTITIONS, next_run_time=datetime.now(UTC))
        if has_jobs:
            self._repeat(self._courier.begin_due, ASK_FOR_DELIVERIES)
            self._repeat(self._look, LONGEST_SLEEP.total_seconds(), id=LOOK, max_instances=2)  # one may be just ending
        else:
            self._repeat(lambda: business_time.refresh_clock(self._services), LONGEST_SLEEP.total_seconds())
        self._scheduler.start()
        self._is_stopped = not has_jobs
        self.wake()

    def _repeat(self, work: Callable[[], object], seconds: float, **options: Any) -> None:
        self._scheduler.add_job(work, IntervalTrigger(seconds=seconds), **options)

    def repeat_slowly(self, work: Callable[[], object]) -> None:
        """Once an hour, beside everything else; what takes long holds up no lease there."""
        self._repeat(work, SLOWLY, executor="slow")

    def _follow_schema(self) -> None:
        """Nothing is claimed while the tables are of a program that does not suit this one."""
        with self._services.store.read() as reader:
            is_usable = reader.is_current()
        if is_usable == self._worker.is_paused:
            log.log(*(BACK if is_usable else NEWER))
            self._worker.is_paused = self._courier.is_paused = not is_usable

    def _follow_time(self) -> None:
        """A server that is away is asked again."""
        services = self._services
        try:
            moved = services.store.follow_time()
        except Unavailable:
            return
        if abs(moved) > TOLERATED:
            log.warning("the clock of the database was set by %s", moved)
        if moved < -TOLERATED:
            jobs.shorten(services.store, max(services.lease, LEASE))

    def _keep_partitions(self) -> None:
        partitions.keep_ahead(self._services.store, self._services.clock.now())

    def halt(self) -> None:
        """No appointment is made any more. Does not wait for the look under way; leases are still renewed."""
        with self._lock:
            self._is_stopped = True

    def stop(self) -> None:
        """Waits for the look under way, without another appointment: the scheduler would wait for itself."""
        self.halt()
        self._scheduler.shutdown(wait=True)

    def wake(self) -> None:
        """Look now, or again once the look under way has ended."""
        with self._lock:
            if self._is_looking:
                self._is_wanted = True
            else:
                self._appoint(NOW)

    def _appoint(self, pause: timedelta) -> None:
        """The next look, which comes in any case after the longest sleep."""
        if not self._is_stopped:
            self._scheduler.modify_job(LOOK, next_run_time=datetime.now(UTC) + pause)

    def _look(self) -> None:
        with self._lock:
            if self._is_looking:
                self._is_wanted = True
                return
            self._is_looking = True
        pause = LONGEST_SLEEP
        try:
            pause = self._until_nobody_wants_more()
        except Exception:
            log.exception("looking for due jobs failed; trying again")
        finally:
            with self._lock:
                self._is_looking = False
                self._appoint(NOW if self._is_wanted else pause)

    def _until_nobody_wants_more(self) -> timedelta:
        """How long to sleep then."""
        while True:
            with self._lock:
                self._is_wanted = False
            business_time.refresh_clock(self._services)
            pause = self._pause(self._worker.begin_due())
            with self._lock:
                if self._is_stopped or not self._is_wanted:
                    return pause

    def _pause(self, due_at: datetime | None) -> timedelta:
        """Until the next job is due, but never long; the worker wakes us when a hand comes free."""
        if due_at is None or self._worker.is_busy:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(SHORTEST_SLEEP, due_at - self._services.clock.now()))
