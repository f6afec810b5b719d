"""What an activity waits for: arming timers and subscriptions, and taking them down again."""

from collections.abc import Callable, Container, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from engine.errors import ExpressionError
from engine.expr.values import text_of
from engine.kernel import timers
from engine.kernel.evolve import owned
from engine.kernel.evolve.fold import MESSAGE, SIGNAL
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Activity, BoundaryEvent, Evaluable, Event, ReceiveTask, Trigger
from engine.model.instance import Incident, Job, Subscription, Timer

Entry = TypeVar("Entry", Timer, Subscription, Job, Incident)
UNKNOWN = "expression.unknown_name"
OUTLIVES = (MESSAGE, SIGNAL)
"""What was thrown is delivered, whatever becomes of its thrower."""


def arm(run: Run, activity_id: str, element: Event | ReceiveTask) -> None:
    """Begin to wait for the triggers of `element`, on behalf of the activity (itself, a gateway, a host or a scope).

    Errors and escalations are looked for when they are thrown.
    """
    for part, trigger in enumerate(element.trigger.each):
        begin = ARM.get(trigger.kind)
        if begin is not None:
            begin(run, activity_id, element.id, trigger, part)


def _await_timer(run: Run, activity_id: str, element_id: str, trigger: Trigger, part: int) -> None:
    timers.schedule(run, activity_id, element_id, trigger)


def _await_name(run: Run, activity_id: str, element_id: str, trigger: Trigger, part: int) -> None:
    run.emit(
        e.SubscriptionOpened(
            subscription_id=run.new_id(),
            activity_id=activity_id,
            element_id=element_id,
            kind="signal" if trigger.kind == "signal" else "message",
            name=name_of(run, activity_id, trigger),
            correlation_key=key_of(run, activity_id, trigger) if trigger.kind == "message" else None,
            part=part,
        )
    )


def _await_condition(run: Run, activity_id: str, element_id: str, trigger: Trigger, part: int) -> None:
    """It may be true already: that is looked at before anything else moves."""
    subscription_id = run.new_id()
    run.emit(
        e.SubscriptionOpened(
            subscription_id=subscription_id,
            activity_id=activity_id,
            element_id=element_id,
            kind="condition",
            name=trigger.condition.text if trigger.condition is not None else trigger.variable_name or "",
            part=part,
        )
    )
    run.step.unseen.opened.setdefault(run.instance.id, []).append(subscription_id)


ARM: dict[str, Callable[[Run, str, str, Trigger, int], None]] = {
    "timer": _await_timer,
    "message": _await_name,
    "signal": _await_name,
    "conditional": _await_condition,
}


WAITABLE = frozenset({*ARM, "multiple"})
"""Kinds of triggers that are waited for; the others are looked for when they are thrown."""


def name_of(run: Run, activity_id: str, trigger: Trigger) -> str:
    """The name of a message or signal, evaluated now. Raises IncidentError when it is empty."""
    name = run.evaluate(trigger.name, activity_id) if trigger.name is not None else None
    if not isinstance(name, str) or not name:
        raise incident(f"{trigger.kind}.no_name", value=repr(name)[:100])
    return name


def key_of(run: Run, activity_id: str, trigger: Trigger) -> str | None:
    """The correlation key, evaluated now; null, or made of a variable that is not there, it is none.

    Raises IncidentError for what is neither text nor number.
    """
    value = _evaluated(run, trigger.correlation_key, activity_id)
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise incident("message.bad_key", value=repr(value)[:100])
    return text_of(value)


def _evaluated(run: Run, expression: Evaluable | None, activity_id: str) -> Any:
    try:
        return None if expression is None else run.evaluate(expression, activity_id)
    except ExpressionError as failure:
        if failure.code == UNKNOWN:
            return None
        raise


def arm_boundary(run: Run, activity_id: str, host: Activity) -> None:
    for boundary_id in host.boundary:
        boundary = run.definition.elements[boundary_id]
        assert isinstance(boundary, BoundaryEvent)
        arm(run, activity_id, boundary)


def is_armed(run: Run, activity_id: str, element_id: str) -> bool:
    """Whether anything is still waited for, on behalf of the activity, for this event."""
    waiting: list[Timer | Subscription] = [*_of(run, run.instance.timers, activity_id)]
    waiting += _of(run, run.instance.subscriptions, activity_id)
    return any(each.element_id == element_id for each in waiting)


def disarm(run: Run, activity_id: str) -> None:
    """Nothing waits for this activity any more: its timers, subscriptions, jobs and incidents go."""
    if not owned.waiting(run.instance, activity_id):
        return
    disarm_events(run, activity_id)
    for job in _of(run, run.instance.jobs, activity_id):
        if job.handler not in OUTLIVES:
            run.emit(e.JobCancelled(job_id=job.id))
    resolve(run, activity_id)


def disarm_events(run: Run, activity_id: str, element_ids: Container[str] | None = None) -> None:
    """Timers and subscriptions of the activity; only those for these events when they are named."""
    for timer in _of(run, run.instance.timers, activity_id):
        if element_ids is None or timer.element_id in element_ids:
            run.emit(e.TimerCancelled(timer_id=timer.id))
    for subscription in _of(run, run.instance.subscriptions, activity_id):
        if element_ids is None or subscription.element_id in element_ids:
            run.emit(e.SubscriptionClosed(subscription_id=subscription.id))


def resolve(run: Run, activity_id: str) -> None:
    """The incidents of an activity are of no interest any more."""
    for found in _of(run, run.instance.incidents, activity_id):
        run.emit(e.IncidentResolved(incident_id=found.id))


def _of(run: Run, entries: Mapping[str, Entry], activity_id: str) -> list[Entry]:
    """Those of one kind that the activity has."""
    return [entries[each] for each in owned.waiting(run.instance, activity_id) if each in entries]
