"""How what an instance stands on in one version is found again in another: by the same id, or as it was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.errors import Rejected
from engine.model.definition import (
    Activity,
    Element,
    Event,
    Flow,
    Gateway,
    MultiInstance,
    ProcessDefinition,
    ReceiveTask,
    Trigger,
    UserTask,
)
from engine.model.instance import PROCESS_SCOPE, Instance
from engine.model.instance import Activity as Running


@dataclass(frozen=True, slots=True)
class Versions:
    """`chosen`: old to new element ids, for those that do not keep theirs."""

    old: ProcessDefinition
    new: ProcessDefinition
    chosen: Mapping[str, str]

    def element_id(self, old_id: str) -> str:
        return self.chosen.get(old_id, old_id)

    def element(self, old_id: str) -> Element:
        """Where what stands there goes on. Raises Rejected `migrate.*` when it cannot."""
        old, new = self.old.elements[old_id], self.new.elements.get(self.element_id(old_id))
        if new is None:
            raise Rejected("migrate.no_target", element=old_id)
        is_other = trigger_kind(old) != trigger_kind(new) and not isinstance(old, UserTask)  # which waits without one
        if type(old) is not type(new) or old.tag != new.tag or is_other:
            raise Rejected("migrate.other_kind", element=old_id, target=new.id)
        if _loop_kind(old) != _loop_kind(new):
            raise Rejected("migrate.other_loop", element=old_id, target=new.id)
        if (None if old.scope is None else self.element_id(old.scope)) != new.scope:
            raise Rejected("migrate.other_scope", element=old_id, target=new.id)
        return new

    def is_found(self, old_id: str) -> bool:
        try:
            return old_id not in self.old.elements or bool(self.element(old_id))
        except Rejected:
            return False

    def flow(self, old_id: str) -> Flow:
        """The flow of the same id between the same elements, else the only one between them. Raises Rejected."""
        old = self.old.flows[old_id]
        ends = self.element_id(old.source), self.element_id(old.target)
        alike = [each for each in self.new.flows.values() if (each.source, each.target) == ends]
        found = next((each for each in alike if each.id == old_id), alike[0] if len(alike) == 1 else None)
        if found is None:
            raise Rejected("migrate.no_flow", flow=old_id, element=old.target)
        return found


def stood_on(instance: Instance) -> list[str]:
    """Elements that hold a token or an activity, or have their turn later; those only waited for left out."""
    ids = [each.element_id for each in instance.activities.values() if each.id != PROCESS_SCOPE]
    ids += [token.element_id for token in instance.tokens]
    ids += [each for activity in instance.activities.values() for each in activity.queue]
    ids += [id for record in instance.compensations.values() for id in (record.element_id, record.handler_id)]
    ids += [place.partition("/")[2] for place in instance.resets]
    ids += [place.partition("/")[2] for place in instance.arrivals]
    return list(dict.fromkeys(ids))


def flows_with_tokens(instance: Instance) -> list[str]:
    ids = [token.flow_id for token in instance.tokens if token.flow_id is not None]
    ids += [flow_id for taken in instance.resets.values() for flow_id in taken]
    ids += [flow_id for arrived in instance.arrivals.values() for flow_id in arrived if flow_id]
    return list(dict.fromkeys(ids))


def trigger_kind(element: Element) -> str | None:
    trigger = trigger_of(element)
    return trigger.kind if trigger is not None else None


def trigger_of(element: Element) -> Trigger | None:
    if isinstance(element, UserTask):
        return element.timeout
    return element.trigger if isinstance(element, Event | ReceiveTask) else None


def awaited(definition: ProcessDefinition, activity: Running, element_id: str) -> list[str]:
    """Elements whose events an activity waits for: its own, its boundary events, what follows its gateway, or what
    begins event sub-processes inside it."""
    if activity.id == PROCESS_SCOPE:
        return list(definition.event_starts.get(None, ()))
    element = definition.elements.get(element_id)
    if isinstance(element, Activity):
        is_late = isinstance(element, UserTask) and element.timeout is not None and activity.loop is None
        own = [element.id] if isinstance(element, ReceiveTask) or is_late else []
        inside = definition.event_starts.get(element.id, ()) if activity.loop is None else ()
        return [*own, *inside, *(element.boundary if activity.index is None else ())]
    if isinstance(element, Gateway):
        return [definition.flows[flow_id].target for flow_id in element.outgoing]
    return [] if element is None else [element.id]


def changed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {old: new for old, new in pairs if old != new}


def _loop_kind(element: Element) -> tuple[str, bool]:
    loop = element.loop if isinstance(element, Activity) else None
    return type(loop).__name__, isinstance(loop, MultiInstance) and loop.is_sequential
