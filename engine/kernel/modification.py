"""Changing where an instance stands: cancelling what is active, and going on elsewhere. An act of people, not of BPMN.

What is cancelled takes its timers, subscriptions, jobs, incidents and local variables with it; nothing is mapped
outwards, and nothing is compensated. Where it goes on, everything begins as if a token had come that way.
"""

from engine.errors import NotFound, Rejected
from engine.kernel import flows, gateways
from engine.kernel.behaviour import open_scope
from engine.kernel.cancel import cancel_activity
from engine.kernel.compensable import is_busy
from engine.kernel.completion import complete
from engine.kernel.step import Run, Step
from engine.model import event as e
from engine.model import operation as o
from engine.model.definition import Activity, BoundaryEvent, Element, Flow, SubProcess
from engine.model.instance import PROCESS_SCOPE
from engine.model.instance import Activity as Running
from engine.model.move import Move


def modify(step: Step, command: o.ModifyInstance) -> None:
    """Raises Rejected when a move cannot be made, or nothing would be left."""
    found = step.family.get(command.instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=command.instance_id)
    if not command.moves:
        raise Rejected("modify.nothing")
    run = step.run(found.id)
    run.emit(e.InstanceModified(moves=command.moves, reason=command.reason))
    for move in command.moves:
        MOVES[move.action](run, move)
    _close_empty(run)


def _cancel(run: Run, move: Move) -> None:
    """All passages of the element, with what runs inside, or one of them; and the tokens on it."""
    found = [each for each in run.instance.activities.values() if _is_meant(run, each, move)]
    for activity in found:
        if run.is_alive(activity.id):  # not inside one that was cancelled just now
            _end(run, activity)
    dropped = _drop_tokens(run, move.id) if move.activity_id is None else 0
    if not found and not dropped:
        raise Rejected("modify.nothing_there", element=move.id)


def _end(run: Run, activity: Running) -> None:
    """A multi-instance goes on without the body, as if there had been one fewer."""
    cancel_activity(run, activity.id)
    if activity.index is not None:
        complete(run, activity.scope_id or PROCESS_SCOPE)


def _is_meant(run: Run, activity: Running, move: Move) -> bool:
    if activity.id == PROCESS_SCOPE or activity.element_id != move.id:
        return False
    return activity.index is None if move.activity_id is None else activity.id == move.activity_id


def _drop_tokens(run: Run, element_id: str) -> int:
    """Those on their way to the element, and those that wait at it; how many there were."""
    instance = run.instance
    moving = [token for token in instance.tokens if token.element_id == element_id]
    waiting = [
        (place.partition("/")[0], flow_id)
        for place, arrived in instance.arrivals.items()
        if place.partition("/")[2] == element_id
        for flow_id, count in arrived.items()
        for _ in range(count)
    ]
    for token in moving:
        if token.index is not None:
            raise Rejected("modify.loop_body", element=element_id)
        run.emit(
            e.TokenRemoved(element_id=element_id, scope_id=token.scope_id, flow_id=token.flow_id, index=token.index)
        )
    for scope_id, flow_id in waiting:
        run.emit(e.TokenRemoved(element_id=element_id, scope_id=scope_id, flow_id=flow_id, is_waiting=True))
    return len(moving) + len(waiting)


def _before(run: Run, move: Move) -> None:
    element = _element(run, move.id)
    if gateways.is_join(element):
        raise Rejected("modify.join", element=element.id)
    if isinstance(element, BoundaryEvent) or _is_begun_by_an_event(element):
        raise Rejected("modify.not_entered", element=element.id)
    run.emit(e.TokenPlaced(element_id=element.id, scope_id=_scope(run, element.scope, move.activity_id)))


def _after(run: Run, move: Move) -> None:
    """Over the flows that the element would take now; nothing of it is carried out."""
    element = _element(run, move.id)
    if not element.outgoing:
        raise Rejected("modify.nothing_after", element=element.id)
    if element.tag == "eventBasedGateway":
        raise Rejected("modify.choose_flow", element=element.id)
    scope_id = _scope(run, element.scope, move.activity_id)
    _take(run, flows.choose(run, element, scope_id), scope_id)


def _over(run: Run, move: Move) -> None:
    flow = run.definition.flows.get(move.id)
    if flow is None:
        raise NotFound("flow.unknown", flow=move.id)
    _take(run, [flow], _scope(run, _element(run, flow.target).scope, move.activity_id))


def _take(run: Run, taken: list[Flow], scope_id: str) -> None:
    flows.tell(run, taken, scope_id)
    flows.take(run, taken, scope_id)


def _element(run: Run, element_id: str) -> Element:
    element = run.definition.elements.get(element_id)
    if element is None:
        raise NotFound("element.unknown", element=element_id)
    return element


def _is_begun_by_an_event(element: Element) -> bool:
    """An event sub-process, or what undoes another activity."""
    is_event = isinstance(element, SubProcess) and element.is_event
    return is_event or (isinstance(element, Activity) and element.is_for_compensation)


def _scope(run: Run, scope: str | None, chosen: str | None = None) -> str:
    """The activity inside which it goes on: the one that runs, or a new one, entered in its middle."""
    if scope is None:
        return PROCESS_SCOPE
    running = [each.id for each in run.instance.activities.values() if each.element_id == scope and each.loop is None]
    if chosen is not None and chosen not in running:
        raise Rejected("modify.no_scope", element=scope)
    if chosen is None and len(running) > 1:
        raise Rejected("modify.several_scopes", element=scope, count=len(running))
    return chosen or (running[0] if running else _opened(run, scope))


def _opened(run: Run, scope: str) -> str:
    element = run.definition.elements[scope]
    assert isinstance(element, SubProcess)
    if element.loop is not None:
        raise Rejected("modify.inside_loop", element=scope)
    if _is_begun_by_an_event(element):
        raise Rejected("modify.not_entered", element=scope)
    return open_scope(run, element, _scope(run, element.scope))


def _close_empty(run: Run) -> None:
    """A sub-process in which nothing is left is cancelled too; in the process itself something has to be left."""
    while empty := [each for each in run.instance.activities.values() if _is_empty(run, each)]:
        _end(run, empty[0])
    if not is_busy(run, PROCESS_SCOPE):
        raise Rejected("modify.nothing_left")


def _is_empty(run: Run, activity: Running) -> bool:
    return activity.waits_for == "children" and activity.loop is None and not is_busy(run, activity.id)


MOVES = {"cancel": _cancel, "before": _before, "after": _after, "over": _over}
