"""Sequence flows: what they may connect (BPMN 7.6.1, 8.3.13)."""

from collections import Counter
from typing import Any

from engine.bpmn.document import Document, children
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name, flag, unprefixed


def ends_are_named(document: Document, findings: Findings) -> None:
    for flow in document.flows:
        for attribute in ("sourceRef", "targetRef"):
            if not (flow.get(attribute) or "").strip():
                findings.error("bpmn.missing_reference", flow, tag="sequenceFlow", attribute=attribute)


def borders_are_kept(document: Document, findings: Findings) -> None:
    """A flow stays inside its process and its sub-process."""
    for flow in document.flows:
        source, target = _ends(document, flow)
        if source is not None and target is not None and source.getparent() is not target.getparent():
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
    """What an element lists as incoming and outgoing is redundant; when it is there, it agrees with the flows."""
    for node in document.nodes:
        for name, flows in (("incoming", document.flows_to(node)), ("outgoing", document.flows_from(node))):
            listed = Counter(unprefixed(each.text or "") for each in children(node, name))
            drawn = Counter(flow.get("id") or "" for flow in flows)
            if listed and listed != drawn:
                differing = sorted((listed - drawn) | (drawn - listed))
                findings.warn("bpmn.lists_disagree", node, list=name, flows=differing)


def _ends(document: Document, flow: Any) -> tuple[Any, Any]:
    return document.referenced(flow.get("sourceRef")), document.referenced(flow.get("targetRef"))
