"""What was waited for has happened: a timer is due, a message came."""

from collections.abc import Mapping
from typing import Any

from engine.kernel import boundary, gateways, timers
from engine.kernel.completion import complete
from engine.kernel.step import Run
from engine.model import event as e
from engine.model.definition import BoundaryEvent
from engine.model.instance import PROCESS_SCOPE, Subscription


def fire(run: Run, timer_id: str) -> None:
    timer = run.instance.timers[timer_id]
    run.emit(e.TimerFired(timer_id=timer_id, element_id=timer.element_id))
    timers.repeat(run, timer)
    happened(run, timer.activity_id, timer.element_id)


def receive(run: Run, subscription: Subscription, variables: Mapping[str, Any]) -> None:
    """A subscription is used up, but that of a non-interrupting boundary event stays."""
    event = run.definition.elements[subscription.element_id]
    run.emit(
        e.MessageReceived(name=subscription.name, element_id=subscription.element_id, subscription_id=subscription.id)
    )
    if not (isinstance(event, BoundaryEvent) and not event.is_interrupting):
        run.emit(e.SubscriptionClosed(subscription_id=subscription.id))
    waiting = run.activity(subscription.activity_id)
    outside = waiting.scope_id or PROCESS_SCOPE
    run.set_all(outside if isinstance(event, BoundaryEvent) else subscription.activity_id, variables)
    happened(run, subscription.activity_id, subscription.element_id)


def happened(run: Run, activity_id: str, element_id: str) -> None:
    """The waiting activity is the event itself, the host of a boundary event, or an event-based gateway."""
    element = run.definition.elements[element_id]
    if isinstance(element, BoundaryEvent):
        boundary.trigger(run, activity_id, element)
    elif run.activity(activity_id).element_id == element_id:
        complete(run, activity_id)
    else:
        gateways.decide_event(run, activity_id, element_id)
