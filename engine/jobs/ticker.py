"""Wakes the worker when the next job is due. APScheduler keeps the appointment; the jobs themselves are rows."""

import logging
from datetime import UTC, datetime, timedelta
from threading import Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from engine.jobs.worker import Worker
from engine.runtime import administration
from engine.runtime.services import Services
from engine.store import jobs

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(seconds=1)  # another process may have written an earlier job meanwhile
NOW = timedelta()


class Ticker:
    """One per process. `wake` may be called from any thread, and costs nothing while a look is under way."""

    def __init__(self, services: Services, worker: Worker) -> None:
        self._services = services
        self._worker = worker
        self._lock = Lock()
        self._is_looking = False
        self._is_wanted = False  # somebody wrote a job while a look was under way
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        self._scheduler.start()
        self.wake()

    def stop(self) -> None:
        """Waits for the job at hand."""
        self._scheduler.shutdown(wait=True)

    def wake(self) -> None:
        """Look now, or again once the look under way has ended."""
        with self._lock:
            if self._is_looking:
                self._is_wanted = True
            else:
                self._appoint(NOW)

    def _appoint(self, pause: timedelta) -> None:
        at = datetime.now(UTC) + pause
        self._scheduler.add_job(self._look, DateTrigger(at), id="look", replace_existing=True)

    def _look(self) -> None:
        with self._lock:
            self._is_looking, self._is_wanted = True, False
        try:
            administration.refresh_clock(self._services)
            self._worker.settle()
            pause = self._pause()
        except Exception:
            log.exception("looking for due jobs failed; trying again")
            pause = LONGEST_SLEEP
        with self._lock:
            self._is_looking = False
            if self._scheduler.running:
                self._appoint(NOW if self._is_wanted else pause)

    def _pause(self) -> timedelta:
        """Until the next job is due, but never long."""
        due_at = jobs.next_due(self._services.store)
        if due_at is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(NOW, due_at - self._services.clock.now()))
