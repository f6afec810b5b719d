"""Wakes the worker when the next job is due. APScheduler keeps the appointment; the jobs themselves are rows."""

import logging
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from engine.jobs.worker import Worker
from engine.runtime import administration
from engine.runtime.services import Services
from engine.store import jobs

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(seconds=1)  # another process may have written an earlier job meanwhile
TICK = "tick"


class Ticker:
    """One per process. `wake` may be called from any thread."""

    def __init__(self, services: Services, worker: Worker) -> None:
        self._services = services
        self._worker = worker
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
        """Look now."""
        self._schedule(datetime.now(UTC))

    def _schedule(self, at: datetime) -> None:
        self._scheduler.add_job(self._tick, DateTrigger(at), id=TICK, replace_existing=True)

    def _tick(self) -> None:
        try:
            administration.refresh_clock(self._services)
            self._worker.settle()
        except Exception:
            log.exception("looking for due jobs failed; trying again")
        finally:
            if self._scheduler.running:
                self._schedule(datetime.now(UTC) + self._pause())

    def _pause(self) -> timedelta:
        """Until the next job is due, but never long."""
        try:
            due_at = jobs.next_due(self._services.store)
        except Exception:
            log.exception("asking for the next job failed")
            return LONGEST_SLEEP
        if due_at is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(timedelta(0), due_at - self._services.clock.now()))
