"""A parsed file with what everybody looks up in it: elements by id, flows by their ends, the processes that run."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from engine.bpmn.global_tasks import unfold
from engine.bpmn.names import (
    ACTIVITIES,
    DEFINITION_SUFFIX,
    EVENTS,
    FAMILY,
    FLOW_NODES,
    THROWING,
    VARIABLE_LISTENER,
    bpmn_name,
    flag,
    local,
    namespace,
    qualified,
    unprefixed,
)


class Document:
    """`root` is the lxml <definitions>. What reading changes in it: global tasks that are called become processes,
    and event sub-processes without an id get one."""

    def __init__(self, root: Any, file: str) -> None:
        unfold(root)
        self.root = root
        self.file = file
        self.elements: list[Any] = [each for each in root.iter() if bpmn_name(each)]
        nameless = [each for each in self.elements if flag(each, "triggeredByEvent") and not each.get("id")]
        for number, each in enumerate(nameless, 1):  # nothing refers to them, so a number is as good a name
            each.set("id", f"_event_sub_process_{number}")

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """The first element with each id."""
        found: dict[str, Any] = {}
        for element in self.elements:
            if element.get("id"):
                found.setdefault(element.get("id"), element)
        return found

    @cached_property
    def by_name(self) -> dict[str, list[Any]]:
        """The elements of each BPMN name, in document order."""
        found: dict[str, list[Any]] = {}
        for each in self.elements:
            found.setdefault(bpmn_name(each), []).append(each)
        return found

    def all(self, *names: str) -> Iterator[Any]:
        if len(names) == 1:
            return iter(self.by_name.get(names[0], ()))
        return (each for each in self.elements if bpmn_name(each) in names)

    def referenced(self, reference: str | None) -> Any:
        """The element that a QName or an id names, or None."""
        return None if reference is None else self.by_id.get(unprefixed(reference))

    # processes

    @cached_property
    def processes(self) -> list[Any]:
        return [each for each in self.root if bpmn_name(each) == "process"]

    @cached_property
    def drawn(self) -> list[Any]:
        """The processes that have anything to execute; a pool may be left empty."""
        return [each for each in self.processes if any(bpmn_name(child) in FLOW_NODES for child in each)]

    @cached_property
    def executed(self) -> list[Any]:
        """Those not marked `isExecutable="false"`; when all are, the file is a drawing and all of them."""
        return [each for each in self.drawn if flag(each, "isExecutable", True)] or self.drawn

    @cached_property
    def running(self) -> list[Any]:
        """Every BPMN element of the executed processes, in document order."""
        return [each for process in self.executed for each in process.iter() if bpmn_name(each)]

    @cached_property
    def nodes(self) -> list[Any]:
        """The flow nodes of the executed processes."""
        return [each for each in self.running if bpmn_name(each) in FLOW_NODES]

    @cached_property
    def flows(self) -> list[Any]:
        return [each for each in self.running if bpmn_name(each) == "sequenceFlow"]

    @cached_property
    def outgoing(self) -> dict[str, list[Any]]:
        return _grouped(self.flows, "sourceRef")

    @cached_property
    def incoming(self) -> dict[str, list[Any]]:
        return _grouped(self.flows, "targetRef")

    @cached_property
    def flow_ids(self) -> dict[Any, str]:
        """A flow may be drawn without an id; it gets one that stays the same for the same file."""
        return {flow: flow.get("id") or f"_flow_{number}" for number, flow in enumerate(self.flows, 1)}

    def flows_from(self, node: Any) -> list[Any]:
        return self.outgoing.get(node.get("id"), [])

    def flows_to(self, node: Any) -> list[Any]:
        return self.incoming.get(node.get("id"), [])

    @cached_property
    def boundary(self) -> dict[str, list[Any]]:
        """Attached boundary events by the id of their host."""
        return _grouped([each for each in self.nodes if bpmn_name(each) == "boundaryEvent"], "attachedToRef")

    @cached_property
    def lanes(self) -> dict[str, Any]:
        """The innermost lane of each element, by the id of the element."""
        members = [(lane, member) for lane in self.all("lane") for member in children(lane, "flowNodeRef")]
        return {text_of(member): lane for lane, member in members if text_of(member)}

    def compensation_handlers(self, event: Any) -> list[Any]:
        """The activities that associations join with a compensation boundary event, whichever way they are drawn."""
        return [end for end in self.associated.get(event, []) if bpmn_name(end) in ACTIVITIES]

    @cached_property
    def associated(self) -> dict[Any, list[Any]]:
        """The other ends of the associations at an element."""
        found: dict[Any, list[Any]] = {}
        for association in self.all("association"):
            source, target = (self.referenced(association.get(each)) for each in ("sourceRef", "targetRef"))
            if source is not None and target is not None and source is not target:
                found.setdefault(source, []).append(target)
                found.setdefault(target, []).append(source)
        return found

    # events

    @cached_property
    def links(self) -> dict[Any, Any]:
        """Throwing link events, and the catching one of the same name on the same level (BPMN 10.5.5)."""
        ends = [each for each in self.nodes if "link" in self.trigger_kinds(each)]
        targets: dict[tuple[Any, str], Any] = {}
        for each in ends:
            if bpmn_name(each) == "intermediateCatchEvent":
                targets.setdefault((each.getparent(), link_name(each)), each)
        found = {each: targets.get((each.getparent(), link_name(each))) for each in ends if bpmn_name(each) in THROWING}
        return {throwing: target for throwing, target in found.items() if target is not None}

    def links_to(self, node: Any) -> list[Any]:
        return [throwing for throwing, target in self.links.items() if target is node]

    def event_definitions(self, event: Any) -> list[Any]:
        """What triggers an event: its own definitions, and the shared ones it refers to (BPMN 10.5.1)."""
        own = [each for each in event if bpmn_name(each).endswith(DEFINITION_SUFFIX)]
        references = [self.referenced(each.text) for each in event if bpmn_name(each) == "eventDefinitionRef"]
        return own + [each for each in references if each is not None]

    def trigger_kinds(self, event: Any) -> list[str]:
        """`timer` for a timerEventDefinition, and so on; empty for a none event."""
        known = self._trigger_kinds.get(event)
        if known is None:
            kinds = [trigger_kind(each) for each in self.event_definitions(event)]
            known = self._trigger_kinds[event] = kinds + ["conditional" for _ in _variable_listeners(event)]
        return known

    @cached_property
    def _trigger_kinds(self) -> dict[Any, list[str]]:
        """Of the events that were asked for: most checks ask."""
        return {}


def link_name(event: Any) -> str:
    """Of the link; where it is left empty, the event is named after it."""
    definition = child(event, f"link{DEFINITION_SUFFIX}")
    named = "" if definition is None else definition.get("name") or ""
    return " ".join((named or event.get("name") or "").split())


def link_flow_id(throwing: Any) -> str:
    """A link is a flow that is not drawn."""
    return f"_link_{throwing.get('id')}"


def _variable_listeners(event: Any) -> list[Any]:
    holder = child(event, "extensionElements")
    found = [] if holder is None else list(holder)
    return [each for each in found if local(each) == VARIABLE_LISTENER and namespace(each) in FAMILY]


def trigger_kind(definition: Any) -> str:
    return bpmn_name(definition).removesuffix(DEFINITION_SUFFIX)


def child(element: Any, name: str) -> Any:
    return element.find(qualified(name))


def children(element: Any, name: str) -> list[Any]:
    return list(element.findall(qualified(name)))


def text_of(element: Any) -> str:
    """The stripped text of an element, "" without one."""
    return "" if element is None else "".join(element.itertext()).strip()


def flow_nodes(scope: Any) -> list[Any]:
    """The flow nodes that lie directly in a process or sub-process."""
    return [each for each in scope if bpmn_name(each) in FLOW_NODES]


def is_event(element: Any) -> bool:
    return bpmn_name(element) in EVENTS


def _grouped(elements: list[Any], attribute: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for element in elements:
        groups[unprefixed(element.get(attribute) or "")].append(element)
    return dict(groups)
