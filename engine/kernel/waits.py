"""What an activity waits for: arming timers and subscriptions, and taking them down again."""

from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.kernel import timers
from engine.kernel.evolve import MESSAGE
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Activity, BoundaryEvent, Evaluable, Event, ReceiveTask, Trigger

UNKNOWN = "expression.unknown_name"
WAITABLE = ("timer", "message")


def arm(run: Run, activity_id: str, element: Event | ReceiveTask) -> None:
    """Begin to wait for the trigger of `element`, on behalf of the activity (itself, a gateway, or a host)."""
    if element.trigger.kind == "timer":
        assert isinstance(element, Event)
        timers.schedule(run, activity_id, element)
    elif element.trigger.kind == "message":
        run.emit(
            e.SubscriptionOpened(
                subscription_id=run.new_id(),
                activity_id=activity_id,
                element_id=element.id,
                kind="message",
                name=name_of(run, activity_id, element.trigger),
                correlation_key=key_of(run, activity_id, element.trigger),
            )
        )


def name_of(run: Run, activity_id: str, trigger: Trigger) -> str:
    """The name of a message, evaluated now. Raises IncidentError when it is empty."""
    name = run.evaluate(trigger.name, activity_id) if trigger.name is not None else None
    if not isinstance(name, str) or not name:
        raise incident("message.no_name", value=repr(name)[:100])
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
    return str(value)


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
        if boundary.trigger.kind in WAITABLE:
            arm(run, activity_id, boundary)


def disarm(run: Run, activity_id: str) -> None:
    """Nothing waits for this activity any more: its timers, subscriptions, jobs and incidents go.

    A thrown message is delivered all the same.
    """
    instance = run.instance
    for timer in [timer for timer in instance.timers.values() if timer.activity_id == activity_id]:
        run.emit(e.TimerCancelled(timer_id=timer.id))
    for subscription in [each for each in instance.subscriptions.values() if each.activity_id == activity_id]:
        run.emit(e.SubscriptionClosed(subscription_id=subscription.id))
    for job in [each for each in instance.jobs.values() if each.activity_id == activity_id and each.handler != MESSAGE]:
        run.emit(e.JobCancelled(job_id=job.id))
    for incident_ in [each for each in instance.incidents.values() if each.activity_id == activity_id]:
        run.emit(e.IncidentResolved(incident_id=incident_.id))
