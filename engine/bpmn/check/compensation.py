"""Compensation and transactions (BPMN 10.5.1, 10.6, 10.3.5)."""

from typing import Any

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import ACTIVITIES, SUB_PROCESSES, bpmn_name, flag, unprefixed


def handlers_are_associated(document: Document, findings: Findings) -> None:
    """A compensation boundary event leads to its handler by an association, and by nothing else."""
    for event in _compensating(document, "boundaryEvent"):
        handlers = document.compensation_handlers(event)
        if not handlers:
            findings.error("bpmn.compensation_without_handler", event)
        for handler in handlers[1:]:
            findings.error("bpmn.compensation_with_two_handlers", handler, event=event.get("id"))
        for handler in handlers[:1]:
            if not flag(handler, "isForCompensation"):
                findings.error("bpmn.handler_not_for_compensation", handler, event=event.get("id"))
            elif handler.getparent() is not event.getparent():
                findings.error("bpmn.handler_elsewhere", handler, event=event.get("id"))
        if document.flows_from(event):
            findings.error("bpmn.compensation_with_flow", event)


def activities_have_one_handler(document: Document, findings: Findings) -> None:
    for events in document.boundary.values():
        compensating = [each for each in events if "compensate" in document.trigger_kinds(each)]
        for event in compensating[1:]:
            findings.error("bpmn.compensation_twice", event, first=compensating[0].get("id"))


def handlers_are_used(document: Document, findings: Findings) -> None:
    """What is for compensation and handles nothing never begins."""
    events = _compensating(document, "boundaryEvent")
    used = {each for event in events for each in document.compensation_handlers(event)}
    for node in document.nodes:
        if flag(node, "isForCompensation") and not flag(node, "triggeredByEvent") and node not in used:
            name = node.get("name") or node.get("id") or ""
            findings.warn("bpmn.handler_unused", node, tag=bpmn_name(node), name=name)


def catchers_name_nothing(document: Document, findings: Findings) -> None:
    """What catches a compensation belongs to one activity already (10.5.5)."""
    for event in document.nodes:
        if bpmn_name(event) not in ("boundaryEvent", "startEvent"):
            continue
        for definition in document.event_definitions(event):
            if bpmn_name(definition) == "compensateEventDefinition" and definition.get("activityRef"):
                findings.error("bpmn.catcher_with_reference", event, activity=definition.get("activityRef"))


def event_sub_processes_are_reached(document: Document, findings: Findings) -> None:
    """One at most in each sub-process; a process is undone by nobody."""
    first: dict[Any, Any] = {}
    for start in _compensating(document, "startEvent"):
        around = start.getparent().getparent()
        if bpmn_name(around) == "process":
            findings.warn("bpmn.process_compensation", start)
        elif first.setdefault(around, start) is not start:
            findings.error("bpmn.compensation_twice", start, first=first[around].get("id"))


def references_are_in_scope(document: Document, findings: Findings) -> None:
    """A thrown compensation names an activity of its own level, or around the event sub-process it is in."""
    for event in document.nodes:
        for definition in document.event_definitions(event):
            reference = unprefixed(definition.get("activityRef") or "")
            target = document.by_id.get(reference)
            if bpmn_name(definition) != "compensateEventDefinition" or target is None:
                continue
            if target.getparent() not in _levels(event):
                findings.error("bpmn.compensation_elsewhere", event, activity=reference)
            elif bpmn_name(target) in ACTIVITIES - SUB_PROCESSES and not _has_handler(document, target):
                findings.warn("bpmn.nothing_to_compensate", event, activity=reference)


def transactions_can_be_left(document: Document, findings: Findings) -> None:
    """A transaction that can be cancelled has a way to go on from there."""
    for event in document.nodes:
        around = event.getparent()
        if bpmn_name(event) != "endEvent" or "cancel" not in document.trigger_kinds(event):
            continue
        attached = document.boundary.get(around.get("id") or "", ())
        is_left = any("cancel" in document.trigger_kinds(each) for each in attached)
        if bpmn_name(around) == "transaction" and not is_left:
            findings.warn("bpmn.cancel_without_boundary", event, transaction=around.get("id"))


def _compensating(document: Document, name: str) -> list[Any]:
    return [each for each in document.nodes if bpmn_name(each) == name and "compensate" in document.trigger_kinds(each)]


def _levels(event: Any) -> list[Any]:
    level = event.getparent()
    levels = [level]
    while flag(level, "triggeredByEvent"):
        level = level.getparent()
        levels.append(level)
    return levels


def _has_handler(document: Document, activity: Any) -> bool:
    attached = document.boundary.get(activity.get("id") or "", ())
    return any("compensate" in document.trigger_kinds(each) for each in attached)
