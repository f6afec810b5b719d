"""The names of BPMN 2.0 (OMG formal/2013-12-09): namespaces, and the elements by kind."""

from functools import lru_cache
from typing import Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PREFIX = f"{{{BPMN}}}"  # of the tags that lxml gives
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FAMILY = frozenset(
    {CAMUNDA, "http://operaton.org/schema/1.0/bpmn", "http://activiti.org/bpmn", "http://flowable.org/bpmn"}
)
"""One family: the engines after Camunda 7 and before it name the same things alike."""
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXPRESSION_TYPE = f"{{{XSI}}}type"

TASKS = frozenset(
    {
        "task", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask",
    }
)  # fmt: skip
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
ARTIFACTS = frozenset({"association", "group", "textAnnotation"})
SCOPES = SUB_PROCESSES | {"process"}
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})

VARIABLE_LISTENER = "variableListenerEventDefinition"  # of Flowable, among the extension elements

DEFINITION_SUFFIX = "EventDefinition"


def qualified(name: str) -> str:
    """The lxml tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def namespace(element: Any) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if tag[:1] == "{" else ""


def local(element: Any) -> str:
    """The local name, whatever the namespace."""
    return str(element.tag.rpartition("}")[2])


def bpmn_name(element: Any) -> str:
    """The local name of a BPMN element, "" for one of another namespace."""
    return _bpmn_name(element.tag)


@lru_cache(maxsize=1_000)  # every check asks for it, of a few dozen tags
def _bpmn_name(tag: str) -> str:
    return tag.removeprefix(PREFIX) if tag.startswith(PREFIX) else ""


def unprefixed(reference: str) -> str:
    """References are QNames in the schema, and ids in practice: `tns:order` means `order`."""
    return reference.strip().rpartition(":")[2]


def flag(element: Any, attribute: str, default: bool = False) -> bool:
    """An xsd:boolean attribute."""
    text = element.get(attribute)
    return default if text is None else text.strip() in ("true", "1")
