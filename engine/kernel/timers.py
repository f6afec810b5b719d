"""Timers: when they are due, and how cycles go on (BPMN 10.5.5, ISO 8601)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.expr import temporal
from engine.expr.temporal import Cycle, MixedDuration, YearMonthDuration
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Event, TimerDefinition
from engine.model.instance import Timer

DURATIONS = (timedelta, YearMonthDuration, MixedDuration)


def schedule(run: Run, activity_id: str, element: Event) -> None:
    """Arm the timer of this event for the activity that waits."""
    timer = element.trigger.timer
    assert timer is not None
    due_at, remaining, cycle = _plan(timer, run.evaluate(timer.value, activity_id), run.world.now, run.world.env.zone)
    run.emit(
        e.TimerScheduled(
            timer_id=run.new_id(),
            activity_id=activity_id,
            element_id=element.id,
            due_at=due_at,
            remaining=remaining,
            cycle=cycle,
            priority=run.job_priority(element.id, activity_id),
        )
    )


def repeat(run: Run, timer: Timer) -> None:
    """Arm a timer again that has just fired; the next time counts from when it was due, not from when it fired."""
    if timer.cycle is None or timer.remaining == 0:
        return
    run.emit(
        e.TimerScheduled(
            timer_id=timer.id,
            activity_id=timer.activity_id,
            element_id=timer.element_id,
            due_at=temporal.add(timer.due_at, temporal.parse_duration(timer.cycle)),
            remaining=None if timer.remaining is None else timer.remaining - 1,
            cycle=timer.cycle,
            priority=timer.priority,
        )
    )


def moment(value: Any, now: datetime, zone: tzinfo) -> datetime:
    """A due time from what an expression gave: a moment, or a duration from now. Raises IncidentError."""
    if isinstance(value, str):
        value = _parsed(value.strip(), zone)
    if isinstance(value, DURATIONS):
        return temporal.add(now, value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone).astimezone(UTC)
    raise incident("timer.bad_value", value=repr(value)[:100])


def _parsed(text: str, zone: tzinfo) -> Any:
    if text.lstrip("-").startswith("P"):
        return temporal.parse_duration(text)
    if len(text) == len("2026-01-01"):
        return temporal.parse_date(text)
    return temporal.parse_datetime(text, zone)


def _plan(timer: TimerDefinition, value: Any, now: datetime, zone: tzinfo) -> tuple[datetime, int | None, str | None]:
    """Due time, repetitions after the first, and the duration between them."""
    if timer.kind != "cycle":
        return moment(value, now, zone), 0, None
    cycle = value if isinstance(value, Cycle) else temporal.parse_cycle(str(value).strip(), zone)
    first = cycle.start if cycle.start is not None else temporal.add(now, cycle.duration)
    remaining = None if cycle.repetitions is None else max(0, cycle.repetitions - 1)
    if cycle.end is not None:
        remaining = _until(cycle, first.astimezone(UTC), remaining)
    return first.astimezone(UTC), remaining, temporal.iso(cycle.duration)


def _until(cycle: Cycle, first: datetime, remaining: int | None, most: int = 10_000) -> int:
    """How many repetitions fit before the end of the interval."""
    assert cycle.end is not None
    count, due = 0, temporal.add(first, cycle.duration)
    while due <= cycle.end and count < (most if remaining is None else remaining):
        count, due = count + 1, temporal.add(due, cycle.duration)
    return count
