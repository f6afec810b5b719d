"""Link events: a flow that is not drawn, from one or more throwing events to one catching event (BPMN 10.5.5)."""

from typing import Any

from engine.bpmn.document import Document, link_name
from engine.bpmn.findings import Findings
from engine.bpmn.names import THROWING, bpmn_name


def links_lead_somewhere(document: Document, findings: Findings) -> None:
    """On one level, and to one place."""
    targets: dict[tuple[Any, str], Any] = {}
    for event in _links(document):
        if bpmn_name(event) in THROWING:
            if event not in document.links:
                findings.error("bpmn.link_without_target", event, name=link_name(event))
            continue
        first = targets.setdefault((event.getparent(), link_name(event)), event)
        if first is not event:
            findings.error("bpmn.link_with_two_targets", event, name=link_name(event), first=first.get("id") or "")
        elif not document.links_to(event):
            findings.warn("bpmn.link_without_source", event, name=link_name(event))


def links_replace_flows(document: Document, findings: Findings) -> None:
    """No flow leaves the source of a link, and none enters its target."""
    for event in _links(document):
        is_source = bpmn_name(event) in THROWING
        if document.flows_from(event) if is_source else document.flows_to(event):
            findings.error("bpmn.link_with_flow", event, tag=bpmn_name(event))


def _links(document: Document) -> list[Any]:
    return [each for each in document.nodes if "link" in document.trigger_kinds(each)]
