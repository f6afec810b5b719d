"""Small diagrams that are accepted and run, one for each corner of BPMN: what stands in the process, and beside it."""

from tests.bpmn.conftest import line_of

MESSAGE = '<message id="m" name="hello"/><message id="m2" name="=&quot;to-&quot; + string(n)"/>'
ERROR = '<error id="err" errorCode="E"/><escalation id="esc" escalationCode="E"/>'
SIGNAL = '<signal id="sig" name="alarm-${n}"/><signal id="own" name="s" camunda:scope="processInstance"/>'
OTHER = (
    '<process id="q"><startEvent id="qs"/><userTask id="qt"/><endEvent id="qe"/>'
    '<sequenceFlow id="q1" sourceRef="qs" targetRef="qt"/>'
    '<sequenceFlow id="q2" sourceRef="qt" targetRef="qe"/></process>'
)
TIMERS = (("timeDuration", "PT1H"), ("timeCycle", "R3/PT10M"), ("timeDate", "2026-02-01T00:00:00Z"))


def timer(kind: str = "timeDuration", value: str = "PT1H") -> str:
    return f"<timerEventDefinition><{kind}>{value}</{kind}></timerEventDefinition>"


def border(id: str, host: str, trigger: str, more: str = "") -> str:
    return (
        f'<boundaryEvent id="{id}" attachedToRef="{host}" {more}>{trigger}</boundaryEvent>'
        f'<sequenceFlow id="{id}_flow" sourceRef="{id}" targetRef="end"/>'
    )


def loop(inside: str, more: str = "") -> str:
    return f"<multiInstanceLoopCharacteristics {more}>{inside}</multiInstanceLoopCharacteristics>"


def own(id: str, trigger: str, more: str = "") -> str:
    return (
        f'<subProcess id="{id}" triggeredByEvent="true"><startEvent id="{id}_s" {more}>{trigger}</startEvent>'
        f'<userTask id="{id}_t"/><sequenceFlow id="{id}_f" sourceRef="{id}_s" targetRef="{id}_t"/></subProcess>'
    )


CATCHES = [
    *(timer(*each) for each in TIMERS[::2]),
    '<messageEventDefinition messageRef="m2"/>', '<signalEventDefinition signalRef="sig"/>',
    "<conditionalEventDefinition><condition>n > 3</condition></conditionalEventDefinition>",
]  # fmt: skip
THROWN = '<signalEventDefinition signalRef="own"/>', '<escalationEventDefinition escalationRef="esc"/>'
HEARD = '<messageEventDefinition messageRef="m"/>'
CARDINALITY = (
    "<loopCardinality>n + 1</loopCardinality><completionCondition>nrOfCompletedInstances >= 2</completionCondition>"
)
COLLECTION = 'camunda:collection="items" camunda:elementVariable="item"'
PARAMETERS = (
    '<extensionElements><camunda:inputOutput><camunda:inputParameter name="local">${n + 1}</camunda:inputParameter>'
    '<camunda:outputParameter name="out">=local * 2</camunda:outputParameter></camunda:inputOutput></extensionElements>'
)
NOT = 'cancelActivity="false"'
SEQUENTIAL = ' isSequential="true"'
FAILED = '<errorEventDefinition errorRef="err"/>'
ALL = '<extensionElements><camunda:in variables="all"/><camunda:out variables="all"/></extensionElements>'
AGAIN = (
    '<standardLoopCharacteristics loopMaximum="3"><loopCondition>n > 1</loopCondition></standardLoopCharacteristics>'
)
UNTIL = "<completionCondition>n > 2</completionCondition>"
SCRIPT = '<scriptTask id="i1" scriptFormat="feel" camunda:resultVariable="n"><script>n + 1</script></scriptTask>'
UNDONE = (
    '<boundaryEvent id="undone" attachedToRef="n1"><compensateEventDefinition/></boundaryEvent>'
    '<task id="h" isForCompensation="true"/>'
    '<association id="as" associationDirection="One" sourceRef="undone" targetRef="h"/>'
)
INNER = (
    '<startEvent id="i0"/>{}<endEvent id="i9"/><sequenceFlow id="g0" sourceRef="i0" targetRef="i1"/>'
    '<sequenceFlow id="g1" sourceRef="i1" targetRef="i9"/>'
)
INSIDE = '<userTask id="i1"/>'
BESIDES = 'isInterrupting="false"'
CANCEL = "<cancelEventDefinition/>"
CANCELLED = INNER.format(INSIDE).replace('"i9"/>', f'"i9">{CANCEL}</endEvent>', 1)
NODES = [
    *(f'<intermediateCatchEvent id="n1">{each}</intermediateCatchEvent>' for each in CATCHES),
    *(f'<intermediateThrowEvent id="n1">{each}</intermediateThrowEvent>' for each in THROWN),
    *(f'<userTask id="n1"/>{border("b", "n1", each)}' for each in CATCHES),
    *(f'<userTask id="n1"/>{border("b", "n1", timer(*each), NOT)}' for each in TIMERS),
    f'<userTask id="n1" name="${{n}}">{PARAMETERS}{loop(CARDINALITY)}</userTask>',
    f'<userTask id="n1">{loop("", COLLECTION)}</userTask>',
    f'<userTask id="n1">{loop("", COLLECTION + SEQUENTIAL)}</userTask>',
    f'<subProcess id="n1">{INNER.format(SCRIPT)}{loop(CARDINALITY)}</subProcess>',
    f'<subProcess id="n1"><userTask id="u1"/>{own("o", HEARD, BESIDES)}</subProcess>',
    f'<subProcess id="n1">{INNER.format(INSIDE)}</subProcess>{border("b", "n1", timer())}',
    f'<serviceTask id="n1" camunda:class="work">{PARAMETERS}</serviceTask>{border("b", "n1", FAILED)}',
    f'<callActivity id="n1" calledElement="q">{ALL}</callActivity>{border("b", "n1", timer())}',
    '<callActivity id="n1" calledElement="p"/>',
    f'<userTask id="n1">{AGAIN}</userTask>',
    f'<adHocSubProcess id="n1"><userTask id="u1"/><task id="u2"/>{UNTIL}</adHocSubProcess>',
    '<businessRuleTask id="n1" camunda:decisionRef="grade" camunda:resultVariable="r"/>',
    f'<transaction id="n1">{CANCELLED}</transaction>{border("left", "n1", CANCEL)}',
]
UNDO = line_of(
    f'<task id="n1"/>{UNDONE}',
    '<userTask id="n2"/>',
    '<intermediateThrowEvent id="n3"><compensateEventDefinition/></intermediateThrowEvent>',
)
BESIDE = MESSAGE + ERROR + SIGNAL + OTHER
ROWS = [(inside, BESIDE) for inside in (*(line_of(each) for each in NODES), UNDO)]
