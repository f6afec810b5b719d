"""A process with its elements and flows, compiled."""

from typing import Any

from engine.bpmn.check.reach import starting_nodes
from engine.bpmn.data import values_of
from engine.bpmn.document import child, flow_nodes, link_flow_id, link_name
from engine.bpmn.elements import element
from engine.bpmn.form_data import diagram_forms
from engine.bpmn.listeners import Assignments, flow_listeners, process_listeners, telling
from engine.bpmn.mappings import properties
from engine.bpmn.names import FLOW_NODES, SCOPES, bpmn_name
from engine.bpmn.searchable import declarations
from engine.bpmn.source import Source, listed
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import Element, Flow, ProcessDefinition, event_starts

BUSINESS_KEY = "businessKey"  # a property of the process: how the business key of a new instance is made


def process_definition(source: Source, process: Any) -> ProcessDefinition:
    """Reads on where something is wrong, so that all findings come together; the result is then not used."""
    inside = [each for each in process.iter() if bpmn_name(each)]
    tag = zeebe(process, "versionTag")
    own = properties(process)
    told = process_listeners(source, process)
    elements, starts = _elements(source, process, inside, told["start"]), _starts(source, process, inside)
    return ProcessDefinition(
        key=process.get("id") or "",
        name=process.get("name"),
        version_tag=attribute(process, "versionTag") or (None if tag is None else tag.get("value")),
        elements=elements,
        flows=_flows(source, inside),
        starts=starts,
        event_starts=event_starts(elements, starts),
        properties=own,
        holds=values_of(source, process),
        forms=diagram_forms(source, inside),
        business_key=source.optional_text(process, own.get(BUSINESS_KEY)),
        lanes=tuple(dict.fromkeys(lane.get("name") or lane.get("id") or "" for lane in _all_lanes(process))),
        candidate_starter_groups=listed(attribute(process, "candidateStarterGroups")),
        candidate_starter_users=listed(attribute(process, "candidateStarterUsers")),
        on_end=told["end"],
        searchable={each.name: each.type for each in declarations(process)},
        line=process.sourceline or 0,
    )


def _elements(source: Source, process: Any, inside: list[Any], told: Assignments) -> dict[str, Element]:
    first = telling(source, process) if told else frozenset()
    nodes = [node for node in inside if bpmn_name(node) in FLOW_NODES and node.get("id")]
    return {
        node.get("id"): element(source, node, _lane_name(source, node), told if node in first else ()) for node in nodes
    }


def _lane_name(source: Source, node: Any) -> str | None:
    lane = source.document.lanes.get(node.get("id"))
    return None if lane is None else lane.get("name") or lane.get("id") or ""


def _flows(source: Source, inside: list[Any]) -> dict[str, Flow]:
    """Those that are drawn, and the links."""
    ids, targets = source.document.flow_ids, source.document.links
    drawn = {ids[each]: _flow(source, each) for each in inside if each in ids}
    links = [(each, targets[each]) for each in inside if each in targets]
    return drawn | {link_flow_id(throwing): _link(throwing, target) for throwing, target in links}


def _link(throwing: Any, target: Any) -> Flow:
    ends = throwing.get("id") or "", target.get("id") or ""
    return Flow(link_flow_id(throwing), *ends, name=link_name(target), line=throwing.sourceline or 0)


def _flow(source: Source, flow: Any) -> Flow:
    origin = source.document.referenced(flow.get("sourceRef"))
    target = source.document.referenced(flow.get("targetRef"))
    expression = child(flow, "conditionExpression")
    condition = None if expression is None else source.expression(expression)
    is_default = origin is not None and flow.get("id") is not None and origin.get("default") == flow.get("id")
    decides = origin is not None and bpmn_name(origin) != "parallelGateway" and not is_default
    return Flow(
        id=source.document.flow_ids[flow],
        source="" if origin is None else origin.get("id") or "",
        target="" if target is None else target.get("id") or "",
        name=flow.get("name") or None,
        condition=condition if decides else None,
        is_default=is_default,
        skip=source.optional_text(flow, attribute(flow, "skipExpression")),
        on_take=flow_listeners(source, flow),
        line=flow.sourceline or 0,
    )


def _starts(source: Source, process: Any, inside: list[Any]) -> dict[str | None, tuple[str, ...]]:
    starts: dict[str | None, tuple[str, ...]] = {}
    for scope in inside:
        if bpmn_name(scope) in SCOPES and flow_nodes(scope):
            key = None if scope is process else scope.get("id")
            starts[key] = tuple(node.get("id") or "" for node in starting_nodes(source.document, scope))
    return starts


def _all_lanes(process: Any) -> list[Any]:
    return [each for each in process.iter() if bpmn_name(each) == "lane"]
