"""Sequence flows: what they may connect (BPMN 7.6.1, 8.3.13)."""

from collections import Counter
from typing import Any

from engine.bpmn.document import Document, children
from engine.bpmn.findings import Findings
from engine.bpmn.names import FLOW_NODES, bpmn_name, flag, unprefixed


def ends_are_named(document: Document, findings: Findings) -> None:
    for flow in document.flows:
        for attribute in ("sourceRef", "targetRef"):
            if not (flow.get(attribute) or "").strip():
                findings.error("bpmn.missing_reference", flow, tag="sequenceFlow", attribute=attribute)


def borders_are_kept(document: Document, findings: Findings) -> None:
    """A flow stays inside its process and its sub-process, and is written in the process of its ends."""
    for flow in document.flows:
        source, target = _ends(document, flow)
        if source is None or target is None:
            continue
        if source.getparent() is not target.getparent() or _process(source) is not _process(flow):
            findings.error("bpmn.crossing_flow", flow, source=source.get("id"), target=target.get("id"))


def ends_may_be_connected(document: Document, findings: Findings) -> None:
    for flow in document.flows:
        source, target = _ends(document, flow)
        if target is not None and bpmn_name(target) in ("startEvent", "boundaryEvent"):
            findings.error("bpmn.flow_into_event", flow, target=target.get("id"), tag=bpmn_name(target))
        if source is not None and bpmn_name(source) == "endEvent":
            findings.error("bpmn.flow_out_of_end", flow, source=source.get("id"))
        for end in (source, target):
            if end is not None and (flag(end, "triggeredByEvent") or flag(end, "isForCompensation")):
                findings.error("bpmn.flow_at_detached", flow, node=end.get("id"), tag=bpmn_name(end))


def lists_agree(document: Document, findings: Findings) -> None:
    """What elements list as incoming and outgoing is redundant; a process that lists them lists them all."""
    for process in document.executed:
        nodes = [node for node in process.iter() if bpmn_name(node) in FLOW_NODES]
        is_listing = any(children(node, name) for node in nodes for name in ("incoming", "outgoing"))
        for node in nodes if is_listing else ():
            _compare(node, "incoming", document.flows_to(node), findings)
            _compare(node, "outgoing", document.flows_from(node), findings)


def flows_are_immediate(document: Document, findings: Findings) -> None:
    """Only a process that is not executed may leave out what happens between two elements (BPMN 8.3.13)."""
    for flow in document.flows:
        if not flag(flow, "isImmediate", True):
            findings.warn("bpmn.flow_not_immediate", flow)


def _process(element: Any) -> Any:
    return next((each for each in element.iterancestors() if bpmn_name(each) == "process"), None)


def _compare(node: Any, name: str, flows: list[Any], findings: Findings) -> None:
    listed = Counter(unprefixed(each.text or "") for each in children(node, name))
    drawn = Counter(flow.get("id") or "" for flow in flows)
    if listed != drawn:
        findings.warn("bpmn.lists_disagree", node, list=name, flows=sorted((listed - drawn) | (drawn - listed)))


def _ends(document: Document, flow: Any) -> tuple[Any, Any]:
    return document.referenced(flow.get("sourceRef")), document.referenced(flow.get("targetRef"))
