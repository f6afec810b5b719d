# ruff: noqa: E501
"""What is not executed, not known or not readable is refused, and said why."""

from collections.abc import Callable
from typing import Any

import pytest

ENDS = '<startEvent id="s"/><endEvent id="end"/>'
SIGNAL = '<signal id="sig" name="s"/><signal id="local" name="s" camunda:scope="processInstance"/><terminateEventDefinition id="nb"/>'


def extension(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


UNSUPPORTED = [
    # node in a row, detail
    (
        '<task id="n1"><ioSpecification><inputSet/><inputSet/><outputSet/></ioSpecification></task>',
        "inputSet",
    ),
    ('<receiveTask id="n1" instantiate="true"/>', "instantiate"),  # with an incoming flow
    ('<eventBasedGateway id="n1" eventGatewayType="Parallel"/>', "eventGatewayType"),
    (
        '<task id="n1"><multiInstanceLoopCharacteristics behavior="Some"><loopCardinality>2</loopCardinality>'
        "</multiInstanceLoopCharacteristics></task>",
        "behavior=Some",
    ),
    (
        '<task id="n1"><multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="nb">'
        "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></task>",
        "behavior: terminate",
    ),
    (
        '<intermediateCatchEvent id="n1"><conditionalEventDefinition camunda:variableEvents="create, delete">'
        "<condition>a</condition></conditionalEventDefinition></intermediateCatchEvent>",
        "variableEvents=delete",
    ),
    (
        '<intermediateThrowEvent id="n1"><signalEventDefinition signalRef="sig"><extensionElements>'
        '<camunda:in businessKey="a"/></extensionElements></signalEventDefinition></intermediateThrowEvent>',
        "businessKey",
    ),
    (
        '<intermediateThrowEvent id="n1"><signalEventDefinition signalRef="local" camunda:async="true"/>'
        "</intermediateThrowEvent>",
        "async, scope=processInstance",
    ),
    (
        '<intermediateCatchEvent id="n1"><extensionElements><camunda:variableListenerEventDefinition variableName="a"'
        ' variableChangeType="delete"/></extensionElements></intermediateCatchEvent>',
        "variableChangeType=delete",
    ),
    (
        '<intermediateCatchEvent id="n1"><extensionElements><camunda:in source="a" target="b"/></extensionElements>'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        "in",
    ),
    (
        f'<userTask id="n1">{extension(chr(60) + "camunda:taskListener event=" + chr(34) * 2 + "/>")}</userTask>',
        "taskListener",
    ),
    (f'<userTask id="n1">{extension("<camunda:executionListener/>")}</userTask>', "executionListener"),
    (f'<manualTask id="n1">{extension("<camunda:formData/>")}</manualTask>', "formData"),  # nobody fills it in
    (f'<serviceTask id="n1">{extension("<camunda:connector/>")}</serviceTask>', "connector"),
    (
        '<manualTask id="n1"><humanPerformer><resourceAssignmentExpression><formalExpression>li</formalExpression>'
        "</resourceAssignmentExpression></humanPerformer></manualTask>",
        "humanPerformer",
    ),
    ('<manualTask id="n1" camunda:assignee="li"/>', "assignee"),
    ('<userTask id="n1" camunda:formRef="sheet" camunda:formRefBinding="deployment"/>', "formRefBinding=deployment"),
    ('<serviceTask id="n1" camunda:type="mail"/>', "type=mail"),
    ('<serviceTask id="n1" camunda:delegateExpression="${a.b(c)}"/>', "${a.b(c)}"),
    (
        f'<receiveTask id="n1">{extension(chr(60) + "zeebe:subscription correlationKey=" + chr(34) * 2 + "/>")}'
        "</receiveTask>",
        "zeebe:subscription",
    ),
    (
        f'<userTask id="n1">{extension("<camunda:inputOutput><camunda:inputParameter name=" + chr(34) + "a" + chr(34) + "><camunda:script scriptFormat=" + chr(34) + "groovy" + chr(34) + ">1</camunda:script></camunda:inputParameter></camunda:inputOutput>")}</userTask>',
        "scriptFormat=groovy",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("node", "detail"), UNSUPPORTED, ids=[row[1] for row in UNSUPPORTED])
def test_what_is_not_executed_is_refused(
    model: Callable[..., bytes], problems: Callable[..., Any], node: str, detail: str
) -> None:
    found = [each for each in problems(model(node, outside=SIGNAL)) if each.code == "bpmn.unsupported"]
    assert [each.params["detail"] for each in found] == [detail]
    assert (found[0].element_id, found[0].severity) == ("n1", "error")
    assert found[0].line


UNKNOWN = [
    ("bpmn.unknown_handler", '<serviceTask id="n1" camunda:class="com.acme.Other"/>', "error"),
    ("bpmn.unknown_decision", '<businessRuleTask id="n1" camunda:decisionRef="other"/>', "error"),
    ("bpmn.unknown_process", '<callActivity id="n1" calledElement="missing"/>', "error"),
    ("bpmn.unknown_form", '<userTask id="n1" camunda:formRef="missing"/>', "error"),
    ("bpmn.unknown_form", '<userTask id="n1" camunda:formKey="embedded:page"/>', "warning"),
    ("bpmn.unknown_group", '<userTask id="n1" camunda:candidateGroups="agents, strangers"/>', "warning"),
    ("bpmn.unknown_script_format", '<scriptTask id="n1" scriptFormat="groovy"><script>1</script></scriptTask>', "error"),
    ("bpmn.unknown_script_format", '<scriptTask id="n1"><script>1</script></scriptTask>', "error"),
    ("bpmn.no_implementation", '<serviceTask id="n1"/>', "error"),
    ("bpmn.no_implementation", '<businessRuleTask id="n1"/>', "error"),
    ("bpmn.no_implementation", '<sendTask id="n1"/>', "error"),
    ("bpmn.no_called_process", '<callActivity id="n1"/>', "error"),
    ("bpmn.no_message", '<intermediateCatchEvent id="n1"><messageEventDefinition/></intermediateCatchEvent>', "error"),
    ("bpmn.binding_without_version", '<callActivity id="n1" calledElement="other" camunda:calledElementBinding="version"/>', "error"),
    ("bpmn.bad_retry", f'<serviceTask id="n1" camunda:class="com.acme.Archive">{extension("<camunda:failedJobRetryTimeCycle>soon</camunda:failedJobRetryTimeCycle>")}</serviceTask>', "error"),
    ("bpmn.bad_retry", f'<serviceTask id="n1" camunda:class="com.acme.Archive">{extension("<camunda:failedJobRetryTimeCycle>R3/P1M</camunda:failedJobRetryTimeCycle>")}</serviceTask>', "error"),
    ("bpmn.bad_timer", '<intermediateCatchEvent id="n1"><timerEventDefinition><timeDuration>2 hours</timeDuration></timerEventDefinition></intermediateCatchEvent>', "error"),
    ("bpmn.bad_timer", '<userTask id="n1" camunda:dueDate="tomorrow"/>', "error"),
    ("bpmn.timer_value", '<intermediateCatchEvent id="n1"><timerEventDefinition/></intermediateCatchEvent>', "error"),
    ("bpmn.loop_without_count", '<task id="n1"><multiInstanceLoopCharacteristics/></task>', "error"),
    ("bpmn.loop_without_end", '<task id="n1"><standardLoopCharacteristics/></task>', "error"),
    ("bpmn.bad_quantity", '<task id="n1"><standardLoopCharacteristics loopMaximum="-1"/></task>', "error"),
    ("bpmn.bad_quantity", '<task id="n1" startQuantity="0"/>', "error"),
    ("bpmn.bad_quantity", '<task id="n1" completionQuantity="1001"/>', "error"),
    ("bpmn.output_without_item", '<task id="n1"><multiInstanceLoopCharacteristics><loopDataInputRef>x</loopDataInputRef><loopDataOutputRef>y</loopDataOutputRef></multiInstanceLoopCharacteristics></task>', "error"),
    ("bpmn.loop_with_two_counts", '<task id="n1"><multiInstanceLoopCharacteristics camunda:collection="a"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>', "error"),
    ("bpmn.parameter_without_name", f'<callActivity id="n1" calledElement="other">{extension("<camunda:in/>")}</callActivity>', "error"),
    ("bpmn.bad_expression", '<userTask id="n1" camunda:assignee="${who"/>', "error"),
    ("bpmn.thrown_without_code", '<intermediateThrowEvent id="n1"><escalationEventDefinition/></intermediateThrowEvent>', "warning"),
    ("bpmn.foreign", '<task id="n1" xmlns:other="urn:somebody" other:thing="1"/>', "warning"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "node", "severity"), UNKNOWN, ids=[f"{row[0]}-{row[2]}-{i}" for i, row in enumerate(UNKNOWN)])  # fmt: skip
def test_what_cannot_be_carried_out_is_told(
    model: Callable[..., bytes], problems: Callable[..., Any], code: str, node: str, severity: str
) -> None:
    found = problems(model(node, outside='<message id="nameless"/>'))
    assert [(each.code, each.element_id, each.severity) for each in found] == [(code, "n1", severity)]


def test_an_expression_is_quoted_with_its_position(model: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    found = problems(model('<userTask id="n1" camunda:assignee="=1 + "/>'))
    assert found[0].params["text"] == "=1 +"
    assert isinstance(found[0].params["position"], int)


def test_other_expression_languages_are_refused(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    condition = '<conditionExpression xsi:type="tFormalExpression" language="groovy">a</conditionExpression>'
    inside = (
        ENDS
        + f'<task id="t"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="end">{condition}</sequenceFlow><sequenceFlow id="c" sourceRef="t" targetRef="end"/>'
    )  # fmt: skip
    found = problems(raw(inside))
    assert [(each.code, each.params["detail"]) for each in found] == [("bpmn.unsupported", "language=groovy")]


def test_a_code_that_is_caught_is_known_when_published(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    """Only what is thrown may be worked out; `=code` on a catcher would never be met."""
    inside = (
        ENDS
        + '<task id="t"/><boundaryEvent id="b" attachedToRef="t"><errorEventDefinition errorRef="er"/></boundaryEvent>'
        + '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="end"/>'
        + '<sequenceFlow id="f3" sourceRef="b" targetRef="end"/>'
    )
    found = problems(raw(inside, '<error id="er" errorCode="=code"/>'))
    assert [(each.code, each.element_id, each.params["detail"]) for each in found] == [
        ("bpmn.unsupported", "b", "errorCode==code")
    ]


def test_everything_is_told_at_once(model: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    found = problems(model('<serviceTask id="a"/>', '<userTask id="b" camunda:dueDate="x"/>', '<sendTask id="c"/>'))
    assert {each.element_id for each in found if each.severity == "error"} == {"a", "b", "c"}
    assert [each.severity for each in found] == sorted(each.severity for each in found)


def test_colours_and_tool_notes_are_silent(model: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    node = '<task id="n1" xmlns:m="http://camunda.org/schema/modeler/1.0" m:note="x" camunda:modelerTemplate="t"/>'
    assert problems(model(node)) == ()
    drawn = '<userTask id="n1" xmlns:b="http://www.bizagi.com/bpmn20" b:note="x"><rendering id="r"/></userTask>'
    assert problems(model(drawn)) == ()


def test_the_schema_warns_and_never_refuses(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = ENDS + '<sequenceFlow id="f" sourceRef="s" targetRef="end" colour="red"/>'
    found = reading(raw(inside)).problems
    assert [(each.code, each.element_id, each.severity) for each in found] == [("bpmn.schema", "f", "warning")]
    assert "colour" in found[0].params["message"]


def test_an_expression_as_called_element_does_not_trouble_the_schema(
    model: Callable[..., bytes], problems: Callable[..., Any]
) -> None:
    assert problems(model('<callActivity id="n1" calledElement="${which}"/>')) == ()


NOTES = (
    '<camunda:properties><camunda:property name="a" value="b"/></camunda:properties>',
    '<zeebe:properties xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><zeebe:property name="a" value="b"/></zeebe:properties>',
)
NOTED = [
    ENDS + '<exclusiveGateway id="n1">{}</exclusiveGateway>',
    ENDS + '<intermediateCatchEvent id="n1"><timerEventDefinition>{}<timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>',
    ENDS + '<task id="n1"><multiInstanceLoopCharacteristics>{}<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ENDS + '<laneSet><lane id="l">{}<flowNodeRef>n1</flowNodeRef></lane></laneSet><task id="n1"/>',
    ENDS + '<dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d">{}</dataObjectReference><task id="n1"/>',
]  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("inside", NOTED)
def test_notes_may_stand_at_every_element(
    raw: Callable[..., bytes], problems: Callable[..., Any], inside: str, note: str
) -> None:
    """Extension properties say nothing that is executed, wherever a modeler lets them be written."""
    row = '<sequenceFlow id="f1" sourceRef="s" targetRef="n1"/><sequenceFlow id="f2" sourceRef="n1" targetRef="end"/>'
    found = problems(raw(inside.format(extension(note)) + row, ""))
    assert "bpmn.unsupported" not in [each.code for each in found]
