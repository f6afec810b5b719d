"""What Flowable adds to BPMN and Camunda 7 does not have: skip expressions, aggregated variables, inherited keys."""

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused
from engine.model import command as c
from tests.runtime.diagram import boundary, call, diagram, gateway, user
from tests.runtime.office import Office

FLOWABLE = b"http://flowable.org/bpmn"
ON = {"_FLOWABLE_SKIP_EXPRESSION_ENABLED": True}


def flowable(drawn: bytes) -> bytes:
    """The same names in the namespace of Flowable."""
    return drawn.replace(b"http://camunda.org/schema/1.0/bpmn", FLOWABLE)


def waiting(desk: Office, case: str) -> list[str]:
    return [each.element_id for each in desk.tasks(case)]


def finish(desk: Office, case: str, **variables: object) -> None:
    desk.do(c.CompleteUserTask(task_id=desk.tasks(case)[0].id, variables=variables))


SKIPS = diagram("p", "start > ask > after > end", user("ask", skipExpression="${known}"), user("after"))


@pytest.mark.parametrize(
    ("variables", "task"),
    [
        ({"known": True, **ON}, "after"),
        ({"known": False, **ON}, "ask"),
        ({"known": True}, "ask"),  # not switched on
        ({}, "ask"),  # so it is not asked either
        ({"known": True, "_ACTIVITI_SKIP_EXPRESSION_ENABLED": True}, "after"),
        ({"known": True, "_FLOWABLE_SKIP_EXPRESSION_ENABLED": "true"}, "ask"),
    ],
)
def test_a_task_is_passed_where_its_skip_expression_holds(desk: Office, variables: dict[str, bool], task: str) -> None:
    desk.deploy(flowable(SKIPS))
    assert waiting(desk, desk.start("p", **variables)) == [task]


def test_a_skip_expression_that_is_no_boolean_is_an_incident(desk: Office) -> None:
    desk.deploy(flowable(SKIPS))
    case = desk.start("p", known="perhaps", **ON)
    assert desk.incidents(case) == [("ask", "flow.not_boolean")]


CHOICE = diagram(
    "p",
    "start > which; which > a > end1 if x > 1; which > b > end2",
    gateway("which", "exclusive").replace("/>", ' default="f4"/>'),
    user("a"),
    user("b"),
)


@pytest.mark.parametrize(("variables", "task"), [({"x": 0, "s": True, **ON}, "a"), ({"x": 2, "s": False, **ON}, "b")])
def test_the_skip_expression_of_a_flow_stands_for_its_condition(
    desk: Office, variables: dict[str, object], task: str
) -> None:
    desk.deploy(flowable(CHOICE.replace(b'targetRef="a"', b'targetRef="a" camunda:skipExpression="${s}"', 1)))
    assert waiting(desk, desk.start("p", **variables)) == [task]


def reviewed(shown: str, sequential: str) -> bytes:
    loop = (
        f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><extensionElements>'
        f'<camunda:variableAggregation target="reviews" createOverviewVariable="{shown}">'
        '<variable sourceExpression="${task:get(taskId).assignee}" target="by"/><variable source="approved"/>'
        '<camunda:variable source="text" target="said"/>'
        "</camunda:variableAggregation></extensionElements><loopCardinality>2</loopCardinality>"
        "</multiInstanceLoopCharacteristics>"
    )
    return flowable(
        diagram(
            "p", "start > ask > after > end", user("ask", loop, taskIdVariableName="taskId", assignee="wang"),
            user("after"),
        )
    )  # fmt: skip


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize("shown", ["true", "false"])
def test_what_the_bodies_of_a_loop_name_is_gathered(desk: Office, shown: str, sequential: str) -> None:
    desk.deploy(reviewed(shown, sequential))
    case = desk.start("p")
    first = {"by": "wang", "approved": True, "said": "yes"}
    finish(desk, case, approved=True, text="yes")
    seen = desk.variables(case)
    assert seen.get("reviews") == ([first] if shown == "true" else None)
    assert "approved" not in seen
    finish(desk, case, approved=False, text="no")
    assert desk.variables(case)["reviews"] == [first, {"by": "wang", "approved": False, "said": "no"}]
    assert waiting(desk, case) == ["after"]


def test_a_called_case_may_inherit_the_business_key(desk: Office) -> None:
    desk.deploy(diagram("q", "start > work > end", user("work")))
    inherits = call("ask", "q").replace('id="ask"', 'id="ask" camunda:inheritBusinessKey="true"', 1)
    desk.deploy(flowable(diagram("p", "start > ask > end", inherits)))
    case = desk.do(c.StartInstance(key="p", business_key="C-7"))
    assert [each.business_key for each in desk.engine.called(SYSTEM, case)] == ["C-7"]


SIGNAL = '<signal id="s" name="alert"{}/>'
CAUGHT = (
    '<startEvent id="start"/><intermediateCatchEvent id="c">{}'
    '<signalEventDefinition signalRef="s"/></intermediateCatchEvent>'
)


def catching(inside: str = "", scope: str = "") -> bytes:
    drawn = diagram("q", "start > c > after > end", CAUGHT.format(inside), user("after"), names=SIGNAL.format(scope))
    return flowable(drawn)


def test_a_signal_carries_what_flowable_lets_out(desk: Office) -> None:
    brought = (
        '<extensionElements><camunda:out sourceExpression="${a.concat(\' \').concat(b)}" target="text"/>'
        '<camunda:out source="n" target="number"/></extensionElements>'
    )
    throws = f'<intermediateThrowEvent id="t">{brought}<signalEventDefinition signalRef="s"/></intermediateThrowEvent>'
    desk.deploy(flowable(diagram("p", "start > t > end", throws, names=SIGNAL.format(""))))
    taken = '<extensionElements><camunda:in source="text" target="mine"/></extensionElements>'
    desk.deploy(catching(taken))
    case = desk.start("q")
    desk.start("p", a="John", b="Doe", n=1)
    desk.engine.settle()
    assert desk.variables(case) == {"mine": "John Doe"}
    assert waiting(desk, case) == ["after"]


def test_who_waits_for_a_signal_of_the_own_case_hears_no_other(desk: Office) -> None:
    desk.deploy(catching(scope=' camunda:scope="processInstance"'))
    case = desk.start("q")
    assert desk.do(c.BroadcastSignal(name="alert")) == 0
    assert waiting(desk, case) == []


def held(name: str, kind: str, value: str) -> str:
    value = f"<extensionElements><camunda:value>{value}</camunda:value></extensionElements>"
    return f'<dataObject id="{name}" name="{name}" itemSubjectRef="xsi:{kind}">{value}</dataObject>'


def test_data_objects_hold_their_values_when_their_scope_begins(desk: Office) -> None:
    inside = '<startEvent id="a"/><sequenceFlow id="i" sourceRef="a" targetRef="inner"/>' + user("inner")
    scope = f'<subProcess id="sub">{held("deep", "boolean", "true")}{inside}</subProcess>'
    objects = held("text", "string", "hello"), held("count", "int", "3"), held("asked", "string", "no")
    desk.deploy(flowable(diagram("p", "start > sub > after > end", *objects, scope, user("after"))))
    case = desk.start("p", asked="yes")
    assert desk.variables(case) == {"text": "hello", "count": 3, "asked": "yes"}
    assert {"deep": True} in desk.engine.local_variables(SYSTEM, case).values()
    finish(desk, case)
    assert desk.variables(case) == {"text": "hello", "count": 3, "asked": "yes"}
    assert {"deep": True} not in desk.engine.local_variables(SYSTEM, case).values()


def test_the_code_of_a_caught_error_comes_as_flowable_names_it(desk: Office) -> None:
    caught = '<errorEventDefinition camunda:errorVariableName="what" camunda:errorVariableTransient="false"/>'
    sub = '<subProcess id="sub"><startEvent id="s1"/><sequenceFlow id="x" sourceRef="s1" targetRef="e1"/>'
    sub += '<endEvent id="e1"><errorEventDefinition errorRef="e"/></endEvent></subProcess>'
    names = '<error id="e" errorCode="LATE"/>'
    flows = "start > sub > end; b > after > end"
    desk.deploy(diagram("p", flows, sub, boundary("b", "sub", caught), user("after"), names=names))
    assert desk.variables(desk.start("p")) == {"what": "LATE"}


@pytest.mark.parametrize("kept", ["errorVariableTransient", "errorVariableLocalScope"])
def test_an_error_variable_that_is_not_kept_in_the_case_is_refused(desk: Office, kept: str) -> None:
    caught = f'<errorEventDefinition camunda:errorVariableName="what" camunda:{kept}="true"/>'
    with pytest.raises(DeploymentRefused) as refused:
        desk.deploy(diagram("p", "start > a > end; b > end", user("a"), boundary("b", "a", caught)))
    assert "bpmn.unsupported" in [each.code for each in refused.value.problems]
