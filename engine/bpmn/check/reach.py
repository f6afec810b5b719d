"""Beginnings, ends, and what no token can reach (BPMN 10.5.2, 10.5.3, 13.2)."""

from collections.abc import Callable
from typing import Any

from engine.bpmn.document import Document, flow_nodes
from engine.bpmn.findings import Findings
from engine.bpmn.names import ACTIVITIES, SCOPES, bpmn_name, flag


def starting_nodes(document: Document, scope: Any) -> list[Any]:
    """The start events of a level, and what instantiates; without any, every node that no flow leads to (13.2)."""
    nodes = flow_nodes(scope)
    events = [node for node in nodes if bpmn_name(node) == "startEvent" or flag(node, "instantiate")]
    first = [node for node in nodes if not document.flows_to(node) and not _enters_by_link(document, node)]
    return events or [node for node in first if not _is_detached(node)]


def levels_begin_and_end(document: Document, findings: Findings) -> None:
    for scope in scopes(document):
        names = {bpmn_name(node) for node in flow_nodes(scope)}
        if not (names & ACTIVITIES if bpmn_name(scope) == "adHocSubProcess" else names):
            findings.warn("bpmn.empty_scope", scope, tag=bpmn_name(scope))
        elif bpmn_name(scope) != "adHocSubProcess" and not starting_nodes(document, scope):
            findings.error("bpmn.no_start", scope, tag=bpmn_name(scope))
        if bpmn_name(scope) == "adHocSubProcess":
            _look_at_ad_hoc(scope, findings)
        elif "startEvent" in names and "endEvent" not in names:
            findings.warn("bpmn.no_end_event", scope, tag=bpmn_name(scope))
        elif "endEvent" in names and "startEvent" not in names:
            findings.warn("bpmn.no_start_event", scope, tag=bpmn_name(scope))
        _count_starts(document, scope, findings)


def _look_at_ad_hoc(scope: Any, findings: Findings) -> None:
    """Nothing in it is first or last (10.3.5); here a start event is passed like any other element."""
    for node in flow_nodes(scope):
        if bpmn_name(node) in ("startEvent", "endEvent"):
            findings.warn("bpmn.event_in_ad_hoc", node, tag=bpmn_name(node))


def everything_is_reached(document: Document, findings: Findings) -> None:
    """Beside start events, what no flow leads to does not begin (10.5.2); some engines begin there all the same.

    An island is only worth a warning; what leads into the rest would mean one thing here and another there.
    """
    for scope in scopes(document):
        nodes = flow_nodes(scope)
        if bpmn_name(scope) == "adHocSubProcess":
            continue
        reached = _reached(document, starting_nodes(document, scope) + [each for each in nodes if _begins(each)])
        leading = _leading(document, reached)
        lost = [each for each in nodes if each not in reached and not _enters_by_link(document, each)]
        for part in _parts(document, lost):
            seconds = [each for each in part if each in leading and _is_first(document, each)]
            for node in seconds:
                findings.error("bpmn.second_start", node, **_called(node))
            if not seconds:
                _tell_unreachable(document, part, findings)


def _tell_unreachable(document: Document, part: list[Any], findings: Findings) -> None:
    """Once for all that hangs together: it has one cause."""
    node = next((each for each in part if _is_first(document, each)), part[0])
    if len(part) == 1:
        findings.warn("bpmn.unreachable", node, **_called(node))
    else:
        findings.warn("bpmn.unreachable_part", node, **_called(node), more=len(part) - 1)


def _parts(document: Document, nodes: list[Any]) -> list[list[Any]]:
    """What hangs together, each part in the order of the file."""
    place = {node: number for number, node in enumerate(nodes)}
    seen: set[Any] = set()
    parts = []
    for node in nodes:
        if node not in seen:
            part = closure([node], lambda each: [near for near in _beside(document, each) if near in place])
            seen |= part
            parts.append(sorted(part, key=place.__getitem__))
    return parts


def _is_first(document: Document, node: Any) -> bool:
    return not document.flows_to(node) and bpmn_name(node) != "boundaryEvent"


def _called(node: Any) -> dict[str, str]:
    return {"tag": bpmn_name(node), "name": node.get("name") or node.get("id") or ""}


def _reached(document: Document, begin: list[Any]) -> set[Any]:
    return closure(begin, lambda node: _after(document, node))


def _leading(document: Document, reached: set[Any]) -> set[Any]:
    """Everything from which a path leads into what is reached."""

    return closure(list(reached), lambda node: _before(document, node))


def _beside(document: Document, node: Any) -> list[Any]:
    return [*_before(document, node), *_after(document, node)]


def _after(document: Document, node: Any) -> list[Any]:
    targets = [document.referenced(flow.get("targetRef")) for flow in document.flows_from(node)]
    return [*targets, *document.boundary.get(node.get("id") or "", ()), document.links.get(node)]


def _before(document: Document, node: Any) -> list[Any]:
    sources = [document.referenced(flow.get("sourceRef")) for flow in document.flows_to(node)]
    return [*sources, *document.links_to(node), document.referenced(node.get("attachedToRef"))]


def closure(begin: list[Any], step: Callable[[Any], list[Any]]) -> set[Any]:
    """Everything that `step` leads to, once or more, and where it begins."""
    found, pending = set(begin), list(begin)
    while pending:
        for node in step(pending.pop()):
            if node is not None and node not in found:
                found.add(node)
                pending.append(node)
    return found


def _count_starts(document: Document, scope: Any, findings: Findings) -> None:
    """Two none start events leave open where an instance begins."""
    starts = [node for node in flow_nodes(scope) if bpmn_name(node) == "startEvent"]
    plain = [node for node in starts if not document.trigger_kinds(node)]
    for start in plain[1:]:
        findings.error("bpmn.several_none_starts", start, first=plain[0].get("id"))


def scopes(document: Document) -> list[Any]:
    return [element for element in document.running if bpmn_name(element) in SCOPES]


def _begins(node: Any) -> bool:
    return flag(node, "triggeredByEvent") or flag(node, "isForCompensation")


def _is_detached(node: Any) -> bool:
    return bpmn_name(node) == "boundaryEvent" or _begins(node)


def _enters_by_link(document: Document, node: Any) -> bool:
    return bpmn_name(node) == "intermediateCatchEvent" and "link" in document.trigger_kinds(node)
