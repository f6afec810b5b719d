# ruff: noqa: E501
"""What is written in a diagram arrives in the definition."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.expr.expression import Env
from engine.model.definition import (
    Activity,
    BoundaryEvent,
    CallActivity,
    DecisionTask,
    ProcessDefinition,
    ReceiveTask,
    Retry,
    ScriptTask,
    SendTask,
    ServiceTask,
    StartEvent,
    SubProcess,
    UserTask,
)

ENV = Env(now=datetime(2026, 11, 2, 9, tzinfo=UTC))
NAMES = {"amount": 120, "who": "li", "items": ["a", "b"], "order": {"id": 7}}
TIMER = "<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>"
MESSAGE = '<message id="m" name="hello"/>'


@pytest.fixture
def only(model: Callable[..., bytes], reading: Callable[..., Any]) -> Callable[..., Any]:
    """The element n1 of a row with this one node."""

    def element(node: str, outside: str = "") -> Any:
        found = reading(model(node, outside=outside))
        assert found.problems == ()
        return found.processes[0].elements["n1"]

    return element


def value(expression: Any) -> Any:
    return expression.evaluate(NAMES, ENV)


def extension(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


def test_a_process_with_flows_lanes_and_starts(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = """<laneSet><lane id="l" name="Desk"><flowNodeRef>t</flowNodeRef></lane></laneSet>
      <startEvent id="s"/><userTask id="t" name="Solve"><documentation>How</documentation></userTask>
      <sequenceFlow sourceRef="s" targetRef="t"/>
      <subProcess id="sub"><task id="a"/><task id="b"/><sequenceFlow id="ab" sourceRef="a" targetRef="b"/></subProcess>
      <sequenceFlow id="f" name="done" sourceRef="t" targetRef="sub"><conditionExpression>amount > 100
      </conditionExpression></sequenceFlow>
      <sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/>
      <sequenceFlow id="h" sourceRef="sub" targetRef="e"/>"""
    definition: ProcessDefinition = reading(raw(inside)).processes[0]
    assert (definition.key, definition.lanes, definition.line) == ("p", ("Desk",), 3)
    assert definition.starts == {None: ("s",), "sub": ("a",)}
    task = definition.elements["t"]
    assert (task.name, task.documentation, task.lane, task.scope, task.line) == ("Solve", "How", "Desk", None, 4)
    assert (task.incoming, task.outgoing) == (("_flow_1",), ("f", "g"))
    assert definition.elements["a"].scope == "sub"
    assert type(definition.elements["a"]) is Activity
    assert isinstance(definition.elements["sub"], SubProcess)
    chosen = definition.flows["f"]
    assert (chosen.source, chosen.target, chosen.name) == ("t", "sub", "done")
    assert value(chosen.condition) is True
    assert list(definition.flows) == ["_flow_1", "ab", "f", "g", "h"]


def test_a_user_task(only: Callable[..., Any]) -> None:
    task: UserTask = only(
        '<userTask id="n1" name="Call ${who}" camunda:assignee="${who}" camunda:candidateUsers="a,b"'
        ' camunda:candidateGroups="agents" camunda:dueDate="PT4H" camunda:followUpDate="=now()" camunda:priority="80"'
        ' camunda:formRef="sheet" camunda:formRefBinding="latest" camunda:asyncBefore="true"/>'
    )
    assert value(task.assignee) == "li"
    assert (value(task.candidate_users), value(task.candidate_groups)) == ("a,b", "agents")
    assert (value(task.due_date), value(task.priority), task.form_key) == ("PT4H", "80", "sheet")
    assert value(task.follow_up_date) == ENV.now
    assert value(task.name_expression) == "Call li"


def test_a_user_task_as_camunda_8_writes_it(only: Callable[..., Any]) -> None:
    task: UserTask = only(
        '<userTask id="n1">'
        + extension(
            '<zeebe:userTask/><zeebe:assignmentDefinition assignee="=who" candidateGroups="agents"/>'
            '<zeebe:formDefinition formId="sheet"/><zeebe:taskSchedule dueDate="=now()"/>'
        )
        + "</userTask>"
    )
    assert (value(task.assignee), value(task.candidate_groups), task.form_key) == ("li", "agents", "sheet")


PARAMETERS = extension(
    """<camunda:inputOutput>
      <camunda:inputParameter name="plain">text</camunda:inputParameter>
      <camunda:inputParameter name="empty"/>
      <camunda:inputParameter name="juel">${amount + 1}</camunda:inputParameter>
      <camunda:inputParameter name="feel"><camunda:script scriptFormat="feel">amount * 2</camunda:script>
      </camunda:inputParameter>
      <camunda:inputParameter name="list"><camunda:list><camunda:value>x</camunda:value>
        <camunda:value>${who}</camunda:value></camunda:list></camunda:inputParameter>
      <camunda:inputParameter name="map"><camunda:map><camunda:entry key="k">${who}</camunda:entry>
        <camunda:entry key="l"><camunda:list><camunda:value>=1+1</camunda:value></camunda:list></camunda:entry>
        </camunda:map></camunda:inputParameter>
      <camunda:outputParameter name="out">=order.id</camunda:outputParameter>
    </camunda:inputOutput>
    <camunda:properties><camunda:property name="colour" value="red"/></camunda:properties>"""
)


def test_input_and_output_parameters(only: Callable[..., Any]) -> None:
    task = only(f'<userTask id="n1">{PARAMETERS}</userTask>')
    inputs = {each.target: value(each.source) for each in task.inputs}
    assert inputs == {
        "plain": "text",
        "empty": None,
        "juel": 121,
        "feel": 240,
        "list": ["x", "li"],
        "map": {"k": "li", "l": [2]},
    }
    assert [(each.target, value(each.source)) for each in task.outputs] == [("out", 7)]
    assert task.properties == {"colour": "red"}


def test_mappings_and_headers_of_camunda_8(only: Callable[..., Any]) -> None:
    inside = extension(
        '<zeebe:taskDefinition type="archive" retries="5"/><zeebe:taskHeaders><zeebe:header key="k" value="v"/>'
        '</zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="=amount" target="sum"/>'
        '<zeebe:output source="=1" target="one"/></zeebe:ioMapping>'
    )
    task: ServiceTask = only(f'<serviceTask id="n1">{inside}</serviceTask>')
    assert (task.call.name, task.retry.attempts, task.properties) == ("archive", 5, {"k": "v"})
    assert [(each.target, value(each.source)) for each in task.inputs] == [("sum", 120)]
    assert [(each.target, value(each.source)) for each in task.outputs] == [("one", 1)]


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ('camunda:type="external" camunda:topic="archive"', "archive"),
        ('camunda:class="com.acme.Archive"', "com.acme.Archive"),
        ('camunda:delegateExpression="${archive}"', "archive"),
        ('camunda:delegateExpression="#{ archive }"', "archive"),
    ],
)
def test_what_names_a_handler(only: Callable[..., Any], attributes: str, name: str) -> None:
    task: ServiceTask = only(f'<serviceTask id="n1" {attributes} camunda:resultVariable="r"/>')
    assert (task.call.name, task.call.result_variable, task.call.is_expression) == (name, "r", False)


@pytest.mark.parametrize("space", ["http://operaton.org/schema/1.0/bpmn", "http://activiti.org/bpmn"])
def test_relatives_of_camunda_say_the_same(only: Callable[..., Any], space: str) -> None:
    task: ServiceTask = only(f'<serviceTask id="n1" xmlns:x="{space}" x:class="com.acme.Archive"/>')
    assert task.call.name == "com.acme.Archive"


def test_an_expression_instead_of_a_handler(only: Callable[..., Any]) -> None:
    task: ServiceTask = only('<serviceTask id="n1" camunda:expression="${amount}" camunda:resultVariable="r"/>')
    assert task.call.is_expression
    assert value(task.call.expression) == 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT10M", Retry(3, (600.0, 600.0))),
        ("R1/PT1S", Retry(1, ())),
        ("PT5M,PT10M", Retry(3, (300.0, 600.0))),
    ],
)
def test_the_retry_cycle(only: Callable[..., Any], text: str, expected: Retry) -> None:
    inside = extension(f"<camunda:failedJobRetryTimeCycle>{text}</camunda:failedJobRetryTimeCycle>")
    assert only(f'<serviceTask id="n1" camunda:class="com.acme.Archive">{inside}</serviceTask>').retry == expected


def test_scripts(only: Callable[..., Any]) -> None:
    ours: ScriptTask = only(
        '<scriptTask id="n1" scriptFormat="FEEL" camunda:resultVariable="r"><script>amount + 1</script></scriptTask>'
    )
    assert (value(ours.script), ours.result_variable) == (121, "r")
    theirs: ScriptTask = only('<scriptTask id="n1" scriptFormat="token"><script> A </script></scriptTask>')
    assert (theirs.script, theirs.script_format, theirs.text) == (None, "token", "A")


def test_a_decision(only: Callable[..., Any]) -> None:
    task: DecisionTask = only(
        '<businessRuleTask id="n1" camunda:decisionRef="grade" camunda:decisionRefBinding="version"'
        ' camunda:decisionRefVersion="2" camunda:resultVariable="g" camunda:mapDecisionResult="singleEntry"/>'
    )
    assert (value(task.decision_ref), task.binding, task.version) == ("grade", "version", "2")
    assert (task.result_variable, task.map_result) == ("g", "singleEntry")


def test_tasks_for_messages(only: Callable[..., Any]) -> None:
    waiting: ReceiveTask = only('<receiveTask id="n1" messageRef="m"/>', MESSAGE)
    assert (waiting.trigger.kind, value(waiting.trigger.name)) == ("message", "hello")
    assert only('<receiveTask id="n1"/>').trigger.kind == "none"
    sending: SendTask = only('<sendTask id="n1" messageRef="m"/>', '<message id="m" name="to ${who}"/>')
    assert value(sending.trigger.name) == "to li"
    assert isinstance(only('<sendTask id="n1" camunda:class="com.acme.Archive"/>'), ServiceTask)


def test_a_call(only: Callable[..., Any]) -> None:
    inside = extension(
        '<camunda:in source="a-b" target="x"/><camunda:in sourceExpression="${amount+5}" target="y"/>'
        '<camunda:in variables="all"/><camunda:in businessKey="${who}"/><camunda:out source="r" target="s"/>'
    )
    call: CallActivity = only(
        '<callActivity id="n1" calledElement="other" camunda:calledElementBinding="versionTag"'
        f' camunda:calledElementVersionTag="v1">{inside}</callActivity>'
    )
    assert (value(call.called), call.binding, call.version) == ("other", "versionTag", "v1")
    assert (value(call.business_key), call.passes_all_in, call.passes_all_out) == ("li", True, False)
    assert [(each.target, value(each.source)) for each in call.ins] == [("x", None), ("y", 125)]
    assert [each.target for each in call.outs] == ["s"]


def test_camunda_8_passes_everything_to_what_it_calls(only: Callable[..., Any]) -> None:
    inside = extension('<zeebe:calledElement processId="other" propagateAllChildVariables="false"/>')
    call: CallActivity = only(f'<callActivity id="n1">{inside}</callActivity>')
    assert (value(call.called), call.passes_all_in, call.passes_all_out) == ("other", True, False)


@pytest.mark.parametrize(
    ("attributes", "inside", "expected"),
    [
        ("", "<loopCardinality>3</loopCardinality>", (3, None, None)),
        ("", "<loopCardinality>${amount}</loopCardinality>", (120, None, None)),
        ('camunda:collection="items" camunda:elementVariable="i"', "", (None, ["a", "b"], "i")),
        ('camunda:collection="${items}" camunda:elementVariable="i"', "", (None, ["a", "b"], "i")),
        ("", '<loopDataInputRef>items</loopDataInputRef><inputDataItem name="i"/>', (None, ["a", "b"], "i")),
    ],
)
def test_multi_instance(only: Callable[..., Any], attributes: str, inside: str, expected: tuple[Any, ...]) -> None:
    loop = only(
        f'<task id="n1"><multiInstanceLoopCharacteristics isSequential="true" {attributes}>{inside}'
        "<completionCondition>amount = 120</completionCondition></multiInstanceLoopCharacteristics></task>"
    ).loop
    found = (loop.cardinality and value(loop.cardinality), loop.collection and value(loop.collection))
    assert (*found, loop.item_variable) == expected
    assert loop.is_sequential and value(loop.completion_condition) is True


@pytest.mark.parametrize(
    ("definition", "kind", "code"),
    [
        ('<errorEventDefinition errorRef="e" camunda:errorCodeVariable="c" camunda:errorMessageVariable="m"/>', "error", "E1"),
        ("<errorEventDefinition/>", "error", None),
        ('<escalationEventDefinition escalationRef="x" camunda:escalationCodeVariable="c"/>', "escalation", "X1"),
        (TIMER, "timer", None),
        ('<messageEventDefinition messageRef="m"/>', "message", None),
        ("<eventDefinitionRef>shared</eventDefinitionRef>", "timer", None),
    ],
)  # fmt: skip
def test_boundary_events(
    raw: Callable[..., bytes], reading: Callable[..., Any], definition: str, kind: str, code: str | None
) -> None:
    outside = (
        '<error id="e" errorCode="E1"/><escalation id="x" escalationCode="X1"/>'
        + MESSAGE
        + TIMER.replace("Definition>", 'Definition id="shared">', 1)
    )
    inside = f"""<startEvent id="s"/><userTask id="t"/><endEvent id="e1"/><endEvent id="e2"/>
      <boundaryEvent id="b" attachedToRef="t">{definition}</boundaryEvent>
      <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="c" sourceRef="t" targetRef="e1"/>
      <sequenceFlow id="d" sourceRef="b" targetRef="e2"/>"""
    elements = reading(raw(inside, outside)).processes[0].elements
    event: BoundaryEvent = elements["b"]
    assert elements["t"].boundary == ("b",)
    assert (event.attached_to, event.is_interrupting, event.trigger.kind, event.trigger.code) == ("t", True, kind, code)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("timeDuration", "PT2H", "PT2H"),
        ("timeCycle", "R3/PT10M", "R3/PT10M"),
        ("timeDate", "2026-11-02T09:00:00+08:00", "2026-11-02T09:00:00+08:00"),
        ("timeDuration", "${who}", "li"),
        ("timeDate", "=now()", ENV.now),
    ],
)
def test_timers(only: Callable[..., Any], name: str, text: str, expected: Any) -> None:
    inside = f"<timerEventDefinition><{name}>{text}</{name}></timerEventDefinition>"
    timer = only(f'<intermediateCatchEvent id="n1">{inside}</intermediateCatchEvent>').trigger.timer
    assert (timer.kind, value(timer.value)) == (name.removeprefix("time").lower(), expected)


@pytest.mark.parametrize("space", ["http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn"])
def test_the_end_of_a_cycle(only: Callable[..., Any], space: str) -> None:
    cycle = f'<timeCycle xmlns:x="{space}" x:endDate="2026-12-31T00:00:00Z">R/PT1H</timeCycle>'
    inside = f"<timerEventDefinition>{cycle}</timerEventDefinition>"
    timer = only(f'<intermediateCatchEvent id="n1">{inside}</intermediateCatchEvent>').trigger.timer
    assert (value(timer.value), value(timer.end)) == ("R/PT1H", "2026-12-31T00:00:00Z")


def test_a_start_with_its_form(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = (
        '<startEvent id="s" camunda:initiator="starter" camunda:formKey="sheet"/><endEvent id="e"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    )
    start: StartEvent = reading(raw(inside)).processes[0].elements["s"]
    assert (start.initiator, start.form_key, start.trigger.kind) == ("starter", "sheet", "none")


def test_several_message_starts_and_one_plain(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    heard = '<startEvent id="{}"><messageEventDefinition messageRef="m"/></startEvent>'
    flows = "".join(f'<sequenceFlow id="f{each}" sourceRef="{each}" targetRef="e"/>' for each in "abc")
    inside = '<startEvent id="a"/>' + heard.format("b") + heard.format("c") + '<endEvent id="e"/>' + flows
    assert reading(raw(inside, MESSAGE)).processes[0].starts == {None: ("a", "b", "c")}


def test_only_the_executable_pools_are_read(reading: Callable[..., Any], raw: Callable[..., bytes]) -> None:
    """The other pool is somebody else's process: it may hold what we do not execute."""
    beside = '<process id="q" isExecutable="false"><complexGateway id="g"/></process><process id="empty"/>'
    inside = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    found = reading(raw(inside, beside))
    assert [process.key for process in found.processes] == ["p"]
    assert found.problems == ()


def test_a_drawing_without_an_executable_pool_is_read_with_a_warning(
    raw: Callable[..., bytes], reading: Callable[..., Any]
) -> None:
    inside = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    found = reading(raw(inside).replace(b'"true"', b'"false"'))
    assert [process.key for process in found.processes] == ["p"]
    assert [problem.code for problem in found.problems] == ["bpmn.not_executable"]


def test_details_of_the_process(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    attributes = b'id="p" name="P" camunda:versionTag="v7" camunda:candidateStarterGroups="a, b"'
    definition = reading(raw(inside).replace(b'id="p"', attributes)).processes[0]
    assert (definition.name, definition.version_tag, definition.candidate_starter_groups) == ("P", "v7", ("a", "b"))


LEAVES = [
    ("", "<loopDataInputRef>who</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef>"
     '<outputDataItem id="answer"/>', ("out", ("answer",))),
    (extension('<zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="out" outputElement="=answer"/>'),
     "", ("out", ("answer",))),
    (extension('<zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="out" outputElement="=1 + 1"/>'),
     "", ("out", ())),
]  # fmt: skip


@pytest.mark.parametrize(("before", "inside", "expected"), LEAVES)
def test_what_bodies_leave(only: Callable[..., Any], before: str, inside: str, expected: tuple[str, Any]) -> None:
    loop = only(
        f'<task id="n1"><multiInstanceLoopCharacteristics>{before}{inside}</multiInstanceLoopCharacteristics></task>'
    ).loop
    assert (loop.output_collection, loop.output_variables) == expected


def test_a_standard_loop_and_quantities(only: Callable[..., Any]) -> None:
    inside = '<standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>amount > 1</loopCondition>'
    found = only(
        f'<task id="n1" startQuantity="2" completionQuantity="3">{inside}</standardLoopCharacteristics></task>'
    )
    assert (found.loop.tests_before, found.loop.maximum, value(found.loop.condition)) == (True, 3, True)
    assert (found.start_quantity, found.completion_quantity) == (2, 3)


SIGNAL = '<signal id="sig" name="alarm-${who}"/><signal id="own" name="s" camunda:scope="processInstance"/>'


def test_signals(only: Callable[..., Any]) -> None:
    mapping = extension('<camunda:in source="amount" target="sum"/><camunda:in variables="all"/>')
    thrown = only(
        f'<intermediateThrowEvent id="n1"><signalEventDefinition signalRef="sig" camunda:async="true">{mapping}'
        "</signalEventDefinition></intermediateThrowEvent>",
        SIGNAL,
    ).trigger
    assert (thrown.kind, value(thrown.name), thrown.is_async, thrown.is_local) == ("signal", "alarm-li", True, False)
    assert (thrown.passes_all, [(each.target, value(each.source)) for each in thrown.payload]) == (True, [("sum", 120)])
    caught = only(
        f'<intermediateCatchEvent id="n1">{extension(chr(60) + "camunda:in source=" + chr(34) + "amount" + chr(34) + " target=" + chr(34) + "n" + chr(34) + "/>")}'
        '<signalEventDefinition camunda:signalExpression="${who}"/></intermediateCatchEvent>'
    ).trigger
    assert (value(caught.name), [each.target for each in caught.payload]) == ("li", ["n"])
    local = only(
        '<intermediateThrowEvent id="n1"><signalEventDefinition signalRef="own"/></intermediateThrowEvent>', SIGNAL
    )
    assert local.trigger.is_local


def test_conditions_of_events(only: Callable[..., Any]) -> None:
    trigger = only(
        '<intermediateCatchEvent id="n1"><conditionalEventDefinition camunda:variableName="amount" '
        'camunda:variableEvents="create, update"><condition>${amount > 100}</condition></conditionalEventDefinition>'
        "</intermediateCatchEvent>"
    ).trigger
    assert (trigger.kind, value(trigger.condition)) == ("conditional", True)
    assert (trigger.variable_name, trigger.variable_changes) == ("amount", ("create", "update"))
    listener = only(
        f'<intermediateCatchEvent id="n1">{extension("<camunda:variableListenerEventDefinition variableName=" + chr(34) + "amount" + chr(34) + "/>")}'
        "</intermediateCatchEvent>"
    ).trigger
    assert (listener.kind, listener.condition, listener.variable_name) == ("conditional", None, "amount")


def test_multiple_events(only: Callable[..., Any]) -> None:
    trigger = only(
        f'<intermediateCatchEvent id="n1" parallelMultiple="true"><messageEventDefinition messageRef="m"/>{TIMER}'
        "</intermediateCatchEvent>",
        MESSAGE,
    ).trigger
    assert (trigger.kind, [each.kind for each in trigger.parts]) == ("multiple", ["message", "timer"])
    assert trigger.is_parallel


def test_a_link_is_a_flow(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    def link(tag: str, id: str, name: str = "L", own: str = "") -> str:
        return f'<{tag} id="{id}" name="{own}"><linkEventDefinition name="{name}"/></{tag}>'

    inside = (
        '<startEvent id="s"/><parallelGateway id="g"/>'
        + link("intermediateThrowEvent", "a") + link("intermediateThrowEvent", "b", "", "L")
        + link("intermediateCatchEvent", "c") + '<task id="t"/><endEvent id="e"/>'
        + '<sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="a"/>'
        + '<sequenceFlow id="f3" sourceRef="g" targetRef="b"/><sequenceFlow id="f4" sourceRef="c" targetRef="t"/>'
        + '<sequenceFlow id="f5" sourceRef="t" targetRef="e"/>'
    )  # fmt: skip
    found = reading(raw(inside))
    assert found.problems == ()
    [process] = found.processes
    assert process.elements["c"].incoming == ("_link_a", "_link_b")
    assert process.elements["a"].outgoing == ("_link_a",)
    assert (process.flows["_link_b"].source, process.flows["_link_b"].target) == ("b", "c")


def test_an_event_sub_process(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = (
        '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
        '<subProcess triggeredByEvent="true"><startEvent id="on" isInterrupting="false">'
        '<signalEventDefinition signalRef="sig"/></startEvent><endEvent id="off"/>'
        '<sequenceFlow id="g" sourceRef="on" targetRef="off"/></subProcess>'
    )
    found = reading(raw(inside, SIGNAL))
    assert found.problems == (), "one without an id is given one"
    [process] = found.processes
    assert (process.starts[None], process.event_starts) == (("s",), {None: ("on",)})
    begin = process.elements["on"]
    assert (begin.scope, begin.is_interrupting) == ("_event_sub_process_1", False)
    assert process.elements["_event_sub_process_1"].is_event


def test_a_fork_begins_in_the_order_in_which_it_lists_its_flows(
    raw: Callable[..., bytes], reading: Callable[..., Any]
) -> None:
    inside = (
        '<startEvent id="s"><outgoing>f</outgoing></startEvent><parallelGateway id="g"><incoming>f</incoming>'
        "<outgoing>b</outgoing><outgoing>a</outgoing></parallelGateway><endEvent id='x'><incoming>a</incoming></endEvent>"
        '<endEvent id="y"><incoming>b</incoming></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="g"/>'
        '<sequenceFlow id="a" sourceRef="g" targetRef="x"/><sequenceFlow id="b" sourceRef="g" targetRef="y"/>'
    )
    assert reading(raw(inside)).processes[0].elements["g"].outgoing == ("b", "a")


GLOBAL = (
    '<globalScriptTask id="grade" name="Grade" scriptLanguage="feel"><script>{"grade": 1}</script></globalScriptTask>'
)


def test_a_global_task_that_is_called_is_a_process_with_one_task(reading: Any, raw: Callable[..., bytes]) -> None:
    inside = '<startEvent id="s"/><callActivity id="c" calledElement="grade"/><endEvent id="e"/>'
    inside += '<sequenceFlow id="f" sourceRef="s" targetRef="c"/><sequenceFlow id="g" sourceRef="c" targetRef="e"/>'
    read = reading(raw(inside, GLOBAL))
    called = next(each for each in read.processes if each.key == "grade")
    [task] = called.elements.values()
    assert (called.name, task.tag, task.name) == ("Grade", "scriptTask", "Grade")
    assert called.starts == {None: (task.id,)}
    assert read.problems == ()


def test_a_global_task_that_nobody_calls_does_nothing(reading: Any, raw: Callable[..., bytes]) -> None:
    read = reading(raw('<task id="t"/>', GLOBAL))
    assert [each.key for each in read.processes] == ["p"]
    assert read.problems == ()


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_what_is_declared_without_a_name_is_known_by_its_id(
    model: Callable[..., bytes], reading: Callable[..., Any], kind: str
) -> None:
    caught = f'<intermediateCatchEvent id="n1"><{kind}EventDefinition {kind}Ref="it"/></intermediateCatchEvent>'
    found = reading(model(caught, outside=f'<{kind} id="it"/>'))
    assert [(each.code, each.severity) for each in found.problems] == [(f"bpmn.{kind}_without_name", "warning")]
    assert value(found.processes[0].elements["n1"].trigger.name) == "it"
