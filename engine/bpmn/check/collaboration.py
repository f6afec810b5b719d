"""Message flows and pools: a picture for us, but one that has to be right (BPMN 7.6.2, 9.2, 9.3)."""

from typing import Any

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import EVENTS, bpmn_name, unprefixed

NEVER_SOURCE = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
NEVER_TARGET = frozenset({"endEvent", "intermediateThrowEvent"})


def message_flows_join_pools(document: Document, findings: Findings) -> None:
    """From one pool to another, never within one."""
    pools = {each.get("processRef"): each for each in document.all("participant") if each.get("processRef")}
    for flow in document.all("messageFlow"):
        ends = [document.referenced(flow.get(attribute)) for attribute in ("sourceRef", "targetRef")]
        found = [_pool(pools, end) for end in ends if end is not None]
        if len(found) == 2 and found[0] is found[1]:
            findings.warn("bpmn.message_flow_in_pool", flow, pool=found[0].get("id") or "")


def message_flows_fit_events(document: Document, findings: Findings) -> None:
    """Events at the ends of a message flow send or receive a message; gateways do neither.

    An error, for the author expects that something is sent, and nothing would be. What an empty pool says to a start
    event, or hears from an end event, happens outside: there a picture is all that is meant.
    """
    for flow in document.all("messageFlow"):
        source, target = (document.referenced(flow.get(attribute)) for attribute in ("sourceRef", "targetRef"))
        for end, other, forbidden in ((source, target, NEVER_SOURCE), (target, source, NEVER_TARGET)):
            is_backwards = end is not None and bpmn_name(end) in forbidden
            if end is None or (_speaks(document, end) and not is_backwards):
                continue
            is_picture = not is_backwards and _is_empty_pool(other) and _is_plain(document, end)
            tell = findings.warn if is_picture else findings.error
            tell("bpmn.message_flow_end", flow, node=end.get("id") or "", tag=bpmn_name(end))


def message_flows_fit_tasks(document: Document, findings: Findings) -> None:
    """A receive task sends nothing, a send task receives nothing, and what is drawn is the message of the task."""
    for flow in document.all("messageFlow"):
        for attribute, never in (("sourceRef", "receiveTask"), ("targetRef", "sendTask")):
            end = document.referenced(flow.get(attribute))
            if end is None:
                continue
            if bpmn_name(end) == never:
                findings.warn("bpmn.message_flow_end", flow, node=end.get("id") or "", tag=never)
            own = {unprefixed(each) for each in _messages(document, end)}
            if flow.get("messageRef") and own and unprefixed(flow.get("messageRef")) not in own:
                findings.warn(
                    "bpmn.message_flow_message", flow, node=end.get("id") or "", message=flow.get("messageRef")
                )


def multiplicities_hold(document: Document, findings: Findings) -> None:
    for multiplicity in document.all("participantMultiplicity"):
        least, most = _number(multiplicity.get("minimum"), 0), _number(multiplicity.get("maximum"), None)
        if least is None or least < 0 or (most is not None and most < max(least, 1)):
            findings.warn("bpmn.participant_multiplicity", multiplicity)


def _messages(document: Document, end: Any) -> list[str]:
    """The messages that a task or an event names."""
    named = [end, *(document.event_definitions(end) if bpmn_name(end) in EVENTS else ())]
    return [each.get("messageRef") for each in named if each.get("messageRef")]


def _speaks(document: Document, end: Any) -> bool:
    if bpmn_name(end).endswith("Gateway"):
        return False
    return bpmn_name(end) not in EVENTS or "message" in document.trigger_kinds(end)


def _is_empty_pool(end: Any) -> bool:
    return end is not None and bpmn_name(end) == "participant" and not end.get("processRef")


def _is_plain(document: Document, end: Any) -> bool:
    return bpmn_name(end) in ("startEvent", "endEvent") and not document.trigger_kinds(end)


def _pool(pools: dict[str, Any], end: Any) -> Any:
    """The process around the end; a pool stands for its process, or for itself when it is empty."""
    if bpmn_name(end) == "participant":
        return end
    while end is not None and bpmn_name(end) != "process":
        end = end.getparent()
    return pools.get(end.get("id"), end) if end is not None else object()


def _number(text: str | None, default: int | None) -> int | None:
    try:
        return default if text is None else int(text)
    except ValueError:
        return None
