# ruff: noqa: E501
"""Each rule of form, broken once."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.read import ANYTHING, read

TASK = '<task id="n1"/>'
MESSAGE = '<message id="m" name="hello"/>'


def flow(number: int, source: str, target: str, inside: str = "") -> str:
    return f'<sequenceFlow id="x{number}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


CONDITION = "<conditionExpression>a > 1</conditionExpression>"
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
TIMED = f'<intermediateCatchEvent id="timed">{TIMER}</intermediateCatchEvent>'
HEARD = '<intermediateCatchEvent id="heard"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
GATE = '<startEvent id="s"/><eventBasedGateway id="g"/><endEvent id="e"/>' + flow(1, "s", "g")
ENDS = '<startEvent id="s"/><endEvent id="e"/>'


CAUGHT = f'<startEvent id="s"/><intermediateCatchEvent id="c">{{}}</intermediateCatchEvent><endEvent id="e"/>{flow(1, "s", "c")}{flow(2, "c", "e")}'
LINK = '<{0} id="{1}"><linkEventDefinition name="{2}"/></{0}>'
LINKED = (
    ENDS + LINK.format("intermediateThrowEvent", "a", "L") + LINK.format("intermediateCatchEvent", "c", "L")
    + flow(1, "s", "a") + flow(2, "c", "e")
)  # fmt: skip
LOOP = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
DETACHED = (
    ENDS + flow(1, "s", "e") + f'<subProcess id="b" triggeredByEvent="true"><startEvent id="on">'
    f'<messageEventDefinition messageRef="m"/></startEvent><endEvent id="off"/>{flow(2, "on", "off")}{LOOP}</subProcess>'
)


BROKEN: list[tuple[str, str, str, str]] = [
    # code, element it is found at, process, declarations
    ("bpmn.missing_id", "p", "<startEvent/>", ""),
    ("bpmn.duplicate_id", "s", ENDS + flow(1, "s", "e") + '<textAnnotation id="s"/>', ""),
    ("bpmn.dangling_reference", "x1", ENDS + flow(1, "s", "gone"), ""),
    ("bpmn.missing_reference", "x1", ENDS + '<sequenceFlow id="x1" sourceRef="s"/>', ""),
    ("bpmn.wrong_reference", "x1", ENDS + flow(1, "s", "m"), MESSAGE),
    ("bpmn.flow_at_artifact", "x1", ENDS + '<textAnnotation id="note"/>' + flow(1, "s", "note"), ""),
    ("bpmn.flow_into_event", "x1", ENDS + flow(1, "e", "s"), ""),
    ("bpmn.flow_out_of_end", "x1", ENDS + flow(1, "e", "s"), ""),
    (
        "bpmn.crossing_flow",
        "x1",
        ENDS + '<subProcess id="sub"><task id="inner"/></subProcess>' + flow(1, "s", "inner"),
        "",
    ),
    (
        "bpmn.crossing_flow",
        "y1",
        ENDS + flow(1, "s", "e"),
        '<process id="q"><startEvent id="s2"/><endEvent id="e2"/>'
        + flow(2, "s2", "e2") + '<sequenceFlow id="y1" sourceRef="s" targetRef="e"/></process>',
    ),
    (
        "bpmn.lists_disagree",
        "s",
        '<startEvent id="s"><outgoing>x9</outgoing></startEvent><endEvent id="e"><incoming>x1</incoming></endEvent>' + flow(1, "s", "e"),
        "",
    ),
    (
        "bpmn.lists_disagree",
        "e",
        '<startEvent id="s"><outgoing>x1</outgoing></startEvent><endEvent id="e"/>' + flow(1, "s", "e"),
        "",
    ),
    ("bpmn.flow_not_immediate", "x1", ENDS + '<sequenceFlow id="x1" sourceRef="s" targetRef="e" isImmediate="false"/>', ""),
    ("bpmn.collection_differs", "d", ENDS + flow(1, "s", "e") + '<dataObject id="d" itemSubjectRef="i"/>', '<itemDefinition id="i" isCollection="true"/>'),
    ("bpmn.event_without_incoming", "c", f'<intermediateCatchEvent id="c">{TIMER}</intermediateCatchEvent><task id="n1"/>' + flow(1, "c", "n1"), ""),
    ("bpmn.dangling_reference", "c", ENDS + flow(1, "s", "e"), '<collaboration id="c" somethingRef="gone"/>'),
    ("bpmn.unsupported", "file", ENDS + flow(1, "s", "e"), '<import importType="http://www.omg.org/spec/BPMN/20100524/MODEL" location="b.bpmn" namespace="b"/>'),
    ("bpmn.flow_at_detached", "x1", ENDS + '<task id="t" isForCompensation="true"/>' + flow(1, "s", "t"), ""),
    ("bpmn.no_signal", "c", CAUGHT.format("<signalEventDefinition/>"), ""),
    ("bpmn.signal_without_name", "sig", CAUGHT.format('<signalEventDefinition signalRef="sig"/>'), '<signal id="sig"/>'),
    ("bpmn.message_without_name", "msg", CAUGHT.format('<messageEventDefinition messageRef="msg"/>'), '<message id="msg"/>'),
    ("bpmn.event_without_condition", "c", CAUGHT.format("<conditionalEventDefinition/>"), ""),
    ("bpmn.unsupported", "c", CAUGHT.format(f'{TIMER}<linkEventDefinition name="L"/>'), ""),
    ("bpmn.unsupported", "b", DETACHED, MESSAGE),
    ("bpmn.no_start", "d", ENDS + flow(1, "s", "e") + '<subProcess id="d" triggeredByEvent="true"><task id="t"/></subProcess>', ""),
    ("bpmn.link_without_target", "a", ENDS + LINK.format("intermediateThrowEvent", "a", "L") + flow(1, "s", "a"), ""),
    ("bpmn.link_without_source", "c", ENDS + flow(1, "s", "e") + LINK.format("intermediateCatchEvent", "c", "L") + TASK + flow(2, "c", "n1"), ""),
    ("bpmn.link_with_two_targets", "d", LINKED + LINK.format("intermediateCatchEvent", "d", "L") + TASK + flow(4, "d", "n1"), ""),
    ("bpmn.link_with_flow", "a", LINKED + TASK + flow(4, "a", "n1"), ""),
    ("bpmn.default_not_outgoing", "t", ENDS + '<task id="t" default="x1"/>' + flow(1, "s", "t") + flow(2, "t", "e"), ""),
    (
        "bpmn.default_with_condition",
        "x2",
        ENDS + '<task id="t" default="x2"/>' + flow(1, "s", "t") + flow(2, "t", "e", CONDITION) + flow(3, "t", "e"),
        "",
    ),
    ("bpmn.default_not_allowed", "g", ENDS + '<parallelGateway id="g" default="x2"/>' + flow(1, "s", "g") + flow(2, "g", "e"), ""),
    ("bpmn.no_condition", "x2", ENDS + '<exclusiveGateway id="g"/>' + flow(1, "s", "g") + flow(2, "g", "e") + flow(3, "g", "e", CONDITION), ""),
    ("bpmn.only_flow_conditional", "x2", ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e", CONDITION), ""),
    ("bpmn.condition_at_event", "x1", ENDS + flow(1, "s", "e", CONDITION), ""),
    ("bpmn.condition_ignored", "x2", ENDS + '<parallelGateway id="g"/>' + flow(1, "s", "g") + flow(2, "g", "e", CONDITION) + flow(3, "g", "e"), ""),
    (
        "bpmn.join_never_full",
        "j",
        ENDS + '<exclusiveGateway id="g"/><task id="a"/><task id="b"/><parallelGateway id="j"/>'
        + flow(1, "s", "g") + flow(2, "g", "a", CONDITION) + flow(3, "g", "b", CONDITION) + flow(4, "a", "j") + flow(5, "b", "j") + flow(6, "j", "e"),
        "",
    ),
    (
        "bpmn.join_never_reached",
        "j",
        '<startEvent id="s"/><startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="e"/><task id="a"/><parallelGateway id="j"/>'
        + '<boundaryEvent id="b" attachedToRef="a">' + TIMER + "</boundaryEvent>"
        + '<exclusiveGateway id="never"/>'
        + flow(1, "s", "a") + flow(2, "a", "j") + flow(3, "never", "j") + flow(4, "j", "e") + flow(5, "s2", "e") + flow(6, "b", "e"),
        MESSAGE,
    ),
    (
        "bpmn.loop_never_rests",
        "a",
        ENDS + '<parallelGateway id="g"/><scriptTask id="a" scriptFormat="feel"><script>1</script></scriptTask><scriptTask id="b" scriptFormat="feel"><script>1</script></scriptTask>'
        + flow(1, "s", "g") + flow(2, "g", "a") + flow(3, "g", "e") + flow(4, "a", "b") + flow(5, "b", "a"),
        "",
    ),
    ("bpmn.condition_not_allowed", "x2", GATE + TIMED + flow(2, "g", "timed", CONDITION) + flow(3, "timed", "e"), ""),
    ("bpmn.empty_expression", "x1", ENDS + flow(1, "s", "e", "<conditionExpression/>"), ""),
    ("bpmn.trigger_not_allowed", "e", '<startEvent id="s"/><endEvent id="e">' + TIMER + "</endEvent>" + flow(1, "s", "e"), ""),
    ("bpmn.trigger_not_allowed", "s", '<startEvent id="s"><errorEventDefinition/></startEvent><endEvent id="e"/>' + flow(1, "s", "e"), ""),
    ("bpmn.trigger_not_allowed", "s2", ENDS + f'<subProcess id="sub"><startEvent id="s2">{TIMER}</startEvent><endEvent id="e2"/>{flow(3, "s2", "e2")}</subProcess>' + flow(1, "s", "sub") + flow(2, "sub", "e"), ""),
    ("bpmn.trigger_not_allowed", "b", ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e") + '<boundaryEvent id="b" attachedToRef="n1" cancelActivity="false"><errorEventDefinition/></boundaryEvent>', ""),
    ("bpmn.trigger_missing", "c", ENDS + '<intermediateCatchEvent id="c"/>' + flow(1, "s", "c") + flow(2, "c", "e"), ""),
    ("bpmn.cancel_without_transaction", "e", '<startEvent id="s"/><endEvent id="e"><cancelEventDefinition/></endEvent>' + flow(1, "s", "e"), ""),
    ("bpmn.definition_not_shared", "s", '<startEvent id="s"><eventDefinitionRef>d</eventDefinitionRef></startEvent><endEvent id="e"><messageEventDefinition id="d" messageRef="m"/></endEvent>' + flow(1, "s", "e"), MESSAGE),
    ("bpmn.event_without_outgoing", "b", ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e") + f'<boundaryEvent id="b" attachedToRef="n1">{TIMER}</boundaryEvent>', ""),
    ("bpmn.event_without_incoming", "e2", ENDS + flow(1, "s", "e") + '<endEvent id="e2"/>', ""),
    ("bpmn.payload_without_operation", "e", '<startEvent id="s"/><endEvent id="e"><messageEventDefinition messageRef="m"/></endEvent>' + flow(1, "s", "e"), '<itemDefinition id="i"/><message id="m" name="hello" itemRef="i"/>'),
    ("bpmn.gateway_direction", "g", ENDS + '<parallelGateway id="g" gatewayDirection="Converging"/>' + flow(1, "s", "g") + flow(2, "g", "e") + flow(3, "g", "e"), ""),
    ("bpmn.gateway_idle", "g", ENDS + '<exclusiveGateway id="g"/>' + flow(1, "s", "g") + flow(2, "g", "e"), ""),
    ("bpmn.event_gateway_target", "n1", GATE + TIMED + TASK + flow(2, "g", "timed") + flow(3, "g", "n1") + flow(4, "timed", "e") + flow(5, "n1", "e"), ""),
    ("bpmn.event_gateway_shared_target", "timed", ENDS + '<parallelGateway id="a"/><eventBasedGateway id="g"/>' + TIMED + flow(1, "s", "a") + flow(2, "a", "g") + flow(3, "a", "timed") + flow(4, "g", "timed") + flow(5, "timed", "e"), ""),
    ("bpmn.event_gateway_boundary", "r", GATE + '<receiveTask id="r" messageRef="m"/>' + f'<boundaryEvent id="b" attachedToRef="r">{TIMER}</boundaryEvent>' + flow(2, "g", "r") + flow(3, "r", "e") + flow(4, "b", "e"), MESSAGE),
    ("bpmn.event_gateway_mixed", "g", GATE + HEARD + '<receiveTask id="r" messageRef="m"/>' + flow(2, "g", "heard") + flow(3, "g", "r") + flow(4, "heard", "e") + flow(5, "r", "e"), MESSAGE),
    ("bpmn.boundary_host", "b", ENDS + flow(1, "s", "e") + f'<boundaryEvent id="b" attachedToRef="e">{TIMER}</boundaryEvent>', ""),
    ("bpmn.boundary_elsewhere", "b", ENDS + f'<subProcess id="sub"><task id="n1"/></subProcess><boundaryEvent id="b" attachedToRef="n1">{TIMER}</boundaryEvent>' + flow(1, "s", "sub") + flow(2, "sub", "e") + flow(3, "b", "e"), ""),
    (
        "bpmn.boundary_elsewhere",
        "b",
        ENDS + '<subProcess id="sub"><startEvent id="s2"/><parallelGateway id="f"/><task id="a"/><task id="n1"/><parallelGateway id="j"/>'
        + flow(4, "s2", "f") + flow(5, "f", "a") + flow(6, "f", "n1") + flow(7, "a", "j") + flow(8, "n1", "j") + '<endEvent id="e2"/>' + flow(9, "j", "e2")
        + f'</subProcess><boundaryEvent id="b" attachedToRef="n1">{TIMER}</boundaryEvent>' + flow(1, "s", "sub") + flow(2, "sub", "e") + flow(3, "b", "e"),
        "",
    ),
    ("bpmn.called_without_start", "call", ENDS + '<callActivity id="call" calledElement="q"/>' + flow(1, "s", "call") + flow(2, "call", "e"), MESSAGE + '<process id="q"><startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="qe"/><sequenceFlow id="qf" sourceRef="qs" targetRef="qe"/></process>'),
    ("bpmn.empty_scope", "sub", ENDS + '<subProcess id="sub"/>' + flow(1, "s", "sub") + flow(2, "sub", "e"), ""),
    ("bpmn.no_start", "p", '<task id="a"/><task id="b"/>' + flow(1, "a", "b") + flow(2, "b", "a"), ""),
    ("bpmn.no_end_event", "p", '<startEvent id="s"/><task id="n1"/>' + flow(1, "s", "n1"), ""),
    ("bpmn.no_start_event", "p", TASK + '<endEvent id="e"/>' + flow(1, "n1", "e"), ""),
    ("bpmn.several_none_starts", "s2", ENDS + '<startEvent id="s2"/>' + flow(1, "s", "e") + flow(2, "s2", "e"), ""),
    ("bpmn.unreachable", "n1", ENDS + flow(1, "s", "e") + TASK, ""),
    ("bpmn.unreachable_part", "n2", ENDS + flow(1, "s", "e") + TASK + '<task id="n2"/>' + flow(2, "n2", "n1"), ""),
    ("bpmn.second_start", "n1", ENDS + flow(1, "s", "e") + TASK + flow(2, "n1", "e"), ""),
    ("bpmn.text_format", "note", ENDS + flow(1, "s", "e") + '<textAnnotation id="note" textFormat="plain"/>', ""),
    ("bpmn.data_object_name", "r", ENDS + flow(1, "s", "e") + '<dataObject id="d" name="Order"/><dataObjectReference id="r" dataObjectRef="d" name="Offer [new]"><dataState name="new"/></dataObjectReference>', ""),
    ("bpmn.wrong_reference", "k", ENDS + flow(1, "s", "e"), '<collaboration id="c"><participant id="pool" processRef="p"/><correlationKey id="k"><correlationPropertyRef>pool</correlationPropertyRef></correlationKey></collaboration>'),
    ("bpmn.message_flow_in_pool", "mf", ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e"), '<collaboration id="c"><participant id="pool" processRef="p"/><messageFlow id="mf" sourceRef="pool" targetRef="n1"/></collaboration>'),
    ("bpmn.message_flow_end", "mf", ENDS + flow(1, "s", "e"), '<collaboration id="c"><participant id="pool" processRef="p"/><participant id="away"/><messageFlow id="mf" sourceRef="away" targetRef="s"/></collaboration>'),
    ("bpmn.participant_multiplicity", "away", ENDS + flow(1, "s", "e"), '<collaboration id="c"><participant id="away"><participantMultiplicity minimum="3" maximum="2"/></participant></collaboration>'),
    ("bpmn.item_differs", "d", ENDS + flow(1, "s", "e") + '<task id="n1"><ioSpecification><dataInput id="i" itemSubjectRef="A"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="d"><sourceRef>o</sourceRef><targetRef>i</targetRef></dataInputAssociation></task><dataObject id="o" itemSubjectRef="B"/>', '<itemDefinition id="A"/><itemDefinition id="B"/>'),
    ("bpmn.item_differs", "x", ENDS + flow(1, "s", "e") + '<task id="n1"><ioSpecification><dataInput id="i" isCollection="true" itemSubjectRef="A"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef><inputDataItem id="x" itemSubjectRef="B"/></multiInstanceLoopCharacteristics></task>', '<itemDefinition id="A" isCollection="true" structureRef="list"/><itemDefinition id="B" structureRef="number"/>'),
    ("bpmn.wrong_reference", "l", ENDS + flow(1, "s", "e") + '<task id="n1"><multiInstanceLoopCharacteristics id="l"><loopDataInputRef>s</loopDataInputRef></multiInstanceLoopCharacteristics></task>', ""),
    ("bpmn.data_association_end", "d", ENDS + flow(1, "s", "e") + '<ioSpecification><dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><task id="n1"><dataOutputAssociation id="d"><targetRef>i</targetRef></dataOutputAssociation></task>', ""),
    ("bpmn.data_association_end", "d", ENDS + flow(1, "s", "e") + '<ioSpecification><dataOutput id="o"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification><task id="n1"><dataInputAssociation id="d"><sourceRef>o</sourceRef></dataInputAssociation></task>', ""),
    ("bpmn.data_count", "n1", ENDS + flow(1, "s", "n1") + flow(2, "n1", "e") + '<serviceTask id="n1" operationRef="op"/>', '<itemDefinition id="A"/><message id="am" itemRef="A"/><interface id="if" name="i"><operation id="op" name="o"><inMessageRef>am</inMessageRef></operation></interface>'),
    ("bpmn.wrong_reference", "q", ENDS + flow(1, "s", "e"), '<process id="q" definitionalCollaborationRef="p"/>'),
]  # fmt: skip


ROW = ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e")
OPERATION = (
    '<message id="m" name="hello"/><message id="other" name="o"/><interface id="i" name="i"><operation id="op" name="o">'
    "<inMessageRef>other</inMessageRef></operation></interface>"
)
POOLS = '<message id="m" name="hello"/><message id="other" name="o"/><collaboration id="all"><participant id="pool" processRef="p"/><participant id="away"/>{}</collaboration>'
HEARD_TWICE = (
    '<boundaryEvent id="b1" attachedToRef="n1">{0}</boundaryEvent><boundaryEvent id="b2" attachedToRef="n1">{0}</boundaryEvent>'
    + flow(3, "b1", "e")
    + flow(4, "b2", "e")
)
AT_SUB = (
    ENDS
    + f'<subProcess id="n1">{TASK.replace("n1", "n2")}</subProcess>'
    + flow(1, "s", "n1")
    + flow(2, "n1", "e")
    + HEARD_TWICE
)
TWO_ASIDE = "".join(
    f'<subProcess id="a{n}" triggeredByEvent="true"><startEvent id="on{n}"><errorEventDefinition errorRef="er{n}"/></startEvent><endEvent id="off{n}"/>{flow(n, f"on{n}", f"off{n}")}</subProcess>'
    for n in (7, 8)
)
BROKEN += [
    ("bpmn.in_two_lanes", "n1", '<laneSet><lane id="l1"><flowNodeRef>n1</flowNodeRef></lane><lane id="l2"><flowNodeRef>n1</flowNodeRef></lane></laneSet>' + ROW, ""),
    ("bpmn.in_two_lanes", "n1", '<laneSet><lane id="l1"><childLaneSet><lane id="l2"><flowNodeRef>n1</flowNodeRef></lane><lane id="l3"><flowNodeRef>n1</flowNodeRef></lane></childLaneSet></lane></laneSet>' + ROW, ""),
    ("bpmn.lane_of_another_process", "l1", '<laneSet><lane id="l1"><flowNodeRef>n9</flowNodeRef></lane></laneSet>' + ROW, '<process id="q"><task id="n9"/></process>'),
    ("bpmn.catcher_twice", "b2", AT_SUB.format('<errorEventDefinition errorRef="er"/>'), '<error id="er" errorCode="E"/>'),
    ("bpmn.catcher_twice", "b2", AT_SUB.format("<escalationEventDefinition/>"), ""),
    ("bpmn.catcher_twice", "b2", AT_SUB.format('<messageEventDefinition messageRef="m"/>'), MESSAGE),
    ("bpmn.catcher_twice", "b2", AT_SUB.format("<cancelEventDefinition/>").replace("subProcess", "transaction"), ""),
    ("bpmn.catcher_twice", "on8", ROW + TWO_ASIDE, '<error id="er7" errorCode="E"/><error id="er8" errorCode="E"/>'),
    ("bpmn.message_of_no_operation", "n1", ROW.replace("<task ", '<sendTask messageRef="m" operationRef="op" '), OPERATION),
    ("bpmn.message_of_no_operation", "timed", ENDS + '<intermediateCatchEvent id="timed"><messageEventDefinition messageRef="m"><operationRef>op</operationRef></messageEventDefinition></intermediateCatchEvent>' + flow(1, "s", "timed") + flow(2, "timed", "e"), OPERATION),
    ("bpmn.message_flow_end", "mf", ROW.replace("<task ", '<receiveTask messageRef="m" '), POOLS.format('<messageFlow id="mf" sourceRef="n1" targetRef="away"/>')),
    ("bpmn.message_flow_end", "mf", ROW.replace("<task ", '<sendTask messageRef="m" '), POOLS.format('<messageFlow id="mf" sourceRef="away" targetRef="n1"/>')),
    ("bpmn.message_flow_message", "mf", ROW.replace("<task ", '<receiveTask messageRef="m" '), POOLS.format('<messageFlow id="mf" sourceRef="away" targetRef="n1" messageRef="other"/>')),
    ("bpmn.wrong_reference", "mfa", ROW, POOLS.format('<messageFlow id="mf" sourceRef="away" targetRef="n1"/><messageFlowAssociation id="mfa" innerMessageFlowRef="pool" outerMessageFlowRef="mf"/>')),
    ("bpmn.wrong_reference", "x1", ROW.replace(flow(1, "s", "n1"), flow(1, "s", "n1", '<conditionExpression evaluatesToTypeRef="n1">a</conditionExpression>')), ""),
    ("bpmn.wrong_reference", "all", ROW, '<collaboration id="all"><participant id="pool" processRef="p"/><choreographyRef>p</choreographyRef></collaboration>'),
    ("bpmn.empty_expression", "m", ROW, '<message id="m0" name="x"/><correlationProperty id="m" name="c"><correlationPropertyRetrievalExpression messageRef="m0"><messagePath/></correlationPropertyRetrievalExpression></correlationProperty>'),
    ("bpmn.empty_expression", "da", '<dataObject id="d"/>' + ROW.replace('<task id="n1"/>', '<task id="n1"><ioSpecification><dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="da"><sourceRef>d</sourceRef><targetRef>i</targetRef><assignment><from>1</from><to/></assignment></dataInputAssociation></task>'), ""),
    ("bpmn.empty_scope", "n1", ENDS + '<adHocSubProcess id="n1"><exclusiveGateway id="g"/></adHocSubProcess>' + flow(1, "s", "n1") + flow(2, "n1", "e"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element", "inside", "outside"), BROKEN, ids=[f"{row[0]}@{row[1]}" for row in BROKEN])
def test_a_broken_rule_is_named_with_element_and_line(
    raw: Callable[..., bytes], problems: Callable[..., Any], code: str, element: str, inside: str, outside: str
) -> None:
    found = [problem for problem in problems(raw(inside, outside)) if problem.code == code]
    assert [problem.element_id for problem in found] == [element]
    assert found[0].line and found[0].file == "test.bpmn"


SOUND = [
    ("a plain row", ENDS + TASK + flow(1, "s", "n1") + flow(2, "n1", "e")),
    ("no events at all: what nothing leads to begins", '<task id="a"/><task id="b"/>' + flow(1, "a", "b")),
    ("a loop back", ENDS + '<exclusiveGateway id="j"/>' + TASK + '<exclusiveGateway id="g" default="x5"/>' + flow(1, "s", "j") + flow(2, "j", "n1") + flow(3, "n1", "g") + flow(4, "g", "j", CONDITION) + flow(5, "g", "e")),
    ("a flow to itself", ENDS + '<task id="n1" default="x3"/>' + flow(1, "s", "n1") + flow(2, "n1", "n1", CONDITION) + flow(3, "n1", "e")),
    ("a dead end beside an end event", ENDS + '<parallelGateway id="g"/>' + TASK + flow(1, "s", "g") + flow(2, "g", "n1") + flow(3, "g", "e")),
    ("an event gateway", GATE + TIMED + HEARD + flow(2, "g", "timed") + flow(3, "g", "heard") + flow(4, "timed", "e") + flow(5, "heard", "e")),
    ("data as a picture, as bpmn-js draws it", ENDS + '<dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d"/><task id="n1"><property id="slot" name="__targetRef_placeholder"/><dataInputAssociation id="a"><sourceRef>r</sourceRef><targetRef>slot</targetRef></dataInputAssociation></task>' + flow(1, "s", "n1") + flow(2, "n1", "e")),
]  # fmt: skip


SOUND += [
    (
        "a parallel join after a parallel split, with a choice and a loop on the way",
        ENDS
        + '<parallelGateway id="f"/><task id="a"/><exclusiveGateway id="merge"/><exclusiveGateway id="choice" default="x7"/><parallelGateway id="j"/>'
        + flow(1, "s", "f")
        + flow(2, "f", "a")
        + flow(3, "a", "j")
        + flow(4, "f", "merge")
        + flow(5, "merge", "choice")
        + flow(6, "choice", "merge", CONDITION)
        + flow(7, "choice", "j")
        + flow(8, "j", "e"),
    ),
    (
        "a join that one of two ways fills",
        ENDS
        + '<inclusiveGateway id="f"/><task id="a"/><task id="b"/><parallelGateway id="j"/>'
        + flow(1, "s", "f")
        + flow(2, "f", "a", CONDITION)
        + flow(3, "f", "b", CONDITION)
        + flow(4, "a", "j")
        + flow(5, "b", "j")
        + flow(6, "j", "e"),
    ),
    (
        "a loop of scripts that a choice leaves",
        ENDS
        + '<exclusiveGateway id="merge"/><scriptTask id="a" scriptFormat="feel"><script>1</script></scriptTask><exclusiveGateway id="choice" default="x5"/>'
        + flow(1, "s", "merge")
        + flow(2, "merge", "a")
        + flow(3, "a", "choice")
        + flow(4, "choice", "merge", CONDITION)
        + flow(5, "choice", "e"),
    ),
    (
        "a loop with a task for a person",
        ENDS
        + '<exclusiveGateway id="merge"/><userTask id="a"/><parallelGateway id="choice"/>'
        + flow(1, "s", "merge")
        + flow(2, "merge", "a")
        + flow(3, "a", "choice")
        + flow(4, "choice", "merge")
        + flow(5, "choice", "e"),
    ),
]


SOUND += [
    ("one lane inside another names what that one names too", '<laneSet><lane id="l1"><flowNodeRef>n1</flowNodeRef><childLaneSet><lane id="l2"><flowNodeRef>n1</flowNodeRef></lane></childLaneSet></lane></laneSet>' + ROW),
    ("two lane sets divide by different things", '<laneSet><lane id="l1"><flowNodeRef>n1</flowNodeRef></lane></laneSet><laneSet><lane id="l2"><flowNodeRef>n1</flowNodeRef></lane></laneSet>' + ROW),
    ("timers are caught each for itself", AT_SUB.format(TIMER)),
]  # fmt: skip


@pytest.mark.parametrize("inside", [row[1] for row in SOUND], ids=[row[0] for row in SOUND])
def test_a_sound_diagram_is_silent(raw: Callable[..., bytes], problems: Callable[..., Any], inside: str) -> None:
    assert problems(raw(inside, MESSAGE)) == ()


def test_an_event_sub_process_begins_once_where_no_engine_of_the_family_allows_more(
    raw: Callable[..., bytes], problems: Callable[..., Any]
) -> None:
    inside = (
        ENDS
        + flow(1, "s", "e")
        + '<subProcess id="b" triggeredByEvent="true">'
        + '<startEvent id="on"><messageEventDefinition messageRef="m"/></startEvent>'
        + f'<startEvent id="on2">{TIMER}</startEvent><endEvent id="off"/>{flow(2, "on", "off")}{flow(3, "on2", "off")}'
        + "</subProcess>"
    )
    drawn = raw(inside, MESSAGE)
    assert problems(drawn) == ()
    found = problems(drawn.replace(b"http://camunda.org/schema/1.0/bpmn", b"http://example.org/other"))
    assert [(each.code, each.element_id) for each in found] == [("bpmn.several_event_starts", "on2")]


def test_an_ad_hoc_sub_process_has_neither_first_nor_last(
    raw: Callable[..., bytes], problems: Callable[..., Any]
) -> None:
    box = '<adHocSubProcess id="b"><startEvent id="i"/><task id="t"/><endEvent id="o"/>'
    inside = (
        f"{ENDS}{box}{flow(1, 'i', 't')}{flow(2, 't', 'o')}</adHocSubProcess>{flow(3, 's', 'b')}{flow(4, 'b', 'e')}"
    )
    found = [(each.code, each.element_id, each.severity) for each in problems(raw(inside))]
    assert found == [("bpmn.event_in_ad_hoc", "i", "warning"), ("bpmn.event_in_ad_hoc", "o", "warning")]


def test_a_code_may_be_written_as_reference_but_no_other_declaration(
    raw: Callable[..., bytes], problems: Callable[..., Any]
) -> None:
    def caught(reference: str) -> list[tuple[str, str]]:
        event = (
            f'<boundaryEvent id="b" attachedToRef="t"><errorEventDefinition errorRef="{reference}"/></boundaryEvent>'
        )
        flows = flow(1, "s", "t") + flow(2, "t", "e") + flow(3, "b", "e")
        return [(each.code, each.severity) for each in problems(raw(f'{ENDS}<task id="t"/>{event}{flows}', MESSAGE))]

    assert caught("LOST") == []
    assert ("bpmn.wrong_reference", "error") in caught("m")


@pytest.mark.parametrize(
    ("pools", "ends", "severity"),
    [
        ('<participant id="away"/>', 'sourceRef="away" targetRef="s"', "warning"),  # what a customer does, outside
        ('<participant id="away"/>', 'sourceRef="e" targetRef="away"', "warning"),
        ('<participant id="away"/>', 'sourceRef="s" targetRef="away"', "error"),  # no start event sends
        ('<participant id="away"/>', 'sourceRef="away" targetRef="g"', "error"),  # no gateway receives
        ('<participant id="away" processRef="q"/>', 'sourceRef="sent" targetRef="s"', "error"),  # it would be sent here
    ],
)
def test_what_an_empty_pool_says_to_a_plain_start_is_only_a_picture(
    raw: Callable[..., bytes], problems: Callable[..., Any], pools: str, ends: str, severity: str
) -> None:
    other = '<process id="q" isExecutable="true"><startEvent id="q1"/><sendTask id="sent" messageRef="m"/><endEvent id="q2"/>'
    other += flow(8, "q1", "sent") + flow(9, "sent", "q2") + "</process>"
    pool = f'<collaboration id="c"><participant id="pool" processRef="p"/>{pools}<messageFlow id="mf" {ends}/></collaboration>'
    inside = ENDS + '<parallelGateway id="g"/>' + flow(1, "s", "g") + flow(2, "g", "e")
    found = [each for each in problems(raw(inside, MESSAGE + other + pool)) if each.code == "bpmn.message_flow_end"]
    assert [each.severity for each in found] == [severity]


def test_where_a_file_names_its_language_plain_expressions_are_natural_language() -> None:
    """Sources and targets of assignments are expressions as well."""
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="f" targetNamespace="t" expressionLanguage="http://www.w3.org/1999/XPath"'
    moved = '<dataObject id="d"/><task id="n1"><ioSpecification><dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="da"><sourceRef>d</sourceRef><targetRef>i</targetRef><assignment><from{0}>1</from><to{0}>i</to></assignment></dataInputAssociation></task>'
    for formal, told in (("", ["da", "da"]), (' xsi:type="tFormalExpression"', [])):
        inside = ENDS + moved.format(formal) + flow(1, "s", "n1") + flow(2, "n1", "e")
        file = f'{head} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="p" isExecutable="true">{inside}</process></definitions>'
        found = read(file.encode(), "f.bpmn", ANYTHING).problems
        assert [each.element_id for each in found if each.code == "bpmn.informal_expression"] == told
