"""Camunda 8: what an activity is handed goes out only by its outputs, if it has any; codes may be expressions."""

from typing import Any
from xml.sax.saxutils import escape

import pytest

from engine.bpmn.read import ANYTHING, read
from engine.errors import DeploymentRefused
from engine.model import command as c
from engine.model.definition import CallActivity, DecisionTask
from tests.kernel.desk import Desk

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="t"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><message id="m" name="news"/>'
)
OUTPUT = '<zeebe:ioMapping><zeebe:output source="=answer" target="result"/></zeebe:ioMapping>'
INPUT = '<zeebe:ioMapping><zeebe:input source="=1" target="one"/></zeebe:ioMapping>'
CALLED = '<zeebe:calledElement processId="q" propagateAllChildVariables="{}"/>'
CHILD = (
    '<process id="q" isExecutable="true"><startEvent id="qs"/><userTask id="asked"/><endEvent id="qe"/>'
    '<sequenceFlow id="q1" sourceRef="qs" targetRef="asked"/><sequenceFlow id="q2" sourceRef="asked" targetRef="qe"/>'
    "</process>"
)


def drawn(tag: str, extension: str, inside: str = "") -> Desk:
    """start -> a (this tag) -> after, and a process that it may call."""
    node = f'<{tag} id="a"><extensionElements>{extension}</extensionElements>{inside}</{tag}>'
    flows = "".join(
        f'<sequenceFlow id="f{at}" sourceRef="{source}" targetRef="{target}"/>'
        for at, (source, target) in enumerate((("s", "a"), ("a", "after"), ("after", "e")))
    )
    parts = f'<startEvent id="s"/>{node}<userTask id="after"/><endEvent id="e"/>{flows}'
    file = f'{HEAD}<process id="p" isExecutable="true">{parts}</process>{CHILD}</definitions>'
    return Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes)


@pytest.mark.parametrize(
    ("extension", "left"),
    [
        (OUTPUT, {"result": 42}),  # only what is named goes out
        (INPUT, {"answer": 42, "note": "x"}),  # without outputs everything does
        ("", {"answer": 42, "note": "x"}),
    ],
)
def test_an_output_lets_out_what_it_names_and_nothing_else(extension: str, left: dict[str, Any]) -> None:
    desk = drawn("userTask", extension).start().complete("a", answer=42, note="x")
    assert (desk.active, desk.variables) == (["after"], left)


def test_a_received_message_goes_out_by_the_outputs() -> None:
    desk = drawn("intermediateCatchEvent", OUTPUT, '<messageEventDefinition messageRef="m"/>').start()
    desk.send("news", answer=42, note="x")
    assert (desk.active, desk.variables) == (["after"], {"result": 42})


@pytest.mark.parametrize(
    ("extension", "left"),
    [
        (CALLED.format("false") + OUTPUT, {"result": 42}),  # the outputs see what the called process leaves
        (CALLED.format("true") + OUTPUT, {"result": 42}),
        (CALLED.format("true"), {"answer": 42, "note": "x"}),
        (CALLED.format("false"), {}),
    ],
)
def test_the_outputs_of_a_call_see_what_was_called(extension: str, left: dict[str, Any]) -> None:
    desk = drawn("callActivity", extension).start().complete("asked", answer=42, note="x")
    assert (desk.active, desk.variables) == (["after"], left)


def test_behind_an_event_based_gateway_as_well() -> None:
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/><eventBasedGateway id="g"/>'
        '<userTask id="after"/>'
        f'<intermediateCatchEvent id="heard"><extensionElements>{OUTPUT}</extensionElements>'
        '<messageEventDefinition messageRef="m"/></intermediateCatchEvent><intermediateCatchEvent id="late">'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/>'
        '<sequenceFlow id="f2" sourceRef="g" targetRef="heard"/>'
        '<sequenceFlow id="f3" sourceRef="g" targetRef="late"/>'
        '<sequenceFlow id="f4" sourceRef="heard" targetRef="after"/>'
        '<sequenceFlow id="f5" sourceRef="late" targetRef="e"/><sequenceFlow id="f6" sourceRef="after" targetRef="e"/>'
        "</process></definitions>"
    )
    desk = Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start()
    desk.send("news", answer=42, note="x")
    assert (desk.active, desk.variables) == (["after"], {"result": 42})


def test_what_a_body_puts_out_is_collected() -> None:
    """The output collection is made of what the outputs of each body leave, and nothing of it reaches the process."""
    loop = (
        "<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics"
        ' inputCollection="=[1, 2]" outputCollection="results" outputElement="=result"/></extensionElements>'
        "</multiInstanceLoopCharacteristics>"
    )
    desk = drawn("userTask", OUTPUT, loop).start().complete("a", answer=10).complete("a", answer=20)
    assert (desk.active, desk.variables) == (["after"], {"results": [10, 20]})


@pytest.mark.parametrize(
    ("trigger", "code", "active", "incidents"),
    [
        ("error", "LATE", ["after"], []),
        ("error", "OTHER", ["thrown"], ["error.uncaught"]),
        ("error", 7, ["thrown"], ["error.no_code"]),
        ("escalation", "LATE", ["after"], []),
        ("escalation", "OTHER", [], []),  # has no effect when nobody catches it
        ("escalation", None, ["thrown"], ["escalation.no_code"]),
    ],
)
def test_the_code_that_is_thrown_may_be_an_expression(
    trigger: str, code: Any, active: list[str], incidents: list[str]
) -> None:
    file = (
        f'{HEAD}<{trigger} id="worked_out" {trigger}Code="=code"/><{trigger} id="late" {trigger}Code="LATE"/>'
        '<process id="p" isExecutable="true"><startEvent id="s"/><subProcess id="sub"><startEvent id="i"/>'
        f'<endEvent id="thrown"><{trigger}EventDefinition {trigger}Ref="worked_out"/></endEvent>'
        '<sequenceFlow id="f1" sourceRef="i" targetRef="thrown"/></subProcess>'
        '<boundaryEvent id="b" attachedToRef="sub">'
        f'<{trigger}EventDefinition {trigger}Ref="late"/></boundaryEvent><userTask id="after"/><endEvent id="e"/>'
        '<sequenceFlow id="f2" sourceRef="s" targetRef="sub"/><sequenceFlow id="f3" sourceRef="sub" targetRef="e"/>'
        '<sequenceFlow id="f4" sourceRef="b" targetRef="after"/></process></definitions>'
    )
    desk = Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start(code=code)
    assert (desk.active, desk.incidents) == (active, incidents)


ALONE = '<zeebe:calledElement processId="q" propagateAllParentVariables="false"/>'
INPUTS = '<zeebe:ioMapping><zeebe:input source="=k + 1" target="more"/></zeebe:ioMapping>'


@pytest.mark.parametrize(("extension", "given"), [(ALONE, {}), (ALONE + INPUTS, {"more": 2})])
def test_without_the_variables_of_the_parent_a_call_is_given_its_inputs(extension: str, given: dict[str, Any]) -> None:
    desk = drawn("callActivity", extension).start(k=1)
    assert [each.variables for key, each in desk.family.items() if key != "i1"] == [given]


def test_bodies_are_counted_from_one() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><extensionElements><zeebe:loopCharacteristics'
        ' inputCollection="=[5, 6]" outputCollection="counts" outputElement="=loopCounter"/></extensionElements>'
        "</multiInstanceLoopCharacteristics>"
    )
    desk = drawn("userTask", "", loop).start().complete("a").complete("a")
    assert desk.variables == {"counts": [1, 2]}


def interrupted(trigger: str, extension: str = OUTPUT) -> Desk:
    """s -> a -> e, and a boundary event with outputs on a."""
    file = (
        f'{HEAD}<error id="lost" errorCode="LOST"/><escalation id="late" escalationCode="LATE"/>'
        '<process id="p" isExecutable="true"><startEvent id="s"/>'
        '<userTask id="a"/><userTask id="after"/><endEvent id="e"/>'
        f'<boundaryEvent id="b" attachedToRef="a"><extensionElements>{extension}</extensionElements>{trigger}'
        '</boundaryEvent><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><sequenceFlow id="f3" sourceRef="b" targetRef="after"/>'
        '<sequenceFlow id="f4" sourceRef="after" targetRef="e"/></process></definitions>'
    )
    return Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start()


BROUGHT: dict[str, Any] = {"answer": 42, "note": "x"}


def test_a_message_on_the_border_goes_out_by_the_outputs() -> None:
    desk = interrupted('<messageEventDefinition messageRef="m"/>')
    desk.send("news", **BROUGHT)
    assert (desk.active, desk.variables, desk.passed()) == (["after"], {"result": 42}, ["s", "b"])


def test_what_an_error_brings_goes_out_by_the_outputs() -> None:
    desk = interrupted('<errorEventDefinition errorRef="lost"/>')
    desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code="LOST", variables=BROUGHT))
    assert (desk.active, desk.variables) == (["after"], {"result": 42})


def test_what_an_escalation_brings_goes_out_by_the_outputs() -> None:
    desk = interrupted('<escalationEventDefinition escalationRef="late"/>')
    desk.do(c.ThrowTaskEscalation(activity_id=desk.activity("a"), code="LATE", variables=BROUGHT))
    assert (desk.active, desk.variables) == (["after"], {"result": 42})


def test_without_outputs_the_border_lets_everything_through() -> None:
    desk = interrupted('<messageEventDefinition messageRef="m"/>', "")
    desk.send("news", **BROUGHT)
    assert (desk.active, desk.variables) == (["after"], BROUGHT)


@pytest.mark.parametrize(
    ("cycle", "times"),
    [('=cycle(2, duration("PT1H"))', [1, 2]), ('=cycle(duration("PT1H"))', [1, 2, 3])],
)
def test_the_cycle_of_a_timer_is_worked_out(cycle: str, times: list[int]) -> None:
    timer = f"<timerEventDefinition><timeCycle>{escape(cycle)}</timeCycle></timerEventDefinition>"
    desk = drawn_with_reminder(timer)
    for _ in times:
        desk.fire("b")
    assert (len(desk.active), desk.armed) == (1 + len(times), [] if times == [1, 2] else ["b"])


def drawn_with_reminder(timer: str) -> Desk:
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/><userTask id="a"/><userTask id="reminded"/>'
        f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="false">{timer}</boundaryEvent><endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
        '<sequenceFlow id="f3" sourceRef="b" targetRef="reminded"/>'
        '<sequenceFlow id="f4" sourceRef="reminded" targetRef="e"/></process></definitions>'
    )
    return Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start()


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_a_message_is_sent_by_the_worker_that_its_event_names(tag: str) -> None:
    event = f'<{tag} id="sent"><extensionElements><zeebe:taskDefinition type="post"/></extensionElements>'
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>{event}'
        f'<messageEventDefinition messageRef="m"/></{tag}>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="sent"/></process></definitions>'
    )
    desk = Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start()
    assert [job.handler for job in desk.root.jobs.values()] == ["post"]
    assert desk.work().state == "completed"


BINDINGS = [
    ('bindingType="latest"', ("latest", None)),
    ('bindingType="deployment"', ("deployment", None)),
    ('bindingType="versionTag" versionTag="v1"', ("versionTag", "v1")),
]


@pytest.mark.parametrize(("written", "binding"), BINDINGS)
def test_which_version_is_called_is_said_by_the_binding(written: str, binding: tuple[str, str | None]) -> None:
    called = drawn("callActivity", f'<zeebe:calledElement processId="q" {written}/>').main.elements["a"]
    assert isinstance(called, CallActivity)
    assert (called.binding, called.version) == binding
    decided = drawn("businessRuleTask", f'<zeebe:calledDecision decisionId="d" resultVariable="r" {written}/>')
    decision = decided.main.elements["a"]
    assert isinstance(decision, DecisionTask)
    assert (decision.binding, decision.version) == binding


@pytest.mark.parametrize("written", ['bindingType="newest"', 'bindingType="versionTag"'])
def test_a_binding_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(DeploymentRefused):
        drawn("callActivity", f'<zeebe:calledElement processId="q" {written}/>')


@pytest.mark.parametrize(
    ("trigger", "brings"),
    [
        ('<messageEventDefinition messageRef="m"/>', "message"),
        ('<errorEventDefinition errorRef="lost"/>', "error"),
    ],
)
def test_what_begins_an_event_sub_process_goes_out_by_the_outputs(trigger: str, brings: str) -> None:
    start = f'<startEvent id="on"><extensionElements>{OUTPUT}</extensionElements>{trigger}</startEvent>'
    file = (
        f'{HEAD}<error id="lost" errorCode="LOST"/><process id="p" isExecutable="true"><startEvent id="s"/>'
        '<userTask id="a"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        f'<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><subProcess id="sub" triggeredByEvent="true">{start}'
        '<userTask id="after"/><endEvent id="o"/><sequenceFlow id="f3" sourceRef="on" targetRef="after"/>'
        '<sequenceFlow id="f4" sourceRef="after" targetRef="o"/></subProcess></process></definitions>'
    )
    desk = Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes).start()
    if brings == "message":
        desk.send("news", **BROUGHT)
    else:
        desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code="LOST", variables=BROUGHT))
    assert (desk.active, desk.variables) == (["after"], {"result": 42})


def mapped(*mappings: str) -> str:
    return f"<zeebe:ioMapping>{''.join(f'<zeebe:{each}/>' for each in mappings)}</zeebe:ioMapping>"


@pytest.mark.parametrize(
    ("mappings", "inside", "reason"),
    [
        (['input source="=1" target="order.sum"'], {"order": {"sum": 1}}, "what is outside stays outside"),
        (
            ['input source="=1" target="order.sum"', 'input source="=order.sum + 1" target="order.of.lines"'],
            {"order": {"sum": 1, "of": {"lines": 2}}},
            "one joins another, and sees it",
        ),
        (
            ['input source="=order" target="order"', 'input source="=1" target="order.sum"'],
            {"order": {"id": 7, "sum": 1}},
            "a whole variable, with one part changed",
        ),
        (['input source="=1" target="a"', 'input source="=2" target="a.b"'], {"a": {"b": 2}}, "a number has no parts"),
    ],
)
def test_an_input_may_be_a_part_of_a_variable(mappings: list[str], inside: dict[str, Any], reason: str) -> None:
    desk = drawn("userTask", mapped(*mappings)).start(order={"id": 7})
    local = next(each.variables for each in desk.root.activities.values() if each.element_id == "a")
    assert (local, desk.variables) == (inside, {"order": {"id": 7}}), reason


def test_an_output_may_be_a_part_of_a_variable() -> None:
    """The rest of the variable stays, also from one output to the next."""
    outputs = mapped('output source="=sum" target="order.sum"', 'output source="=sum * 2" target="order.to.pay"')
    desk = drawn("userTask", outputs).start(order={"id": 7}).complete("a", sum=3)
    assert desk.variables == {"order": {"id": 7, "sum": 3, "to": {"pay": 6}}}


@pytest.mark.parametrize("target", ["a.", ".a", "a..b", "a[1]", "a.b c"])
def test_a_target_that_is_no_path_is_refused(target: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        drawn("userTask", mapped(f'input source="=1" target="{target}"'))
    assert refused.value.problems[0].params["detail"] == f"target={target}"
