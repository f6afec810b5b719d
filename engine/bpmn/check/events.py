"""Events: their triggers and their flows (BPMN 10.5, tables 10.77, 10.84, 10.88, 10.89)."""

from typing import Any

from engine.bpmn.document import Document, child, children
from engine.bpmn.findings import Findings
from engine.bpmn.names import EVENTS, FAMILY, SUB_PROCESSES, THROWING, bpmn_name, flag

PROCESS_START = frozenset({"message", "timer", "conditional", "signal"})
DETACHED_START = PROCESS_START | {"escalation", "error", "compensate"}
CATCH = frozenset({"message", "timer", "conditional", "link", "signal"})
THROW = frozenset({"message", "escalation", "link", "compensate", "signal"})
END = frozenset({"message", "escalation", "error", "cancel", "compensate", "signal", "terminate"})
ATTACHED = PROCESS_START | {"escalation", "error", "cancel", "compensate"}
GOES_ON = PROCESS_START | {"escalation"}
"""What does not interrupt by nature: the rest is only for interrupting events."""
ENTERED = frozenset({"endEvent", "intermediateCatchEvent", "intermediateThrowEvent"})


def triggers_are_allowed(document: Document, findings: Findings) -> None:
    for event in document.nodes:
        if bpmn_name(event) not in EVENTS:
            continue
        kinds = document.trigger_kinds(event)
        for kind in kinds:
            if kind not in _allowed(event):
                findings.error("bpmn.trigger_not_allowed", event, tag=bpmn_name(event), trigger=kind)
        if not kinds and _needs_trigger(event):
            findings.error("bpmn.trigger_missing", event, tag=bpmn_name(event))
        if "cancel" in kinds and not _is_in_transaction(document, event):
            findings.error("bpmn.cancel_without_transaction", event)


def event_sub_processes_begin(document: Document, findings: Findings) -> None:
    """By a start event, and by nothing else (10.3.5)."""
    for scope in document.running:
        if flag(scope, "triggeredByEvent") and child(scope, "startEvent") is None:
            findings.error("bpmn.no_start", scope, tag=bpmn_name(scope))


def event_sub_processes_begin_once(document: Document, findings: Findings) -> None:
    """The standard allows one start event (10.3.5); engines of the Camunda family take several, and any begins it."""
    for scope in document.running if not FAMILY & set(document.root.nsmap.values()) else ():
        starts = children(scope, "startEvent") if flag(scope, "triggeredByEvent") else []
        if len(starts) > 1:
            findings.warn("bpmn.several_event_starts", starts[1], first=starts[0].get("id") or "")


def definitions_may_be_shared(document: Document, findings: Findings) -> None:
    """Only an event definition of the file itself may be referred to, not one inside an event (BPMN 10.5.1)."""
    for reference in document.all("eventDefinitionRef"):
        definition = document.referenced(reference.text)
        if definition is not None and definition.getparent() is not document.root:
            owner = definition.getparent().get("id") or ""
            findings.error("bpmn.definition_not_shared", reference, definition=reference.text.strip(), owner=owner)


def events_are_connected(document: Document, findings: Findings) -> None:
    """An event that leads nowhere or that nothing leads to is nearly always a slip of the hand."""
    for event in document.nodes:
        name, kinds = bpmn_name(event), document.trigger_kinds(event)
        if name not in EVENTS:
            continue
        if name != "endEvent" and not document.flows_from(event) and not _ends_here(name, kinds):
            findings.warn("bpmn.event_without_outgoing", event, tag=name)
        if (
            name in ENTERED
            and not document.flows_to(event)
            and not (name == "intermediateCatchEvent" and "link" in kinds)
        ):
            findings.warn("bpmn.event_without_incoming", event, tag=name)


def payloads_are_described(document: Document, findings: Findings) -> None:
    """A message that carries an item needs an operation or a data input or output to say where it goes (10.5.1)."""
    for event in document.nodes:
        for definition in document.event_definitions(event) if bpmn_name(event) in EVENTS else ():
            message = document.referenced(definition.get("messageRef"))
            if message is not None and message.get("itemRef") and not _has_data(event, definition):
                findings.warn("bpmn.payload_without_operation", event, message=message.get("id"))


def _has_data(event: Any, definition: Any) -> bool:
    holders = ((definition, "operationRef"), (event, "dataInput"), (event, "dataOutput"))
    return any(child(holder, name) is not None for holder, name in holders)


def _allowed(event: Any) -> frozenset[str]:
    name = bpmn_name(event)
    if name == "startEvent":
        return _allowed_start(event)
    if name == "boundaryEvent":
        return ATTACHED if flag(event, "cancelActivity", True) else GOES_ON
    return {"endEvent": END, "intermediateCatchEvent": CATCH}.get(name, THROW)


def _allowed_start(event: Any) -> frozenset[str]:
    scope = event.getparent()
    if flag(scope, "triggeredByEvent"):
        return DETACHED_START if flag(event, "isInterrupting", True) else GOES_ON
    return frozenset() if bpmn_name(scope) in SUB_PROCESSES else PROCESS_START


def _needs_trigger(event: Any) -> bool:
    name = bpmn_name(event)
    is_detached = name == "startEvent" and flag(event.getparent(), "triggeredByEvent")
    return is_detached or name in ("intermediateCatchEvent", "boundaryEvent")


def _is_in_transaction(document: Document, event: Any) -> bool:
    holder = event.getparent()
    if bpmn_name(event) == "boundaryEvent":
        holder = document.referenced(event.get("attachedToRef"))
    return holder is not None and bpmn_name(holder) == "transaction"


def _ends_here(name: str, kinds: list[str]) -> bool:
    return (name in THROWING and "link" in kinds) or (name == "boundaryEvent" and "compensate" in kinds)
