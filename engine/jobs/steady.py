"""A scheduler whose appointments stand when the machine's clock is set back."""

import time
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

LONGEST_WAIT = 1.0  # seconds between looks at the clock
TOLERATED = timedelta(seconds=1)


class SteadyScheduler(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler keeps moments of the wall clock: set back by two hours, it would do nothing for two hours."""

    _offset: timedelta | None = None  # how far the wall clock is ahead of the monotonic one

    def _process_jobs(self) -> float:
        """How long to wait then."""
        self._follow_clock()
        wait: float | None = super()._process_jobs()
        return LONGEST_WAIT if wait is None else min(wait, LONGEST_WAIT)

    def _follow_clock(self) -> None:
        """What was to come at moments that are far away now comes at once."""
        now = datetime.now(UTC)
        offset = now - datetime.fromtimestamp(time.monotonic(), UTC)
        if self._offset is not None and offset < self._offset - TOLERATED:
            for job in self.get_jobs():
                job.modify(next_run_time=now)
        self._offset = offset
