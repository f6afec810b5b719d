"""What was waited for has happened: a timer is due, a message or a signal came, a condition is true."""

from collections.abc import Mapping
from typing import Any

from engine.expr.values import stored
from engine.kernel import boundary, catching, event_subprocess, gateways, timers
from engine.kernel.completion import complete
from engine.kernel.step import Run
from engine.kernel.task_listeners import tell_of_timeout
from engine.kernel.waits import arm, is_armed
from engine.model import event as e
from engine.model.definition import Assignment, BoundaryEvent, CatchEvent, ReceiveTask, StartEvent, UserTask
from engine.model.instance import PROCESS_SCOPE, Subscription

Waiting = BoundaryEvent | CatchEvent | ReceiveTask | StartEvent


def fire(run: Run, timer_id: str) -> None:
    timer = run.instance.timers[timer_id]
    task = run.definition.elements[timer.element_id]
    run.emit(e.TimerFired(timer_id=timer_id, element_id=timer.element_id))
    if isinstance(task, UserTask):
        timers.repeat(run, timer)
        return tell_of_timeout(run, task, timer.activity_id)
    element = _element(run, timer.element_id)
    if not element.trigger.is_parallel:
        timers.repeat(run, timer)
    return happened(run, timer.activity_id, timer.element_id)


def receive(run: Run, subscription: Subscription, variables: Mapping[str, Any]) -> None:
    """A message or signal; its variables are set where the event is seen from."""
    kind = e.SignalReceived if subscription.kind == "signal" else e.MessageReceived
    element_id = subscription.element_id
    run.emit(kind(name=subscription.name, element_id=element_id, subscription_id=subscription.id))
    _use_up(run, subscription)
    waiting = run.activity(subscription.activity_id)
    element = _element(run, element_id)
    taken = _taken(run, element.trigger.each[subscription.part].payload, variables)
    if waiting.element_id == element_id:
        run.give(waiting.id, taken)
    elif isinstance(element, BoundaryEvent):
        if element.keeps_given and not element.trigger.is_parallel:
            return catching.catch(run, waiting.id, element, taken)
        run.set_all(waiting.scope_id or PROCESS_SCOPE, taken)
    elif isinstance(element, StartEvent) and element.keeps_given and not element.trigger.is_parallel:
        return event_subprocess.trigger(run, waiting.id, element, taken)
    elif isinstance(element, StartEvent) or element.trigger.is_parallel:
        run.set_all(waiting.id, taken)
    else:  # behind an event-based gateway
        return gateways.decide_event(run, waiting.id, element_id, taken)
    return happened(run, waiting.id, element_id)


def brought(run: Run, start_id: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a start event takes of what came with its trigger."""
    element = run.definition.elements[start_id]
    return _taken(run, element.trigger.payload, variables) if isinstance(element, StartEvent) else variables


def _taken(run: Run, payload: tuple[Assignment, ...], variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that was brought, or what the event asks for."""
    if not payload:
        return variables
    return {each.target: stored(each.source.evaluate(variables, run.world.env)) for each in payload}


def meet(run: Run, subscription: Subscription) -> None:
    """A condition is true."""
    run.emit(e.ConditionMet(element_id=subscription.element_id, subscription_id=subscription.id))
    _use_up(run, subscription)
    happened(run, subscription.activity_id, subscription.element_id)


def _use_up(run: Run, subscription: Subscription) -> None:
    """An event that does not interrupt goes on waiting, unless it needs others besides."""
    element = _element(run, subscription.element_id)
    if not _goes_on_beside(element) or element.trigger.is_parallel:
        run.emit(e.SubscriptionClosed(subscription_id=subscription.id))


def happened(run: Run, activity_id: str, element_id: str) -> None:
    """The waiting activity is the event itself, the host of a boundary event, a scope, or an event-based gateway."""
    element = _element(run, element_id)
    if element.trigger.is_parallel and is_armed(run, activity_id, element_id):
        return
    if element.trigger.is_parallel and _goes_on_beside(element):
        arm(run, activity_id, element)
    if isinstance(element, BoundaryEvent):
        boundary.trigger(run, activity_id, element)
    elif isinstance(element, StartEvent) and run.activity(activity_id).element_id != element_id:
        event_subprocess.trigger(run, activity_id, element)
    elif run.activity(activity_id).element_id == element_id:
        complete(run, activity_id)
    else:
        gateways.decide_event(run, activity_id, element_id)


def _goes_on_beside(element: Waiting) -> bool:
    return isinstance(element, BoundaryEvent | StartEvent) and not element.is_interrupting


def _element(run: Run, element_id: str) -> Waiting:
    element = run.definition.elements[element_id]
    assert isinstance(element, Waiting)
    return element
