"""A parsed file with what everybody looks up in it: elements by id, flows by their ends, the processes that run."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from engine.bpmn.names import (
    ACTIVITIES,
    DEFINITION_SUFFIX,
    EVENTS,
    FLOW_NODES,
    bpmn_name,
    flag,
    qualified,
    unprefixed,
)


class Document:
    """`root` is the lxml <definitions>; nothing here changes it."""

    def __init__(self, root: Any, file: str) -> None:
        self.root = root
        self.file = file
        self.elements: list[Any] = [each for each in root.iter() if bpmn_name(each)]

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """The first element with each id."""
        found: dict[str, Any] = {}
        for element in self.elements:
            if element.get("id"):
                found.setdefault(element.get("id"), element)
        return found

    def all(self, *names: str) -> Iterator[Any]:
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
        found = []
        for association in self.all("association"):
            ends = [self.referenced(association.get(each)) for each in ("sourceRef", "targetRef")]
            if event in ends:
                found += [end for end in ends if end is not event and bpmn_name(end) in ACTIVITIES]
        return found

    # events

    def event_definitions(self, event: Any) -> list[Any]:
        """What triggers an event: its own definitions, and the shared ones it refers to (BPMN 10.5.1)."""
        own = [each for each in event if bpmn_name(each).endswith(DEFINITION_SUFFIX)]
        references = [self.referenced(each.text) for each in event if bpmn_name(each) == "eventDefinitionRef"]
        return own + [each for each in references if each is not None]

    def trigger_kinds(self, event: Any) -> list[str]:
        """`timer` for a timerEventDefinition, and so on; empty for a none event."""
        return [trigger_kind(each) for each in self.event_definitions(event)]


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
