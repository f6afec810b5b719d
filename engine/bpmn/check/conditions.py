"""Conditions, default flows and expressions (BPMN 8.3.6, 8.3.13, 10.6)."""

from typing import Any

from engine.bpmn.document import Document, child, text_of
from engine.bpmn.findings import Findings
from engine.bpmn.names import ACTIVITIES, EVENTS, EXPRESSION_TYPE, FAMILY, bpmn_name, flag

DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
EXPRESSIONS = frozenset(
    {
        "conditionExpression", "timeDate", "timeDuration", "timeCycle", "condition",
        "loopCardinality", "loopCondition", "completionCondition", "activationCondition",
        "from", "to",
    }
)  # fmt: skip


def conditions_are_decided(document: Document, findings: Findings) -> None:
    """A condition needs a source that decides: an activity, or a gateway that chooses."""
    for flow in document.flows:
        source = document.referenced(flow.get("sourceRef"))
        if source is None or child(flow, "conditionExpression") is None:
            continue
        name = bpmn_name(source)
        if name == "parallelGateway":
            findings.warn("bpmn.condition_ignored", flow, source=source.get("id"))
        elif name == "eventBasedGateway":
            findings.error("bpmn.condition_not_allowed", flow, source=source.get("id"), tag=name)
        elif name in EVENTS:
            findings.warn("bpmn.condition_at_event", flow, source=source.get("id"), tag=name)
        elif name in ACTIVITIES and len(document.flows_from(source)) == 1:
            findings.warn("bpmn.only_flow_conditional", flow, source=source.get("id"))


def defaults_belong(document: Document, findings: Findings) -> None:
    for node in document.nodes:
        default = node.get("default")
        if default is None:
            continue
        flow = next((each for each in document.flows_from(node) if each.get("id") == default), None)
        if flow is None:
            findings.error("bpmn.default_not_outgoing", node, default=default)
        elif bpmn_name(node) not in DECIDING | ACTIVITIES:
            findings.error("bpmn.default_not_allowed", node, tag=bpmn_name(node))
        elif child(flow, "conditionExpression") is not None:
            findings.warn("bpmn.default_with_condition", flow, source=node.get("id"))


def choices_are_complete(document: Document, findings: Findings) -> None:
    """Of several flows out of an exclusive gateway, one without a condition would always be taken."""
    for gateway in document.all("exclusiveGateway"):
        flows = document.flows_from(gateway)
        for flow in flows if len(flows) > 1 else ():
            if child(flow, "conditionExpression") is None and flow.get("id") != gateway.get("default"):
                findings.warn("bpmn.no_condition", flow, gateway=gateway.get("id"))


def expressions_are_formal(document: Document, findings: Findings) -> None:
    """Where a file names its expression language and is to be executed, a plain tExpression is natural language.

    The Camunda family writes formal expressions without xsi:type; its files are recognised by their namespaces.
    """
    if not document.root.get("expressionLanguage") or FAMILY & set(document.root.nsmap.values()):
        return
    for process in document.executed:
        for element in process.iter() if flag(process, "isExecutable") else ():
            if bpmn_name(element) in EXPRESSIONS and _is_informal(element):
                findings.warn("bpmn.informal_expression", element, tag=bpmn_name(element))


def paths_have_bodies(document: Document, findings: Findings) -> None:
    """What says where a value goes to or comes from; what is evaluated is looked at when it is read."""
    for element in document.all("to", "messagePath", "dataPath"):
        if not text_of(element) and not len(element):
            findings.warn("bpmn.empty_expression", element, tag=bpmn_name(element))


def _is_informal(element: Any) -> bool:
    return not (element.get(EXPRESSION_TYPE) or "").endswith("tFormalExpression")
