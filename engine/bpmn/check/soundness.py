"""What can be told of a diagram before it runs: joins that never complete, loops that never rest (BPMN 13.4, 13.5)."""

from typing import Any

from engine.bpmn.check.markings import played
from engine.bpmn.check.reach import closure, scopes
from engine.bpmn.document import Document, child, flow_nodes
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name

RESTS = frozenset(
    {
        "userTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity",
        "subProcess", "transaction", "adHocSubProcess", "intermediateCatchEvent", "eventBasedGateway",
    }
)  # fmt: skip
"""Where a case may stay for a while; a business rule task and a sub-process may, so nothing is said of them."""
CHOOSES = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def joins_can_complete(document: Document, findings: Findings) -> None:
    """A parallel join that some of its tokens reach, but never all."""
    for scope in scopes(document):
        joins = [node for node in flow_nodes(scope) if _is_join(document, node)]
        game = played(document, scope) if joins else None
        if game is None or not game.is_complete:
            continue
        for join in joins:
            came = [flow for flow in document.flows_to(join) if flow in game.held]
            if came and join not in game.fired:
                missing = [document.flow_ids[flow] for flow in document.flows_to(join) if flow not in game.held]
                code = "bpmn.join_never_reached" if missing else "bpmn.join_never_full"
                findings.warn(code, join, gateway=join.get("id"), flows=missing)


def loops_come_to_rest(document: Document, findings: Findings) -> None:
    """A loop in which nothing waits and from which no choice leads out runs until it is stopped as an incident."""
    for scope in scopes(document):
        for loop in _loops(document, [node for node in flow_nodes(scope) if bpmn_name(node) not in RESTS]):
            if not any(_leads_out(document, node, loop) for node in loop):
                names = [node.get("name") or node.get("id") for node in loop]
                findings.warn("bpmn.loop_never_rests", loop[0], elements=names)


def _is_join(document: Document, node: Any) -> bool:
    return bpmn_name(node) == "parallelGateway" and len(document.flows_to(node)) > 1


def _leads_out(document: Document, node: Any, loop: list[Any]) -> bool:
    flows = document.flows_from(node)
    targets = _targets(document, node)
    is_choice = bpmn_name(node) in CHOOSES or any(child(flow, "conditionExpression") is not None for flow in flows)
    ends_all = any("terminate" in document.trigger_kinds(each) for each in targets if each is not None)
    return ends_all or (is_choice and any(target not in loop for target in targets))


def _loops(document: Document, nodes: list[Any]) -> list[list[Any]]:
    """Loops, and what leads from one to the next, in file order: what is left when loose ends are cut off."""
    among = set(nodes)
    ahead = {node: {target for target in _targets(document, node) if target in among} for node in nodes}
    behind: dict[Any, set[Any]] = {node: set() for node in nodes}
    for node, targets in ahead.items():
        for target in targets:
            behind[target].add(node)
    loose = [node for node in nodes if not ahead[node] or not behind[node]]
    while loose:
        node = loose.pop()
        for others, back in ((ahead.pop(node, ()), behind), (behind.pop(node, ()), ahead)):
            for other in others:
                back.get(other, set()).discard(node)
                if other in back and not back[other]:
                    loose.append(other)
    return _parts(ahead, behind)


def _parts(ahead: dict[Any, set[Any]], behind: dict[Any, set[Any]]) -> list[list[Any]]:
    parts, seen = [], set()
    for node in ahead:
        if node not in seen:
            part = closure([node], lambda each: [*ahead[each], *behind[each]])
            seen |= part
            parts.append([each for each in ahead if each in part])
    return parts


def _targets(document: Document, node: Any) -> list[Any]:
    return [document.referenced(flow.get("targetRef")) for flow in document.flows_from(node)]
