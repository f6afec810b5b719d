"""Where SpiffWorkflow does otherwise than BPMN 2.0 says: what of a diagram is enough to explain a difference."""

from dataclasses import dataclass

from engine.xml import parse

SPACES = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


@dataclass(frozen=True)
class Explanation:
    """`marks` is an XPath that finds what the two engines read differently."""

    section: str
    why: str
    marks: str

    def applies(self, files: dict[str, bytes]) -> bool:
        return any(parse(data).xpath(self.marks, namespaces=SPACES) for data in files.values())


BESIDE = "b:subProcess[@triggeredByEvent = 'true']"

EXPLANATIONS = (
    Explanation("8.3.1", "any id is an id; SpiffWorkflow keeps “Start” for itself", "//*[@id = 'Start']"),
    Explanation(
        "8.4.11",
        "a message may be named by an expression, as in the Camunda family; SpiffWorkflow takes the name as it stands",
        "//b:messageEventDefinition[@*[contains(., '{')]]",
    ),
    Explanation(
        "10.3",
        "completionQuantity says how many tokens leave an activity; SpiffWorkflow knows none",
        "//*[@completionQuantity > 1 or @startQuantity > 1]",
    ),
    Explanation(
        "10.3.3",
        "a receive task waits until something comes; SpiffWorkflow passes one that names no message",
        "//b:receiveTask[not(@messageRef)]",
    ),
    Explanation(
        "10.3.5",
        "an ad-hoc sub-process without a condition is complete when nothing is left in it; SpiffWorkflow wants one",
        "//b:adHocSubProcess",
    ),
    Explanation(
        "10.4.2",
        "data objects are filled when a task has put out something; SpiffWorkflow fails where it has not",
        "//b:dataOutputAssociation",
    ),
    Explanation(
        "10.5.5",
        "a catching timer with a cycle happens once; SpiffWorkflow repeats it",
        "//b:intermediateCatchEvent[b:timerEventDefinition/b:timeCycle]",
    ),
    Explanation(
        "10.5.7",
        "an escalation is caught by the innermost scope around it that has its code; SpiffWorkflow tells several",
        "//b:escalationEventDefinition",
    ),
    Explanation(
        "13.2",
        "started by hand, a process whose starts all need a trigger begins at the first; SpiffWorkflow waits",
        "//b:process[not(b:startEvent[not(b:messageEventDefinition or b:timerEventDefinition"
        " or b:signalEventDefinition or b:conditionalEventDefinition)])]/b:startEvent",
    ),
    Explanation(
        "13.3.7",
        "a multi-instance offers nrOfInstances and its fellows to its condition; SpiffWorkflow does not",
        "//b:completionCondition[contains(., 'nrOf')]",
    ),
    Explanation(
        "13.5.3",
        "an event on a sub-process ends it, or leaves all in it as it is; SpiffWorkflow mixes the two",
        "//b:boundaryEvent[@attachedToRef = //b:subProcess/@id]",
    ),
    Explanation(
        "13.5.6",
        "terminateAll, of the Flowable family, ends the process and not its scope only; SpiffWorkflow passes over it",
        "//b:terminateEventDefinition[@*[local-name() = 'terminateAll' or local-name() = 'terminateMultiInstance']]",
    ),
    Explanation(
        "13.5.4",
        "an event sub-process ends its scope, or runs beside it, each time; SpiffWorkflow has no such difference",
        f"//{BESIDE}",
    ),
)
