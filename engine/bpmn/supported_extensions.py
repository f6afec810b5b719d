"""Which attributes and elements of other engines are read, which are inert and why; the rest is refused."""

from typing import Any

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import (
    ACTIVITIES,
    BPMN,
    EVENTS,
    FAMILY,
    GATEWAYS,
    TASKS,
    THROWING,
    XSI,
    ZEEBE,
    bpmn_name,
    local,
    namespace,
)

_CALLS = frozenset({"serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition"})
_FORMS = frozenset({"userTask", "startEvent"})
_USER = frozenset({"userTask"})
_PROCESS = frozenset({"process"})
_DECISION = frozenset({"businessRuleTask"})
_ERROR = frozenset({"errorEventDefinition"})
_CALL = frozenset({"callActivity"})
_LOOP = frozenset({"multiInstanceLoopCharacteristics"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_NODES = ACTIVITIES | EVENTS
DECLARED = frozenset({"message", "signal", "error", "escalation"})

READ_ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority"), _USER),
    **dict.fromkeys(("formKey", "formRef", "formRefBinding", "formRefVersion"), _FORMS),
    **dict.fromkeys(("class", "delegateExpression", "expression", "topic", "type"), _CALLS),
    **dict.fromkeys(("resultVariable", "resultVariableName"), _CALLS | {"scriptTask"}),
    **dict.fromkeys(("decisionRef", "decisionRefBinding", "decisionRefVersion", "mapDecisionResult"), _DECISION),
    "decisionRefVersionTag": _DECISION,
    **dict.fromkeys(("calledElementBinding", "calledElementVersion", "calledElementVersionTag"), _CALL),
    **dict.fromkeys(("sameDeployment", "inheritVariables", "businessKey"), _CALL),
    **dict.fromkeys(("collection", "elementVariable", "elementIndexVariable"), _LOOP),
    **dict.fromkeys(("errorCodeVariable", "errorMessageVariable", "errorVariableName"), _ERROR),
    **dict.fromkeys(("errorVariableTransient", "errorVariableLocalScope"), _ERROR),
    "errorMessage": frozenset({"error"}),
    "scope": frozenset({"signal"}),
    "escalationCodeVariable": frozenset({"escalationEventDefinition"}),
    "messageExpression": frozenset({"messageEventDefinition"}),
    **dict.fromkeys(("terminateAll", "terminateMultiInstance"), frozenset({"terminateEventDefinition"})),
    "signalExpression": frozenset({"signalEventDefinition"}),
    **dict.fromkeys(("variableName", "variableEvents"), frozenset({"conditionalEventDefinition"})),
    "initiator": frozenset({"startEvent"}),
    "endDate": frozenset({"timeCycle"}),
    **dict.fromkeys(("idVariableName", "processInstanceIdVariableName", "inheritBusinessKey"), _CALL),
    "calledElementType": _CALL,
    "skipExpression": TASKS | _CALL | {"sequenceFlow"},
    "taskIdVariableName": _USER,
    "jobPriority": _NODES | _PROCESS | GATEWAYS,
    "taskPriority": _CALLS | _PROCESS,
    **dict.fromkeys(("versionTag", "candidateStarterGroups", "candidateStarterUsers"), _PROCESS),
}

INERT_ATTRIBUTES = {
    "asyncBefore": "every step is committed where it waits, and handlers always run after a commit",
    "asyncAfter": "as asyncBefore",
    "async": "as asyncBefore",
    "asyncLeave": "as asyncBefore",
    "asyncLeaveExclusive": "as asyncBefore",
    "noWaitStatesAsyncLeave": "as asyncBefore",
    "completeAsync": "as asyncBefore",
    "eagerExecutionFetching": "how the engine it came from reads its tables",
    "doNotIncludeVariables": "an external worker says itself which variables it wants",
    "autoStoreVariables": "a script of ours gives its result and nothing else",
    "extensionId": "written by a modeler for itself",
    "owner": "whoever owns a task of the engine it came from has no rights and no duties here",
    "category": "a word for lists of the engine it came from",
    "exclusive": "an instance is never worked on twice at the same time",
    "historyTimeToLive": "how long history is kept is a setting of the installation",
    "isStartableInTasklist": "who may start a process is a matter of rights",
    "formFieldValidation": "forms are always validated",
    "validateFormFields": "forms are always validated",
    "fallbackToDefaultTenant": "there are no tenants",
    "modelerTemplate": "written by a modeler for itself",
    "modelerTemplateVersion": "written by a modeler for itself",
    "modelerTemplateIcon": "written by a modeler for itself",
    "diagramRelationId": "written by a modeler for itself",
    "sourceDockerX": "written by a modeler for itself",
    "sourceDockerY": "written by a modeler for itself",
    "targetDockerX": "written by a modeler for itself",
    "targetDockerY": "written by a modeler for itself",
}

READ_ELEMENTS: dict[str, frozenset[str]] = {
    "inputOutput": _NODES,
    "in": _CALL | _CATCHING | {"signalEventDefinition"},
    "variableListenerEventDefinition": _CATCHING,
    "out": _CALL | THROWING,
    "variableAggregation": _LOOP,
    **dict.fromkeys(("formData", "formProperty"), _FORMS),
    "executionListener": _NODES | GATEWAYS | _PROCESS | {"sequenceFlow"},
    "taskListener": _USER,
    "value": frozenset({"dataObject"}),
    "field": _CALLS - {"messageEventDefinition"},
    "failedJobRetryTimeCycle": (_NODES - THROWING) | _LOOP,
}
READ_PARTS = {
    "inputOutput": frozenset({"inputParameter", "outputParameter", "script", "list", "map", "value", "entry"}),
    "properties": frozenset({"property"}),
    "executionListener": frozenset({"script"}),
    "taskListener": frozenset({"script", "timerEventDefinition", "timeDate", "timeDuration", "timeCycle"}),
    "field": frozenset({"string", "expression"}),
    "formData": frozenset({"formField", "value", "validation", "constraint", "properties", "property"}),
    "formProperty": frozenset({"value"}),
    "variableAggregation": frozenset({"variable"}),
}
INERT_ELEMENTS = {
    "localization": "names in other languages, for lists of the engine it came from",
    "initiator-can-complete": "who may complete a task is a matter of rights",
    "task-candidates-type": "written by a modeler for itself",
    "work-form-field-validation": "forms are always validated",
}

ANYWHERE = frozenset({"properties"})
"""Notes that a model keeps on its elements, of either kind of engine; what reads them knows where."""

READ_ZEEBE: dict[str, frozenset[str]] = {
    "taskDefinition": _CALLS | {"scriptTask"} | THROWING,
    "taskHeaders": _NODES,
    "userTaskForm": _PROCESS,
    "ioMapping": _NODES,
    "assignmentDefinition": _USER,
    "taskSchedule": _USER,
    "priorityDefinition": _USER,
    "formDefinition": _FORMS,
    "userTask": _USER,  # says that the engine itself keeps the task: it always does
    "calledElement": _CALL,
    "calledDecision": _DECISION,
    "script": frozenset({"scriptTask"}),
    "loopCharacteristics": _LOOP,
    "adHoc": frozenset({"adHocSubProcess"}),
    "versionTag": _PROCESS,
    "subscription": frozenset({"message"}),
}
_ZEEBE_ATTRIBUTES: dict[str, frozenset[str]] = {
    "taskDefinition": frozenset({"type", "retries"}),
    "header": frozenset({"key", "value"}),
    "property": frozenset({"name", "value"}),
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),
    "assignmentDefinition": frozenset({"assignee", "candidateGroups", "candidateUsers"}),
    "taskSchedule": frozenset({"dueDate", "followUpDate"}),
    "priorityDefinition": frozenset({"priority"}),
    "formDefinition": frozenset({"formKey", "formId", "bindingType", "externalReference"}),
    "userTaskForm": frozenset({"id"}),
    "calledElement": frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables"})
    | {"bindingType", "versionTag"},
    "calledDecision": frozenset({"decisionId", "resultVariable", "bindingType", "versionTag"}),
    "script": frozenset({"expression", "resultVariable"}),
    "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    "adHoc": frozenset({"activeElementsCollection", "completionCondition"}),
    "versionTag": frozenset({"value"}),
    "subscription": frozenset({"correlationKey"}),
}

DECORATION = (
    "http://bpmn.io/schema/",
    "http://www.omg.org/spec/BPMN/",
    "http://www.omg.org/spec/DD/",
    "http://camunda.org/schema/modeler/",
    "http://activiti.com/modeler",
    "http://flowable.org/modeler",
    "http://flowable.org/design",
    "http://flowable.com/modeler",
    "http://bpmn.sourceforge.net",
    "http://www.signavio.com",
    "http://www.trisotech.com/",
    "http://www.bizagi.com/",
    "http://oryx-editor.org",
    "http://www.w4.eu/spec/",
    "http://www.w3.org/",
)
"""Namespaces of drawing tools: colours, grids, their own notes. They never say what is executed."""


def check_extensions(document: Document, findings: Findings) -> None:
    foreign: set[str] = set()
    declared = [each for each in document.root if bpmn_name(each) in DECLARED]
    for top in [*document.executed, *declared]:
        for element in top.iter():
            _check_attributes(element, findings, foreign)
            if bpmn_name(element) == "extensionElements":
                for each in element:
                    _check_element(each, bpmn_name(element.getparent()), findings, foreign)


def _check_attributes(element: Any, findings: Findings, foreign: set[str]) -> None:
    for qualified in element.attrib:
        space, _, name = qualified[1:].rpartition("}")
        if not qualified.startswith("{") or space in (BPMN, XSI):
            continue
        if space == ZEEBE and name.startswith("modelerTemplate"):
            continue
        if space not in FAMILY | {ZEEBE}:
            _warn_foreign(element, space, findings, foreign)
        elif name not in INERT_ATTRIBUTES and bpmn_name(element) not in READ_ATTRIBUTES.get(name, ()):
            findings.error("bpmn.unsupported", element, tag=bpmn_name(element) or local(element), detail=name)


def _check_element(element: Any, owner: str, findings: Findings, foreign: set[str]) -> None:
    space, name = namespace(element), local(element)
    if space == ZEEBE:
        _check_zeebe(element, owner, findings)
    elif space not in FAMILY:
        _warn_foreign(element, space, findings, foreign)
    elif name in ANYWHERE or owner in READ_ELEMENTS.get(name, ()):
        _check_parts(element, owner, name, findings)
    elif name not in INERT_ELEMENTS:
        findings.error("bpmn.unsupported", element, tag=owner, detail=name)


def _check_parts(element: Any, owner: str, name: str, findings: Findings) -> None:
    known = READ_PARTS.get(name, frozenset())
    for part in element.iterdescendants():
        if local(part) not in known:
            findings.error("bpmn.unsupported", part, tag=owner, detail=f"{name}/{local(part)}")


def _check_zeebe(element: Any, owner: str, findings: Findings) -> None:
    name = local(element)
    if name not in ANYWHERE and owner not in READ_ZEEBE.get(name, ()):
        findings.error("bpmn.unsupported", element, tag=owner, detail=f"zeebe:{name}")
        return
    for part in element.iter():
        for attribute in part.attrib:
            if attribute not in _ZEEBE_ATTRIBUTES.get(local(part), ()):
                detail = f"zeebe:{local(part)}/{attribute}"
                findings.error("bpmn.unsupported", part, tag=owner, detail=detail)


def _warn_foreign(element: Any, space: str, findings: Findings, foreign: set[str]) -> None:
    """Once per namespace: the reader is told that nobody here understands it."""
    if space not in foreign and not space.startswith(DECORATION):
        foreign.add(space)
        findings.warn("bpmn.foreign", element, namespace=space)
