"""What catches the same at the same place: of two, one would never catch anything (BPMN 10.5.4, 10.5.7)."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.document import Document, flow_nodes, trigger_kind
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name, flag, unprefixed

ONE_CATCHES = {
    "error": ("errorRef", "errorCode"),
    "escalation": ("escalationRef", "escalationCode"),
    "message": ("messageRef", "name"),
    "cancel": ("", ""),
}
"""What is caught once: by kind, the reference, and the attribute of what it names that tells them apart."""


def catchers_differ(document: Document, findings: Findings) -> None:
    """A signal reaches all, and a timer or condition stands for itself."""
    for events in _beside_each_other(document):
        first: dict[tuple[str, str], Any] = {}
        for event in events:
            for definition in document.event_definitions(event):
                kind = trigger_kind(definition)
                if kind not in ONE_CATCHES:
                    continue
                other = first.setdefault((kind, _caught(document, definition, *ONE_CATCHES[kind])), event)
                if other is not event:
                    findings.warn("bpmn.catcher_twice", event, trigger=kind, first=other.get("id") or "")


def _beside_each_other(document: Document) -> Iterator[list[Any]]:
    """The events at the edge of each activity; the starts of the event sub-processes of each level."""
    yield from document.boundary.values()
    scopes = [each for each in document.running if bpmn_name(each) in ("process", "subProcess", "transaction")]
    for scope in scopes:
        inside = [each for each in flow_nodes(scope) if flag(each, "triggeredByEvent")]
        yield [start for each in inside for start in flow_nodes(each) if bpmn_name(start) == "startEvent"]


def _caught(document: Document, definition: Any, reference: str, attribute: str) -> str:
    """The code or name; "" for whatever comes."""
    name = unprefixed(definition.get(reference) or "") if reference else ""
    declared = document.referenced(name) if name else None
    return name if declared is None else declared.get(attribute) or name
