"""Gateways that join or wait (BPMN 13.4). Splitting is a matter of flows: see `flows.choose`."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.kernel import complex_gateway, flows
from engine.kernel.completion import complete
from engine.kernel.inclusive import awaited_by
from engine.kernel.step import Run, Step
from engine.kernel.waits import arm, disarm
from engine.model import event as e
from engine.model.definition import (
    Activity,
    CatchEvent,
    Element,
    Gateway,
    ReceiveTask,
)
from engine.model.instance import PROCESS_SCOPE, Token

JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")


def is_join(element: Element) -> bool:
    return element.tag in JOINS and len(element.incoming) > 1


def arrive(run: Run, element: Element, token: Token) -> None:
    """A token reaches a join. A parallel one goes on as soon as every incoming flow has brought one (13.4.1)."""
    assert token.flow_id is not None
    run.emit(e.TokenArrived(element_id=element.id, scope_id=token.scope_id, flow_id=token.flow_id))
    waiting = run.instance.arrivals[f"{token.scope_id}/{element.id}"]
    if element.tag == "parallelGateway" and all(waiting.get(flow_id) for flow_id in element.incoming):
        _join(run, element, token.scope_id, element.incoming)
    elif isinstance(element, Gateway) and element.tag == "complexGateway":
        complex_gateway.look(run, element, token.scope_id)


def gather(run: Run, element: Activity, token: Token) -> dict[str, int] | None:
    """A token reaches an activity that needs several: those that it takes once there are enough, by flow."""
    run.emit(e.TokenArrived(element_id=element.id, scope_id=token.scope_id, flow_id=token.flow_id or ""))
    waiting = run.instance.arrivals[f"{token.scope_id}/{element.id}"]
    taken: dict[str, int] = {}
    for flow_id, count in waiting.items():
        taken[flow_id] = min(count, element.start_quantity - sum(taken.values()))
    is_enough = sum(taken.values()) == element.start_quantity
    return {flow_id: count for flow_id, count in taken.items() if count} if is_enough else None


def _join(run: Run, element: Element, scope_id: str, flow_ids: Iterable[str]) -> None:
    """One passage, however many flows it joins."""
    activity_id = run.new_id()
    run.emit(
        e.ActivityStarted(
            activity_id=activity_id,
            element_id=element.id,
            scope_id=scope_id,
            joined=dict.fromkeys(flow_ids, 1),
        )
    )
    run.step.spent += 1
    complete(run, activity_id)


def release_inclusive(step: Step) -> bool:
    """When nothing else moves: let one inclusive join go on that waits for nobody; True when there was one (13.4.3)."""
    return any(
        instance.arrivals and instance.state == "active" and _release(step.run(instance.id))
        for instance in list(step.family.values())
    )


def _release(run: Run) -> bool:
    awaited: dict[str, set[str]] = {}  # by place; what is awaited are places and elements
    for place, waiting in run.instance.arrivals.items():
        scope_id, _, element_id = place.partition("/")
        element = run.definition.elements[element_id]
        if element.tag == "inclusiveGateway":
            awaited[place] = {f"{scope_id}/{each}" for each in awaited_by(run, element, scope_id, set(waiting))}
    free = next((each for each, others in awaited.items() if not others), None) or _in_a_circle(awaited)
    if free is None:
        return False
    scope_id, _, element_id = free.partition("/")
    _join(run, run.definition.elements[element_id], scope_id, list(run.instance.arrivals[free]))
    return True


def _in_a_circle(awaited: Mapping[str, set[str]]) -> str | None:
    """Joins that wait for each other and for nothing else would wait for ever: the first of them goes on."""
    left = dict(awaited)
    while outside := [place for place, others in left.items() if not others <= left.keys()]:
        for place in outside:
            del left[place]
    return next(iter(left), None)


# event-based gateway (13.4.4)


def await_events(run: Run, element: Gateway, activity_id: str) -> None:
    """Wait for all that follows; the first event decides."""
    for flow_id in element.outgoing:
        target = run.definition.elements[run.definition.flows[flow_id].target]
        assert isinstance(target, CatchEvent | ReceiveTask)
        arm(run, activity_id, target)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="event"))


def _still_waits(run: Run, activity_id: str) -> bool:
    """A parallel gateway that instantiates needs all its events; each goes its way as it comes (10.6.6)."""
    return any(each.activity_id == activity_id for each in run.instance.subscriptions.values())


def decide_event(run: Run, activity_id: str, element_id: str, brought: Mapping[str, Any] | None = None) -> None:
    """The gateway is left over the flow to the event that happened, and the event has happened."""
    gateway = run.activity(activity_id)
    scope_id = gateway.scope_id or PROCESS_SCOPE
    element = run.element(gateway)
    flow = next(f for f in map(run.definition.flows.__getitem__, element.outgoing) if f.target == element_id)
    is_over = not (isinstance(element, Gateway) and element.is_parallel) or not _still_waits(run, activity_id)
    if is_over:
        disarm(run, activity_id)
        run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=element.id))
    flows.take(run, [flow], scope_id)
    started = run.new_id()
    run.emit(e.ActivityStarted(activity_id=started, element_id=element_id, scope_id=scope_id, flow_id=flow.id))
    run.give(started, brought or {})
    complete(run, started)
