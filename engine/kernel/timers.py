"""Timers: when they are due, and how cycles go on (BPMN 10.5.5, ISO 8601)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.expr import cron, temporal
from engine.expr.temporal import Cycle, MixedDuration, YearMonthDuration
from engine.kernel import cycle
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import BoundaryEvent, StartEvent, TimerDefinition, Trigger
from engine.model.instance import Timer

DURATIONS = (timedelta, YearMonthDuration, MixedDuration)


def schedule(run: Run, activity_id: str, element_id: str, trigger: Trigger) -> None:
    """Arm the timer of this event for the activity that waits."""
    timer = trigger.timer
    assert timer is not None
    end = None if timer.end is None else run.evaluate(timer.end, activity_id)
    planned = plan(timer, run.evaluate(timer.value, activity_id), run.world.now, run.world.env.zone, end)
    if planned is None:
        _never(run, element_id)
        return
    due_at, remaining, repeats_by = planned
    run.emit(
        e.TimerScheduled(
            timer_id=run.new_id(),
            activity_id=activity_id,
            element_id=element_id,
            due_at=due_at,
            remaining=remaining,
            cycle=repeats_by,
            priority=run.job_priority(element_id, activity_id),
        )
    )


def _never(run: Run, element_id: str) -> None:
    """A boundary event or event sub-process does without; what waits for nothing else would wait for ever."""
    if not isinstance(run.definition.elements[element_id], BoundaryEvent | StartEvent):
        raise incident("timer.over", element=element_id)


def repeat(run: Run, timer: Timer) -> None:
    """Arm a timer again that has just fired, unless its cycle is over."""
    if timer.cycle is None or timer.remaining == 0:
        return
    due_at = cycle.following(timer.cycle, timer.due_at, run.world.now, run.world.env.zone)
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


def plan(
    timer: TimerDefinition, value: Any, now: datetime, zone: tzinfo, end: Any = None
) -> tuple[datetime, int | None, str | None] | None:
    """Due time, repetitions after the first (None: without end), and what it repeats by (`engine.kernel.cycle`).

    None for a cycle that is over before its first time. Raises IncidentError, ExpressionError.
    """
    if timer.kind != "cycle":
        return moment(value, now, zone), 0, None
    latest = None if end in (None, "") else moment(end, now, zone)
    text = "" if isinstance(value, Cycle) else str(value).strip()
    if cron.is_cron(text):
        first, remaining, pattern = _first_tick(text, now, zone), None, text
    else:
        repeating = value if isinstance(value, Cycle) else temporal.parse_cycle(text, zone)
        first, remaining, pattern = _first_beat(repeating, now)
        latest = min((_utc(each) for each in (latest, repeating.end) if each is not None), default=None)
    if latest is not None and first > latest:
        return None
    return first, remaining, cycle.written(pattern, latest)


def _first_tick(text: str, now: datetime, zone: tzinfo) -> datetime:
    tick = cron.parse(text).after(now, zone)
    if tick is None:
        raise incident("timer.bad_value", value=text)
    return tick


def _first_beat(repeating: Cycle, now: datetime) -> tuple[datetime, int | None, str]:
    first = _utc(repeating.start if repeating.start is not None else temporal.add(now, repeating.duration))
    remaining = None if repeating.repetitions is None else max(0, repeating.repetitions - 1)
    if remaining != 0 and temporal.add(now, repeating.duration) <= now:
        raise incident("timer.bad_value", value=temporal.iso(repeating.duration))  # it would be due again at once
    return first, remaining, temporal.iso(repeating.duration)
