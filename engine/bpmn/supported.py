"""What is executed, and what is refused because it is not: nothing in a diagram is silently ignored.

An element, attribute or extension is read, or is inert for a reason written down here, or the diagram is refused.
"""

from typing import Any

from engine.bpmn.document import Document, children
from engine.bpmn.findings import Findings
from engine.bpmn.global_tasks import KINDS
from engine.bpmn.names import (
    BPMN,
    DEFINITION_SUFFIX,
    EVENTS,
    FAMILY,
    FLOW_NODES,
    THROWING,
    bpmn_name,
    flag,
    local,
    namespace,
)
from engine.bpmn.performers import PERFORMERS
from engine.bpmn.supported_extensions import check_extensions

EXECUTED = frozenset(
    {
        "process", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
        "task", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask",
        "subProcess", "transaction", "adHocSubProcess", "callActivity",
        "compensateEventDefinition", "cancelEventDefinition", "linkEventDefinition",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
        "complexGateway", "activationCondition",
        "sequenceFlow", "conditionExpression", "script",
        "timerEventDefinition", "timeDate", "timeDuration", "timeCycle", "messageEventDefinition",
        "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition", "eventDefinitionRef",
        "signalEventDefinition", "conditionalEventDefinition", "condition",
        "multiInstanceLoopCharacteristics", "loopCardinality", "loopDataInputRef", "inputDataItem",
        "loopDataOutputRef", "outputDataItem", "complexBehaviorDefinition", "event",
        "standardLoopCharacteristics", "loopCondition",
        "completionCondition", "extensionElements",
        "ioSpecification", "dataInput", "dataOutput", "dataObject", "dataObjectReference", "property",
        "dataInputAssociation", "dataOutputAssociation", "sourceRef", "targetRef",
        "transformation", "assignment", "from", "to",
        "humanPerformer", "potentialOwner", "resourceRef", "resourceAssignmentExpression", "formalExpression",
    }
)  # fmt: skip
DESCRIPTION = frozenset(
    {
        "documentation", "incoming", "outgoing",  # the flows themselves say it
        "laneSet", "lane", "childLaneSet", "flowNodeRef", "textAnnotation", "text", "association", "group",
        "dataState", "dataStoreReference",  # pictures of data
        "inputSet", "outputSet", "dataInputRefs", "dataOutputRefs",  # all inputs are there when an activity begins
        "inputSetRefs", "outputSetRefs",
        "source", "target",  # of a link, which is known by its name
        "operationRef", "supportedInterfaceRef", "ioBinding", "auditing", "monitoring", "category", "categoryValue",
        "correlationSubscription", "correlationPropertyBinding", "dataPath",
        "rendering",  # of a user task: a place for what other engines show
    }
)  # fmt: skip
OCCURRING = frozenset({"timer", "message", "signal", "conditional"})
TRIGGERS = {
    "startEvent": OCCURRING,
    "endEvent": frozenset({"terminate", "error", "message", "signal", "escalation", "compensate", "cancel"}),
    "intermediateCatchEvent": OCCURRING | {"link"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "link", "compensate"}),
    "boundaryEvent": OCCURRING | {"error", "escalation", "compensate", "cancel"},
}
DETACHED = OCCURRING | {"error", "escalation", "compensate"}
"""What begins an event sub-process."""
ALONE = frozenset({"link", "cancel"})
ENDING = frozenset({"error", "terminate", "compensate", "cancel"})
"""Of these a multiple event throws one at most: nothing comes after it."""
ROOTS = frozenset(
    {
        "process", "collaboration", "message", "error", "escalation", "signal", "itemDefinition", "interface",
        "dataStore", "category", "resource", "correlationProperty", "extension", "relationship", "endPoint",
        "documentation", "extensionElements", "import", "BPMNDiagram", "partnerEntity", "partnerRole", *KINDS,
        "timerEventDefinition", "messageEventDefinition", "errorEventDefinition", "escalationEventDefinition",
        "signalEventDefinition", "terminateEventDefinition", "conditionalEventDefinition", "linkEventDefinition",
        "compensateEventDefinition", "cancelEventDefinition",
    }
)  # fmt: skip
"""A declaration at the top does nothing by itself; it is judged where it is used."""


def refuse_unsupported(document: Document, findings: Findings) -> None:
    """Errors `bpmn.unsupported` for everything in the executed processes that would be ignored."""
    for element in document.root:
        if namespace(element) == BPMN and local(element) not in ROOTS:
            findings.error("bpmn.unsupported", element, tag=local(element), detail=local(element))
        elif bpmn_name(element) == "import" and element.get("importType") == BPMN:
            findings.error("bpmn.unsupported", element, tag="import", detail=element.get("location") or "")
    refused: set[Any] = set()
    for element in document.running:
        if namespace(element.getparent()) in FAMILY:
            continue  # a part of an extension, and judged with it
        if element.getparent() in refused and bpmn_name(element) not in FLOW_NODES:
            refused.add(element)  # part of something that was named already
            continue
        if not bpmn_name(element.getparent()):
            refused.add(element)  # part of an extension, which is judged as a whole
            continue
        details = _details(document, element)
        if "" in details:
            refused.add(element)
        for detail in details if not _is_told_of_its_event(element) else ():
            findings.error("bpmn.unsupported", element, tag=bpmn_name(element), detail=detail or bpmn_name(element))
    check_extensions(document, findings)


def _details(document: Document, element: Any) -> list[str]:
    """What of the element is not executed; "" for the whole of it."""
    name = bpmn_name(element)
    if name not in EXECUTED and name not in DESCRIPTION:
        return [""]
    details = [attribute for attribute, usual in _USUAL.items() if element.get(attribute, usual).strip() != usual]
    if name in EVENTS:
        details += _event_details(document, element, name)
    details += _instantiation_details(document, element)
    if name in PERFORMERS and bpmn_name(element.getparent()) != "userTask":
        return [""]
    if flag(element, "triggeredByEvent"):
        details += _detached_details(element, name)
    if name == "ioSpecification":
        details += [each for each in ("inputSet", "outputSet") if len(children(element, each)) > 1]
    return details


def _is_told_of_its_event(element: Any) -> bool:
    name = bpmn_name(element)
    return name.endswith(DEFINITION_SUFFIX) and name not in EXECUTED and bpmn_name(element.getparent()) in EVENTS


def _event_details(document: Document, event: Any, name: str) -> list[str]:
    kinds = document.trigger_kinds(event)
    is_detached = name == "startEvent" and flag(event.getparent(), "triggeredByEvent")
    allowed = DETACHED if is_detached else TRIGGERS[name]
    refused = [kind for kind in kinds if kind not in allowed]
    return refused + _multiple_details(event, kinds, is_detached) if len(kinds) > 1 else refused


def _multiple_details(event: Any, kinds: list[str], is_detached: bool) -> list[str]:
    """Errors and the like cannot be waited for together with other things."""
    if bpmn_name(event) == "startEvent" and not is_detached:
        return _parallel_start_details(event, kinds)
    if flag(event, "parallelMultiple") and not OCCURRING.issuperset(kinds):
        return ["parallelMultiple"]
    alone = ALONE if _throws(event) else ALONE | {"compensate"}
    is_contradictory = not alone.isdisjoint(kinds) or (_throws(event) and sum(kind in ENDING for kind in kinds) > 1)
    return ["multiple"] if is_contradictory else []


def _parallel_start_details(event: Any, kinds: list[str]) -> list[str]:
    """A message or signal begins the instance, and the others are waited for in it."""
    begins = not {"message", "signal"}.isdisjoint(kinds)
    return ["parallelMultiple"] if flag(event, "parallelMultiple") and not begins else []


def _throws(event: Any) -> bool:
    return bpmn_name(event) in THROWING


def _instantiation_details(document: Document, element: Any) -> list[str]:
    """Only messages and signals begin an instance at a task or gateway, and only at the beginning of a process."""
    is_parallel = element.get("eventGatewayType", "Exclusive") == "Parallel"
    if not flag(element, "instantiate"):
        return ["eventGatewayType"] if is_parallel else []
    targets = [document.referenced(flow.get("targetRef")) for flow in document.flows_from(element)]
    behind = targets if bpmn_name(element) == "eventBasedGateway" else [element]
    begins = [bpmn_name(each) == "receiveTask" or _is_named(document, each) for each in behind if each is not None]
    is_first = bpmn_name(element.getparent()) == "process" and not document.flows_to(element)
    return [] if is_first and all(begins) else ["instantiate"]


def _is_named(document: Document, event: Any) -> bool:
    kinds = document.trigger_kinds(event)
    return bool(kinds) and {"message", "signal"}.issuperset(kinds)


def _detached_details(element: Any, name: str) -> list[str]:
    """Only a plain sub-process begins by an event, and it is no loop."""
    loops = [bpmn_name(each) for each in element if bpmn_name(each).endswith("LoopCharacteristics")]
    return loops if name == "subProcess" else ["triggeredByEvent", *loops]


_USUAL = {"method": "##Compensate"}
"""Attributes with the value that changes nothing."""
