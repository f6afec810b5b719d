"""Ids: everything that runs has one, and no two are the same (BPMN 8.3.1)."""

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name


def ids_are_present(document: Document, findings: Findings) -> None:
    for element in [*document.processes, *document.nodes]:
        if not (element.get("id") or "").strip():
            findings.error("bpmn.missing_id", element, tag=bpmn_name(element), name=element.get("name") or "—")


def ids_are_unique(document: Document, findings: Findings) -> None:
    for element in document.elements:
        first = document.by_id.get(element.get("id") or "")
        if first is not None and first is not element:
            findings.error("bpmn.duplicate_id", element, id=element.get("id"), first_line=first.sourceline)
