"""The passing of time, from due time to due time."""

from collections.abc import Callable, Iterable
from datetime import datetime

from engine.api import SYSTEM, Engine


def pass_time(
    engine: Engine, move_to: Callable[[datetime], None], instance_ids: Callable[[], Iterable[str]], until: datetime
) -> None:
    """So that a timer armed by a timer fires in its turn, at its own time. The instances may change on the way."""
    engine.settle()
    while (due := _next_due(engine, instance_ids())) is not None and due <= until:
        move_to(due)
        engine.settle()
    if until > engine.now():
        move_to(until)
    engine.settle()


def _next_due(engine: Engine, instance_ids: Iterable[str]) -> datetime | None:
    """What is due already and still there cannot be helped by time."""
    now = engine.now()
    due = [job.due_at for each in instance_ids for job in engine.jobs(SYSTEM, each) if job.due_at > now]
    return min(due, default=None)
