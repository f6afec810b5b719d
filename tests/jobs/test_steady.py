"""The machine's clock is set while the scheduler waits for its next appointment."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from threading import Event

import apscheduler.schedulers.base as base
import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from engine.jobs import steady
from engine.jobs.steady import SteadyScheduler


class Wall:
    """Stands for `datetime`, and is ahead of it by so much."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.ahead

    def fromtimestamp(self, seconds: float, zone: tzinfo) -> datetime:
        return datetime.fromtimestamp(seconds, zone)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    for module in (base, steady):
        monkeypatch.setattr(module, "datetime", wall)
    return wall


class Work:
    def __init__(self) -> None:
        self.is_done = Event()

    def __call__(self) -> None:
        self.is_done.set()


@pytest.fixture
def begun() -> Iterator[Callable[[BackgroundScheduler], Work]]:
    running: list[BackgroundScheduler] = []

    def begin(scheduler: BackgroundScheduler) -> Work:
        work = Work()
        running.append(scheduler)
        trigger = IntervalTrigger(seconds=0.05, timezone=UTC)
        scheduler.add_job(work, trigger, misfire_grace_time=None, coalesce=True)
        scheduler.start()
        assert work.is_done.wait(20)
        return work

    yield begin
    for each in running:
        each.shutdown(wait=True)


@pytest.mark.parametrize("hours", [-2, 2, -24 * 365])
def test_appointments_stand_when_the_clock_is_set(
    wall: Wall, begun: Callable[[BackgroundScheduler], Work], hours: int
) -> None:
    work = begun(SteadyScheduler(timezone=UTC))
    wall.ahead = timedelta(hours=hours)
    time.sleep(0.1)  # what was under way when it was set
    work.is_done.clear()
    assert work.is_done.wait(20)
