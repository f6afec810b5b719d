"""How an instance looks on its diagram: tokens, finished elements, taken flows and incidents, by id.

The maps are shared by all steps between which they do not change, so they are replaced and never written to.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from engine.model import event as e

Counts = Mapping[str, int]


class Picture:
    """Follows the events of one instance. Never fails, so that an altered history can be shown as well.

    `active`: tokens on an element, those that wait at a join among them; a multi-instance counts its running bodies,
    or itself while it has none. `done`: passages that ended. `flows`: how often a flow brought a token to its end.
    All ids are those of `definition_id`, the version that is in force at the moment.
    """

    def __init__(self) -> None:
        self.definition_id = ""
        self.active: Counts = {}
        self.done: Counts = {}
        self.flows: Counts = {}
        self.incidents: tuple[str, ...] = ()
        self._activities: dict[str, e.ActivityStarted] = {}
        self._bodies: dict[str, int] = {}  # multi-instance -> its running bodies
        self._arrived: dict[tuple[str, str], int] = {}  # scope and join -> tokens that wait
        self._moving: list[e.FlowTaken] = []
        self._incidents: dict[str, str] = {}

    def apply(self, event: e.Event) -> None:
        change = CHANGES.get(type(event))
        if change is not None:
            change(self, event)

    def _instance_started(self, event: e.InstanceStarted) -> None:
        self.definition_id = event.definition_id

    def _flow_taken(self, event: e.FlowTaken) -> None:
        """Shown when the token arrives, so that branches are seen one after the other."""
        self._moving.append(event)

    def _arrive(self, flow_id: str | None, scope_id: str) -> None:
        taken = next((each for each in self._moving if each.flow_id == flow_id and each.scope_id == scope_id), None)
        if taken is not None:
            self._moving.remove(taken)
            self.flows = added(self.flows, taken.flow_id, 1)

    def _token_arrived(self, event: e.TokenArrived) -> None:
        self._arrive(event.flow_id, event.scope_id)
        place = (event.scope_id, event.element_id)
        self._arrived[place] = self._arrived.get(place, 0) + 1
        self.active = added(self.active, event.element_id, 1)

    def _started(self, event: e.ActivityStarted) -> None:
        self._activities[event.activity_id] = event
        self._arrive(event.flow_id, event.scope_id)
        if event.joined:
            self._leave_join(event.scope_id, event.element_id, sum(event.joined.values()))
        if not self._is_counted_by_loop(event, 1):
            self.active = added(self.active, event.element_id, 1)

    def _leave_join(self, scope_id: str, element_id: str, count: int) -> None:
        place = (scope_id, element_id)
        count = min(count, self._arrived.get(place, 0))
        self._arrived[place] = self._arrived.get(place, 0) - count
        self.active = added(self.active, element_id, -count)

    def _is_counted_by_loop(self, body: e.ActivityStarted, change: int) -> bool:
        """The first body that starts and the last one that ends stand where the multi-instance stood."""
        if body.index is None:
            return False
        before = self._bodies.get(body.scope_id, 0)
        self._bodies[body.scope_id] = before + change
        return min(before, before + change) == 0

    def _ended(self, event: e.ActivityCompleted | e.ActivityCancelled) -> None:
        started = self._activities.pop(event.activity_id, None)
        if started is None:
            return
        if not self._is_counted_by_loop(started, -1):
            self.active = added(self.active, event.element_id, -1)
        if isinstance(event, e.ActivityCompleted) and started.index is None:
            self.done = added(self.done, event.element_id, 1)

    def _scope_cleared(self, event: e.ScopeCleared) -> None:
        for flow in [each for each in self._moving if each.scope_id == event.scope_id]:
            self._arrive(flow.flow_id, flow.scope_id)
        for scope_id, element_id in [place for place in self._arrived if place[0] == event.scope_id]:
            self._leave_join(scope_id, element_id, self._arrived[scope_id, element_id])

    def _token_removed(self, event: e.TokenRemoved) -> None:
        if event.is_waiting:
            self._leave_join(event.scope_id, event.element_id, 1)
        else:
            self._arrive(event.flow_id, event.scope_id)

    def _migrated(self, event: e.InstanceMigrated) -> None:
        """From now on drawn on the new version: everything goes on under the ids that it has there."""

        def named(id: str) -> str:
            return event.elements.get(id, id)

        self.definition_id = event.definition_id
        self.active, self.done = _renamed(self.active, event.elements), _renamed(self.done, event.elements)
        self.flows = _renamed(self.flows, event.flows)
        self._moving = [
            structs.replace(each, flow_id=event.flows.get(each.flow_id, each.flow_id)) for each in self._moving
        ]
        self._activities = {
            id: structs.replace(each, element_id=named(each.element_id)) for id, each in self._activities.items()
        }
        self._arrived = {(scope, named(id)): count for (scope, id), count in self._arrived.items()}
        self._incidents = {id: named(element) for id, element in self._incidents.items()}
        self.incidents = tuple(dict.fromkeys(self._incidents.values()))

    def _incident_raised(self, event: e.IncidentRaised) -> None:
        self._incidents[event.incident_id] = event.element_id
        self.incidents = tuple(dict.fromkeys(self._incidents.values()))

    def _incident_resolved(self, event: e.IncidentResolved) -> None:
        self._incidents.pop(event.incident_id, None)
        self.incidents = tuple(dict.fromkeys(self._incidents.values()))


def _renamed(counts: Counts, ids: Mapping[str, str]) -> Counts:
    """Those that become one add up."""
    renamed: dict[str, int] = {}
    for id, count in counts.items():
        new_id = ids.get(id, id)
        renamed[new_id] = renamed.get(new_id, 0) + count
    return renamed


def added(counts: Counts, key: str, change: int) -> Counts:
    """A map with one count changed; what comes to nothing is left out."""
    count = counts.get(key, 0) + change
    rest = {each: number for each, number in counts.items() if each != key}
    return rest | {key: count} if count > 0 else rest


CHANGES: dict[type[e.Event], Callable[[Picture, Any], None]] = {
    e.InstanceStarted: Picture._instance_started,
    e.FlowTaken: Picture._flow_taken,
    e.TokenArrived: Picture._token_arrived,
    e.ActivityStarted: Picture._started,
    e.ActivityCompleted: Picture._ended,
    e.ActivityCancelled: Picture._ended,
    e.ScopeCleared: Picture._scope_cleared,
    e.TokenRemoved: Picture._token_removed,
    e.InstanceMigrated: Picture._migrated,
    e.IncidentRaised: Picture._incident_raised,
    e.IncidentResolved: Picture._incident_resolved,
}
