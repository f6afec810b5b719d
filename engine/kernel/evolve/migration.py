"""Migration to another version: everything stands where it stood, under the ids of the new version."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import Instance

Renamed = dict[str, str]  # old id -> new id; what is not in it keeps its id


def migrated(instance: Instance, event: e.InstanceMigrated, at: datetime) -> None:
    instance.definition_id = event.definition_id
    _move_elements(instance, event.elements)
    _move_compensations(instance, event.elements)
    _move_tokens(instance, event.elements, event.flows)
    _move_resets(instance, event.elements, event.flows)
    _move_arrivals(instance, event.elements, event.flows)


def _move_elements(instance: Instance, elements: Renamed) -> None:
    for kind in (instance.activities, instance.timers, instance.subscriptions, instance.incidents):
        for each in kind.values():
            each.element_id = elements.get(each.element_id, each.element_id)
    for activity in instance.activities.values():
        activity.queue = [elements.get(each, each) for each in activity.queue]


def _move_compensations(instance: Instance, elements: Renamed) -> None:
    for record in instance.compensations.values():
        record.element_id = elements.get(record.element_id, record.element_id)
        record.handler_id = elements.get(record.handler_id, record.handler_id)


def _move_tokens(instance: Instance, elements: Renamed, flows: Renamed) -> None:
    for token in instance.tokens:
        token.element_id = elements.get(token.element_id, token.element_id)
        token.flow_id = flows.get(token.flow_id, token.flow_id) if token.flow_id else None


def _move_resets(instance: Instance, elements: Renamed, flows: Renamed) -> None:
    resets, instance.resets = instance.resets, {}
    for place, taken in resets.items():
        instance.resets[_moved(place, elements)] = [flows.get(each, each) for each in taken]


def _move_arrivals(instance: Instance, elements: Renamed, flows: Renamed) -> None:
    """Joins that become one, and flows that do, add up."""
    arrivals, instance.arrivals = instance.arrivals, {}
    for place, waiting in arrivals.items():
        at_join = instance.arrivals.setdefault(_moved(place, elements), {})
        for flow_id, count in waiting.items():
            new_id = flows.get(flow_id, flow_id)
            at_join[new_id] = at_join.get(new_id, 0) + count


def _moved(place: str, elements: Renamed) -> str:
    scope_id, _, element_id = place.partition("/")
    return f"{scope_id}/{elements.get(element_id, element_id)}"
