"""Timers: when they are due, and how cycles go on (BPMN 10.5.5, ISO 8601)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.errors import EngineError
from engine.expr import cron, temporal
from engine.expr.temporal import Cycle, MixedDuration, YearMonthDuration
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import TimerDefinition, Trigger
from engine.model.instance import Timer

DURATIONS = (timedelta, YearMonthDuration, MixedDuration)


def schedule(run: Run, activity_id: str, element_id: str, trigger: Trigger) -> None:
    """Arm the timer of this event for the activity that waits."""
    timer = trigger.timer
    assert timer is not None
    due_at, remaining, cycle = plan(timer, run.evaluate(timer.value, activity_id), run.world.now, run.world.env.zone)
    run.emit(
        e.TimerScheduled(
            timer_id=run.new_id(),
            activity_id=activity_id,
            element_id=element_id,
            due_at=due_at,
            remaining=remaining,
            cycle=cycle,
            priority=run.job_priority(element_id, activity_id),
        )
    )


def repeat(run: Run, timer: Timer) -> None:
    """Arm a timer again that has just fired, unless its cycle is over."""
    if timer.cycle is None or timer.remaining == 0:
        return
    due_at = following(timer.cycle, timer.due_at, run.world.now, run.world.env.zone)
    if due_at is None:
        return
    run.emit(
        e.TimerScheduled(
            timer_id=timer.id,
            activity_id=timer.activity_id,
            element_id=timer.element_id,
            due_at=due_at,
            remaining=None if timer.remaining is None else timer.remaining - 1,
            cycle=timer.cycle,
            priority=timer.priority,
        )
    )


def following(cycle: str, due_at: datetime, now: datetime, zone: tzinfo) -> datetime | None:
    """The next time of a cycle that was due at `due_at`; None when there is none, up to the end of the calendar.

    A duration counts from when it was due, not from when it fired; a cron text ticks after the present moment.
    """
    if not is_duration(cycle):
        return cron.parse(cycle).after(max(now, due_at), zone)
    try:
        return _utc(temporal.add(due_at, temporal.parse_duration(cycle)))
    except EngineError:
        return None


def is_duration(cycle: str) -> bool:
    return cycle.lstrip("-").startswith("P")


def moment(value: Any, now: datetime, zone: tzinfo) -> datetime:
    """A due time from what an expression gave: a moment, or a duration from now. Raises IncidentError."""
    if isinstance(value, str):
        value = _parsed(value.strip(), zone)
    if isinstance(value, DURATIONS):
        return temporal.add(now, value)
    if isinstance(value, datetime):
        return _utc(value if value.tzinfo else value.replace(tzinfo=zone))
    if isinstance(value, date):
        return _utc(datetime.combine(value, time(), zone))
    raise incident("timer.bad_value", value=repr(value)[:100])


def _utc(moment: datetime) -> datetime:
    """Raises IncidentError at the ends of the calendar."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise incident("timer.bad_value", value=temporal.iso(moment)) from None


def _parsed(text: str, zone: tzinfo) -> Any:
    if text.lstrip("-").startswith("P"):
        return temporal.parse_duration(text)
    if len(text) == len("2026-01-01"):
        return temporal.parse_date(text)
    return temporal.parse_datetime(text, zone)


def plan(timer: TimerDefinition, value: Any, now: datetime, zone: tzinfo) -> tuple[datetime, int | None, str | None]:
    """Due time, repetitions after the first (None: without end), and what it repeats by: a duration or a cron text.

    Raises IncidentError, ExpressionError.
    """
    if timer.kind != "cycle":
        return moment(value, now, zone), 0, None
    text = "" if isinstance(value, Cycle) else str(value).strip()
    if cron.is_cron(text):
        return _first_tick(text, now, zone), None, text
    cycle = value if isinstance(value, Cycle) else temporal.parse_cycle(text, zone)
    first = _utc(cycle.start if cycle.start is not None else temporal.add(now, cycle.duration))
    remaining = None if cycle.repetitions is None else max(0, cycle.repetitions - 1)
    if cycle.end is not None:
        remaining = _until(cycle, first, remaining)
    if remaining != 0 and temporal.add(now, cycle.duration) <= now:
        raise incident("timer.bad_value", value=text)  # it would be due again at once
    return first, remaining, temporal.iso(cycle.duration)


def _first_tick(text: str, now: datetime, zone: tzinfo) -> datetime:
    tick = cron.parse(text).after(now, zone)
    if tick is None:
        raise incident("timer.bad_value", value=text)
    return tick


def _until(cycle: Cycle, first: datetime, remaining: int | None, most: int = 10_000) -> int:
    """How many repetitions fit before the end of the interval."""
    assert cycle.end is not None
    count, due = 0, temporal.add(first, cycle.duration)
    while due <= cycle.end and count < (most if remaining is None else remaining):
        count, due = count + 1, temporal.add(due, cycle.duration)
    return count
