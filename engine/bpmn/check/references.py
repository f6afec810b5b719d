"""References lead to an element that exists and is of the right kind (BPMN 8.1, and the schema's IDREFs)."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.document import Document, trigger_kind
from engine.bpmn.findings import Findings
from engine.bpmn.names import ACTIVITIES, ARTIFACTS, FAMILY, FLOW_NODES, bpmn_name, local

ANY: frozenset[str] = frozenset()
ITEM_AWARE = frozenset(
    {
        "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput", "property",
    }
)  # fmt: skip
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
INTERACTION_NODES = FLOW_NODES | {"participant"}

RUNNING = {
    ("sequenceFlow", "sourceRef"): FLOW_NODES,
    ("sequenceFlow", "targetRef"): FLOW_NODES,
    ("boundaryEvent", "attachedToRef"): ANY,  # its kind is a rule of its own
    ("messageEventDefinition", "messageRef"): {"message"},
    ("sendTask", "messageRef"): {"message"},
    ("receiveTask", "messageRef"): {"message"},
    ("errorEventDefinition", "errorRef"): {"error"},
    ("escalationEventDefinition", "escalationRef"): {"escalation"},
    ("signalEventDefinition", "signalRef"): {"signal"},
    ("compensateEventDefinition", "activityRef"): ACTIVITIES,
}
"""Attributes that decide what runs: a broken one is an error."""

DRAWN = {
    ("messageFlow", "sourceRef"): INTERACTION_NODES,
    ("messageFlow", "targetRef"): INTERACTION_NODES,
    ("messageFlow", "messageRef"): {"message"},
    ("association", "sourceRef"): ANY,
    ("association", "targetRef"): ANY,
    ("participant", "processRef"): {"process"},
    ("message", "itemRef"): {"itemDefinition"},
    ("error", "structureRef"): {"itemDefinition"},
    ("escalation", "structureRef"): {"itemDefinition"},
    ("signal", "structureRef"): {"itemDefinition"},
    ("serviceTask", "operationRef"): {"operation"},
    ("sendTask", "operationRef"): {"operation"},
    ("receiveTask", "operationRef"): {"operation"},
    ("dataObjectReference", "dataObjectRef"): {"dataObject"},
    ("dataStoreReference", "dataStoreRef"): {"dataStore"},
    ("group", "categoryValueRef"): {"categoryValue"},
    ("ioBinding", "operationRef"): {"operation"},
    ("ioBinding", "inputDataRef"): {"dataInput"},
    ("ioBinding", "outputDataRef"): {"dataOutput"},
    ("correlationPropertyRetrievalExpression", "messageRef"): {"message"},
    ("correlationPropertyBinding", "correlationPropertyRef"): {"correlationProperty"},
    ("correlationSubscription", "correlationKeyRef"): {"correlationKey"},
    ("lane", "partitionElementRef"): ANY,
    ("process", "definitionalCollaborationRef"): {"collaboration"},
    ("messageFlowAssociation", "innerMessageFlowRef"): {"messageFlow"},
    ("messageFlowAssociation", "outerMessageFlowRef"): {"messageFlow"},
    ("resourceParameterBinding", "parameterRef"): {"resourceParameter"},
    ("formalExpression", "evaluatesToTypeRef"): {"itemDefinition"},
    ("conditionExpression", "evaluatesToTypeRef"): {"itemDefinition"},
    **{(name, "itemSubjectRef"): {"itemDefinition"} for name in ITEM_AWARE},
}
"""Attributes that only describe: a broken one is a warning."""

LISTED = {
    "flowNodeRef": FLOW_NODES,
    "incoming": {"sequenceFlow"},
    "outgoing": {"sequenceFlow"},
    "interfaceRef": {"interface"},
    "supportedInterfaceRef": {"interface"},
    "inMessageRef": {"message"},
    "outMessageRef": {"message"},
    "errorRef": {"error"},
    "operationRef": {"operation"},
    "correlationPropertyRef": {"correlationProperty"},
    "participantRef": {"participant"},
    "messageFlowRef": {"messageFlow"},
    "dataInputRefs": {"dataInput"},
    "optionalInputRefs": {"dataInput"},
    "whileExecutingInputRefs": {"dataInput"},
    "dataOutputRefs": {"dataOutput"},
    "optionalOutputRefs": {"dataOutput"},
    "whileExecutingOutputRefs": {"dataOutput"},
    "inputSetRefs": {"inputSet"},
    "outputSetRefs": {"outputSet"},
    "sourceRef": ITEM_AWARE,
    "targetRef": ITEM_AWARE,
    "innerParticipantRef": {"participant"},
    "outerParticipantRef": {"participant"},
    "resourceRef": {"resource"},
    "endPointRef": {"endPoint"},
    "choreographyRef": {"choreography"},
    "supports": {"process"},
    "source": {"linkEventDefinition"},
    "target": {"linkEventDefinition"},
}
"""Elements whose text is a reference."""

OUTSIDE = frozenset({"structureRef", "implementationRef"})
"""References to types and services that other files define."""

CODES = frozenset({"errorRef", "escalationRef"})
"""In the Camunda 7 family a reference that names no declaration is itself the code."""


def references_hold(document: Document, findings: Findings) -> None:
    executed = set(document.running)
    for element in document.elements:
        is_running = element in executed or element.getparent() is document.root
        for attribute, reference, kinds, is_vital in _references(element):
            problem = _problem(document, reference, kinds)
            is_missing = problem == "bpmn.dangling_reference"
            if is_missing and attribute in CODES and is_vital and FAMILY & set(document.root.nsmap.values()):
                continue
            if problem and is_missing and attribute == "errorRef":
                findings.warn(problem, element, tag=bpmn_name(element), attribute=attribute, target=reference)
            elif problem:
                say = findings.error if is_vital and is_running else findings.warn
                say(problem, element, tag=bpmn_name(element), attribute=attribute, target=reference)


def shapes_show_something(document: Document, findings: Findings) -> None:
    """Shapes and edges of the diagram belong to an element of the model (BPMN 12.2.3)."""
    for shape in document.root.iter(f"{{{DIAGRAM}}}BPMNShape", f"{{{DIAGRAM}}}BPMNEdge"):
        shown = (shape.get("bpmnElement") or "").strip()
        if shown and document.referenced(shown) is None and not _is_foreign(document, shown):
            findings.warn("bpmn.dangling_reference", shape, tag=local(shape), attribute="bpmnElement", target=shown)


def _references(element: Any) -> Iterator[tuple[str, str, Any, bool]]:
    """Attribute, reference, allowed kinds, and whether it decides what runs."""
    name = bpmn_name(element)
    for attribute, text in element.attrib.items():
        is_vital = (name, attribute) in RUNNING
        kinds = RUNNING.get((name, attribute)) if is_vital else DRAWN.get((name, attribute))
        is_other = kinds is None and attribute.endswith("Ref") and attribute not in OUTSIDE and attribute[0] != "{"
        if text.strip() and (kinds is not None or is_other):
            yield attribute, text.strip(), ANY if kinds is None else kinds, is_vital
    text = (element.text or "").strip()
    if name == "eventDefinitionRef":
        yield name, text, None, True
    elif name in LISTED and text and not len(element) and bpmn_name(element.getparent()) != "relationship":
        yield name, text, LISTED[name], False


def _problem(document: Document, reference: str, kinds: Any) -> str | None:
    target = document.referenced(reference)
    if target is None:
        return None if _is_foreign(document, reference) else "bpmn.dangling_reference"
    name = bpmn_name(target)
    if kinds is None:
        return None if trigger_kind(target) != name else "bpmn.wrong_reference"
    if kinds is FLOW_NODES and name in ARTIFACTS:
        return "bpmn.flow_at_artifact"
    return None if not kinds or name in kinds else "bpmn.wrong_reference"


def _is_foreign(document: Document, reference: str) -> bool:
    """A QName in the namespace of another file, which an <import> may explain."""
    prefix, colon, _ = reference.partition(":")
    return bool(colon) and document.root.nsmap.get(prefix) not in (None, document.root.get("targetNamespace"))
