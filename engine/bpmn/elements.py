"""Flow nodes, made into definitions; one builder per tag."""

from collections.abc import Callable
from typing import Any

from engine.bpmn import tasks
from engine.bpmn.calls import call_activity
from engine.bpmn.data import data_in, data_out, values_of
from engine.bpmn.document import Document, child, children, link_flow_id, text_of
from engine.bpmn.forms import form_key, form_key_expression
from engine.bpmn.handlers import job_priority
from engine.bpmn.listeners import Assignments, execution_listeners
from engine.bpmn.loops import loop, quantity
from engine.bpmn.mappings import fields, names_what_goes_out, parameters, properties
from engine.bpmn.names import ACTIVITIES, EVENTS, SUB_PROCESSES, bpmn_name, flag, unprefixed
from engine.bpmn.source import Source
from engine.bpmn.triggers import trigger
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import (
    AdHocSubProcess,
    BoundaryEvent,
    CatchEvent,
    Element,
    EndEvent,
    Gateway,
    StartEvent,
    SubProcess,
    ThrowEvent,
)

Builder = Callable[[Source, Any, dict[str, Any]], Element]


def element(source: Source, node: Any, lane: str | None, begun: Assignments) -> Element:
    """The definition of a flow node, with everything that its tag allows; `begun`: what it sets for its process."""
    name = bpmn_name(node)
    common = _common(source, node, lane) | execution_listeners(source, node, begun)
    if name in ACTIVITIES | EVENTS:
        inputs, outputs = parameters(source, node)
        held = values_of(source, node) if name in SUB_PROCESSES else ()
        common["inputs"] = held + fields(source, node) + data_in(source, node) + inputs
        common["outputs"] = outputs + data_out(source, node)
        common["keeps_given"] = names_what_goes_out(node)

    if name in ACTIVITIES:
        attached = source.document.boundary.get(node.get("id"), [])
        common["boundary"] = tuple(each.get("id") for each in attached if each.get("id"))
        common["loop"] = loop(source, node)
        common["start_quantity"] = quantity(source, node, "startQuantity")
        common["is_for_compensation"] = flag(node, "isForCompensation")
        common["compensated_by"] = _handler_id(source, attached)
        common["completion_quantity"] = quantity(source, node, "completionQuantity")
        common["skip"] = source.optional_text(node, attribute(node, "skipExpression"))
    if name in EVENTS:
        common["trigger"] = trigger(source, node)
    return BUILDERS.get(name, _gateway)(source, node, common)


def _common(source: Source, node: Any, lane: str | None) -> dict[str, Any]:
    document, scope = source.document, node.getparent()
    ids, linked = document.flow_ids, [link_flow_id(node)] if node in document.links else []
    return {
        "id": node.get("id"),
        "tag": bpmn_name(node),
        "name": node.get("name"),
        "scope": scope.get("id") if bpmn_name(scope) in SUB_PROCESSES else None,
        "line": node.sourceline or 0,
        "documentation": text_of(child(node, "documentation")) or None,
        "incoming": (*(ids[flow] for flow in document.flows_to(node)), *map(link_flow_id, document.links_to(node))),
        "outgoing": (*(ids[flow] for flow in _in_order(document, node)), *linked),
        "lane": lane,
        "properties": properties(node),
        "job_priority": job_priority(source, node),
    }


def _handler_id(source: Source, attached: list[Any]) -> str | None:
    """Whatever is associated with the compensation boundary event, if there is one."""
    document = source.document
    events = [each for each in attached if "compensate" in document.trigger_kinds(each)]
    handlers = [handler for event in events for handler in document.compensation_handlers(event)]
    return handlers[0].get("id") if handlers else None


def _in_order(document: Document, node: Any) -> list[Any]:
    """The flows of a fork begin as it lists them; every other choice is made in the order of the file."""
    flows = document.flows_from(node)
    listed = [unprefixed(each.text or "") for each in children(node, "outgoing")]
    if bpmn_name(node) != "parallelGateway" or len(listed) != len(flows):
        return flows
    return sorted(flows, key=lambda flow: listed.index(flow.get("id")) if flow.get("id") in listed else len(listed))


def _start_event(source: Source, node: Any, common: dict[str, Any]) -> StartEvent:
    if form_key_expression(source, node) is not None:
        source.unsupported(node, "formKey=${..}")  # before there is an instance there is nothing to evaluate it with
    return StartEvent(
        **common,
        initiator=attribute(node, "initiator"),
        form_key=form_key(source, node),
        is_interrupting=flag(node, "isInterrupting", True),
    )


def _boundary_event(source: Source, node: Any, common: dict[str, Any]) -> BoundaryEvent:
    host = unprefixed(node.get("attachedToRef") or "")
    return BoundaryEvent(**common, attached_to=host, is_interrupting=flag(node, "cancelActivity", True))


def _ad_hoc(source: Source, node: Any, common: dict[str, Any]) -> AdHocSubProcess:
    condition, own = child(node, "completionCondition"), zeebe(node, "adHoc")
    written = None if own is None else own.get("completionCondition")
    return AdHocSubProcess(
        **common,
        is_sequential=node.get("ordering", "Parallel").strip() == "Sequential",
        completion_condition=(
            source.expression(condition)
            if condition is not None
            else None
            if not written
            else source.condition(node, written)
        ),
        cancels_remaining=flag(node, "cancelRemainingInstances", True),
        active=None if own is None else source.optional_text(node, own.get("activeElementsCollection")),
    )


def _sub_process(source: Source, node: Any, common: dict[str, Any]) -> SubProcess:
    return SubProcess(**common, is_event=flag(node, "triggeredByEvent"))


def _gateway(source: Source, node: Any, common: dict[str, Any]) -> Gateway:
    condition = child(node, "activationCondition")
    if bpmn_name(node) == "complexGateway" and condition is None and len(common["incoming"]) > 1:
        source.findings.error("bpmn.no_activation_condition", node)
    return Gateway(
        **common,
        activation=None if condition is None else source.expression(condition),
        is_instantiating=flag(node, "instantiate"),
        is_parallel=node.get("eventGatewayType", "Exclusive").strip() == "Parallel",
    )


BUILDERS: dict[str, Builder] = {
    "startEvent": _start_event,
    "endEvent": lambda source, node, common: EndEvent(**common),
    "intermediateCatchEvent": lambda source, node, common: CatchEvent(**common),
    "intermediateThrowEvent": lambda source, node, common: ThrowEvent(**common),
    "boundaryEvent": _boundary_event,
    "task": tasks.plain_task,
    "manualTask": tasks.plain_task,
    "userTask": tasks.user_task,
    "serviceTask": tasks.service_task,
    "sendTask": tasks.send_task,
    "receiveTask": tasks.receive_task,
    "businessRuleTask": tasks.business_rule_task,
    "scriptTask": tasks.script_task,
    "callActivity": call_activity,
    **dict.fromkeys(SUB_PROCESSES, _sub_process),
    "adHocSubProcess": _ad_hoc,
}
