"""Which tokens can still come to an inclusive join (BPMN 13.4.3)."""

from collections.abc import Iterable

from engine.kernel.completion import is_left
from engine.kernel.step import Run
from engine.model.definition import BoundaryEvent, Element, ProcessDefinition


def awaited_by(run: Run, join: Element, scope_id: str, arrived: set[str]) -> set[str]:
    """Where a token is that can still come over an empty incoming flow, and not as well over one that has a token."""
    found = _positions(run, join, scope_id)
    if found:  # else the diagram need not be walked, whatever its size
        empty = (flow for flow in join.incoming if flow not in arrived)
        found &= _upstream(run.definition, join, empty, over_boundary=True)
    if found:
        found -= _upstream(run.definition, join, arrived, over_boundary=False)
    return found


def _positions(run: Run, join: Element, scope_id: str) -> set[str]:
    """The elements of this scope that hold a token."""
    instance = run.instance
    inside = [activity for activity in instance.activities.values() if activity.scope_id == scope_id]
    active = {each.element_id for each in inside if not is_left(each, run.element(each))}
    moving = {token.element_id for token in instance.tokens if token.scope_id == scope_id}
    joins = {place.partition("/")[2] for place in instance.arrivals if place.startswith(scope_id + "/")}
    return (active | moving | joins) - {join.id}


def _upstream(
    definition: ProcessDefinition, join: Element, flow_ids: Iterable[str], *, over_boundary: bool
) -> set[str]:
    """The elements from which one of these flows can be reached without passing the join.

    An activity may reach what follows its boundary events, but is not bound to: that counts for waiting only.
    """
    reached: set[str] = set()
    open_ends = [definition.flows[flow_id].source for flow_id in flow_ids]
    while open_ends:
        element_id = open_ends.pop()
        if element_id in reached or element_id == join.id:
            continue
        reached.add(element_id)
        element = definition.elements[element_id]
        open_ends += [definition.flows[flow_id].source for flow_id in element.incoming]
        if over_boundary and isinstance(element, BoundaryEvent):
            open_ends.append(element.attached_to)
    return reached
