"""What may follow an event-based gateway (BPMN 10.6.6)."""

from typing import Any

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name, flag

TRIGGERS = frozenset({"message", "timer", "conditional", "signal"})


def targets_catch(document: Document, findings: Findings) -> None:
    """Catching events and receive tasks, each reached from the gateway alone, the tasks without attached events."""
    for gateway in _gateways(document):
        if flag(gateway, "instantiate") and document.flows_to(gateway):
            findings.error("bpmn.instantiating_with_incoming", gateway)
        for target in _targets(document, gateway):
            if not _catches(document, target):
                findings.error("bpmn.event_gateway_target", target, gateway=gateway.get("id"), tag=bpmn_name(target))
            elif len(document.flows_to(target)) > 1:
                findings.error("bpmn.event_gateway_shared_target", target, gateway=gateway.get("id"))
            elif document.boundary.get(target.get("id")):
                findings.error("bpmn.event_gateway_boundary", target, gateway=gateway.get("id"))


def receivers_are_of_one_kind(document: Document, findings: Findings) -> None:
    """Receive tasks and message events do not stand side by side."""
    for gateway in _gateways(document):
        targets = _targets(document, gateway)
        has_task = any(bpmn_name(target) == "receiveTask" for target in targets)
        if has_task and any("message" in document.trigger_kinds(target) for target in targets):
            findings.error("bpmn.event_gateway_mixed", gateway)


def _gateways(document: Document) -> list[Any]:
    return [node for node in document.nodes if bpmn_name(node) == "eventBasedGateway"]


def _targets(document: Document, gateway: Any) -> list[Any]:
    found = [document.referenced(flow.get("targetRef")) for flow in document.flows_from(gateway)]
    return [target for target in found if target is not None]


def _catches(document: Document, target: Any) -> bool:
    if bpmn_name(target) == "intermediateCatchEvent":
        kinds = document.trigger_kinds(target)
        return bool(kinds) and TRIGGERS.issuperset(kinds)
    return bpmn_name(target) == "receiveTask"
