"""What models for Camunda 7 do without Java: expressions that set variables, fields of delegates."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused
from engine.model import command as c
from tests.runtime.diagram import call, catch, diagram, timer, user
from tests.runtime.office import LIN, SUN, Office

LISTENER = '<camunda:executionListener event="{}" expression="{}"/>'


def extended(*inner: str) -> str:
    return f"<extensionElements>{''.join(inner)}</extensionElements>"


def test_a_service_task_sets_a_variable_by_its_expression(desk: Office) -> None:
    sets = "${execution.setVariable('sum', x + 1)}"
    desk.deploy(
        diagram("p", "start > s > after > end", f'<serviceTask id="s" camunda:expression="{sets}"/>', user("after"))
    )
    assert desk.variables(desk.start("p", x=1)) == {"x": 1, "sum": 2}


def test_a_script_sets_a_variable_by_its_expression(desk: Office) -> None:
    script = "<script>${execution.setVariable('sum', x + 1)}</script>"
    task = f'<scriptTask id="s" scriptFormat="juel">{script}</scriptTask>'
    desk.deploy(diagram("p", "start > s > after > end", task, user("after")))
    assert desk.variables(desk.start("p", x=1)) == {"x": 1, "sum": 2}


def test_execution_listeners_of_an_activity_set_variables_on_the_way_in_and_out(desk: Office) -> None:
    listeners = extended(
        LISTENER.format("start", "${execution.setVariable('began', name)}"),
        LISTENER.format("end", "${execution.setVariable('left', began.concat('!'))}"),
        '<camunda:inputOutput><camunda:inputParameter name="name">Li</camunda:inputParameter>'
        '<camunda:outputParameter name="out">${left}</camunda:outputParameter></camunda:inputOutput>',
    )
    desk.deploy(diagram("p", "start > a > b > end", user("a", listeners), user("b")))
    case = desk.start("p")
    assert desk.variables(case) == {"began": "Li"}
    desk.do(c.CompleteUserTask(task_id=desk.task(case)))
    assert desk.variables(case) == {"began": "Li", "left": "Li!", "out": "Li!"}


def listens(*pairs: str) -> str:
    """`start a=1`: what is set at which moment."""
    parts = (pair.replace("=", " ").split(" ", 2) for pair in pairs)
    return extended(*(LISTENER.format(at, f"${{execution.setVariable('{name}', {text})}}") for at, name, text in parts))


def flow(source: str, target: str, inner: str = "") -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def test_a_process_tells_when_it_begins_and_when_it_is_over(desk: Office) -> None:
    desk.deploy(diagram("p", "start > a > end", listens("start begun=x", "end over=x * 10"), user("a")))
    case = desk.start("p", x=2)
    assert desk.variables(case) == {"x": 2, "begun": 2}
    desk.do(c.CompleteUserTask(task_id=desk.task(case), variables={"x": 3}))
    assert desk.variables(case) == {"x": 3, "begun": 2, "over": 30}


def test_a_process_without_a_start_event_tells_as_well(desk: Office) -> None:
    desk.deploy(diagram("p", "a > end", listens("start begun=x"), user("a", listens("start a=begun"))))
    assert desk.variables(desk.start("p", x=2)) == {"x": 2, "begun": 2, "a": 2}


def test_what_a_called_process_sets_at_its_end_is_passed_out(desk: Office) -> None:
    called = diagram("q", "start > end", listens("start begun=1", "end over=begun + 1"))
    passes = extended('<camunda:out variables="all"/>')
    caller = diagram("p", "start > sub > a > end", call("sub", "q", passes), user("a"))
    desk.deploy(called, caller)
    assert desk.variables(desk.start("p")) == {"begun": 1, "over": 2}


@pytest.mark.parametrize("kind", ["error", "terminate"])
def test_an_end_event_that_throws_tells_before(desk: Office, kind: str) -> None:
    thrown = f"<{kind}EventDefinition/>" if kind == "terminate" else '<errorEventDefinition errorRef="e"/>'
    end = f'<endEvent id="end_thrown">{listens("start a=1", "end b=a + 1")}{thrown}</endEvent>'
    sub = f'<subProcess id="sub"><startEvent id="s1"/>{end}{flow("s1", "end_thrown")}</subProcess>'
    caught = '<boundaryEvent id="caught" attachedToRef="sub"><errorEventDefinition/></boundaryEvent>'
    desk.deploy(
        diagram("p", "start > sub > w > end; caught > w", sub, caught, user("w"), names='<error id="e" errorCode="E"/>')
    )
    assert desk.variables(desk.start("p")) == {"a": 1, "b": 2}


def test_events_and_gateways_tell_when_they_are_entered_and_left(desk: Office) -> None:
    fork = (
        f'<parallelGateway id="fork">{listens("start forked=started + 1", "end opened=forked + 1")}</parallelGateway>'
    )
    join = f'<parallelGateway id="join">{listens("start joined=passed + 1")}</parallelGateway>'
    told = listens("start waits=opened + 1", "end passed=waits + 1")
    waits = catch("t", told + timer("PT1H"))
    begins = f'<startEvent id="start">{listens("start began=1", "end started=began + 1")}</startEvent>'
    desk.deploy(diagram("p", "start > fork > t > join > w > end; fork > join", begins, fork, waits, join, user("w")))
    case = desk.start("p")
    first = {"began": 1, "started": 2, "forked": 3, "opened": 4, "waits": 5}
    assert desk.variables(case) == first
    desk.wait(hours=1)
    assert desk.variables(case) == first | {"passed": 6, "joined": 7}


def test_after_an_event_based_gateway_the_event_tells_for_all_that_is_left(desk: Office) -> None:
    choice = f'<eventBasedGateway id="choice">{listens("start asked=1", "end decided=asked + 1")}</eventBasedGateway>'
    hour = catch("t", listens("start came=way + 1", "end went=came + 1") + timer("PT1H"))
    way = flow("choice", "t", listens("take way=decided + 1"))
    flows = "start > choice > other > w; t > w > end"
    desk.deploy(diagram("p", flows, choice, hour, catch("other", timer("PT2H")), way, user("w")))
    case = desk.start("p")
    assert desk.variables(case) == {"asked": 1}
    desk.wait(hours=1)
    assert desk.variables(case) == {"asked": 1, "decided": 2, "way": 3, "came": 4, "went": 5}


def test_a_flow_tells_when_it_is_taken_and_only_then(desk: Office) -> None:
    never = '<conditionExpression xsi:type="tFormalExpression">=x &gt; 1</conditionExpression>'
    flows = flow("g", "b", listens("take b=1") + never), flow("g", "c", listens("take c=1"))
    gate = '<exclusiveGateway id="g" default="g_c"/>'
    desk.deploy(diagram("p", "start > g; b > end; c > end", gate, user("b"), user("c"), *flows))
    assert desk.variables(desk.start("p", x=1)) == {"x": 1, "c": 1}
    assert desk.variables(desk.start("p", x=2)) == {"x": 2, "b": 1}


def test_a_listener_of_a_flow_that_fails_is_an_incident_from_which_a_retry_goes_on(desk: Office) -> None:
    desk.deploy(
        diagram("p", "start > a; b > end", user("a"), user("b"), flow("a", "b", listens("take sum=missing + 1")))
    )
    case = desk.start("p")
    desk.do(c.CompleteUserTask(task_id=desk.task(case)))
    assert desk.incidents(case) == [("a", "expression.unknown_name")]
    desk.do(c.SetVariables(scope_id=case, variables={"missing": 1}))
    [open_one] = desk.engine.instance_incidents(SYSTEM, case)
    desk.do(c.RetryIncident(incident_id=open_one.id))
    assert desk.variables(case) == {"missing": 1, "sum": 2}


def task_listener(event: str, expression: str) -> str:
    return f'<camunda:taskListener event="{event}" expression="${{{expression}}}"/>'


def test_the_listeners_of_a_user_task_know_it_and_its_assignee(desk: Office) -> None:
    told = extended(
        task_listener("create", "task.setVariable('made', task.id)"),
        task_listener("assignment", "task.setVariable('who', task.assignee)"),
        task_listener("complete", "execution.setVariable('by', task.assignee.concat('!'))"),
    )
    desk.deploy(diagram("p", "start > a > b > end", user("a", told), user("b", told, assignee="wang")))
    case = desk.start("p")
    task_id = desk.task(case)
    assert desk.variables(case) == {"made": task_id}
    desk.do(c.ClaimUserTask(task_id=task_id), LIN)
    assert desk.variables(case)["who"] == "lin"
    desk.do(c.AssignUserTask(task_id=task_id, assignee="sun"))
    assert desk.variables(case)["who"] == "sun"
    desk.do(c.CompleteUserTask(task_id=task_id), SUN)
    assert desk.variables(case) == {"made": desk.task(case), "who": "wang", "by": "sun!"}


def test_a_listener_makes_the_task_what_it_is(desk: Office) -> None:
    """In the order of the document; the assignment that it makes is told."""
    told = extended(
        task_listener("create", "task.setName(task.id.concat(' ').concat(subject))"),
        task_listener("create", "task.setDescription('第一次')"),
        task_listener("create", "task.setDueDate('2026-01-06T09:00:00Z')"),
        task_listener("create", "task.setFollowUpDate('PT1H')"),
        task_listener("create", "task.setPriority(level * 10)"),
        task_listener("create", "task.addCandidateGroup('supervisors')"),
        task_listener("create", "task.addCandidateUsers('sun, qian')"),
        task_listener("create", "task.setAssignee('lin')"),
        task_listener("create", "task.setVariable('given', task.assignee)"),
        task_listener("assignment", "task.setVariable('assigned', task.assignee)"),
    )
    desk.deploy(diagram("p", "start > a > end", user("a", told, candidateGroups="agents")))
    case = desk.start("p", subject="漏水", level=8)
    [task] = desk.tasks(case)
    assert (task.name, task.assignee, task.priority) == (f"{task.id} 漏水", "lin", 80)
    assert (task.candidate_groups, task.candidate_users) == (("agents", "supervisors"), ("sun", "qian"))
    assert task.due_at == datetime(2026, 1, 6, 9, tzinfo=UTC)
    assert task.follow_up_at == desk.clock.now() + timedelta(hours=1)
    assert {key: desk.variables(case)[key] for key in ("given", "assigned")} == {"given": "lin", "assigned": "lin"}


def test_a_task_that_is_changed_tells_it(desk: Office) -> None:
    told = extended(task_listener("update", "task.setVariable('changes', changes + 1)"))
    desk.deploy(diagram("p", "start > a > end", user("a", told)))
    case = desk.start("p", changes=0)
    task_id = desk.task(case)
    desk.do(c.ClaimUserTask(task_id=task_id), LIN)
    desk.do(c.ChangeDueDate(task_id=task_id, due_at=desk.clock.now()))
    desk.do(c.SetFollowUp(task_id=task_id, follow_up_at=desk.clock.now()), LIN)
    assert desk.variables(case) == {"changes": 3}


def test_a_listener_sets_a_local_variable(desk: Office) -> None:
    told = extended(
        task_listener("create", "task.setVariableLocal('mine', 1)"),
        LISTENER.format("start", "${execution.setVariableLocal('own', 2)}"),
    )
    desk.deploy(diagram("p", "start > a > end", user("a", told)))
    case = desk.start("p")
    assert desk.variables(case) == {}
    seen = desk.engine.variables(SYSTEM, case, desk.task(case).rpartition(".")[2])
    assert (seen["mine"], seen["own"]) == (1, 2)


@pytest.mark.parametrize(("given", "code"), [("task.setPriority('high')", "user_task.bad_priority"),
                                             ("task.setDueDate('soon')", "expression.temporal")])  # fmt: skip
def test_what_a_listener_cannot_give_is_an_incident(desk: Office, given: str, code: str) -> None:
    desk.deploy(diagram("p", "start > a > end", user("a", extended(task_listener("create", given)))))
    case = desk.start("p")
    assert desk.incidents(case) == [("a", code)]


@pytest.mark.parametrize(
    "listener",
    [
        task_listener("delete", "task.setAssignee('lin')"),  # there is no task any more
        task_listener("timeout", "task.setVariable('a', 1)"),  # it names no time
        task_listener("complete", "task.setAssignee('lin')"),
        task_listener("create", "task.setOwner('lin')"),
        task_listener("create", "task.setAssignee('lin', 'sun')"),
        task_listener("create", "task.complete()"),
        '<camunda:taskListener event="create" delegateExpression="${bean}"/>',
        task_listener("create", "bean.notify(task)"),
        '<camunda:taskListener event="create" class="com.acme.Listener"/>',
    ],
)
def test_any_other_task_listener_is_refused(desk: Office, listener: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        desk.deploy(diagram("p", "start > a > end", user("a", extended(listener))))
    assert [each.code for each in refused.value.problems] == ["bpmn.unsupported"]


@pytest.mark.parametrize(
    "listener",
    [
        LISTENER.format("start", "${bean.method()}"),
        LISTENER.format("start", "${execution.setVariable(name, 1)}"),
        LISTENER.format("take", "${execution.setVariable('a', 1)}"),
        LISTENER.format("start", "text ${execution.setVariable('a', 1)}"),
        '<camunda:executionListener event="start" class="com.acme.Listener"/>',
    ],
)
def test_any_other_listener_is_refused(desk: Office, listener: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        desk.deploy(diagram("p", "start > a > end", user("a", extended(listener))))
    assert "bpmn.unsupported" in [each.code for each in refused.value.problems]


def test_the_fields_of_a_delegate_are_locals_of_its_activity(open_office: Callable[..., Office]) -> None:
    seen: list[dict[str, Any]] = []

    def work(variables: dict[str, Any], context: Any) -> dict[str, Any]:
        seen.append(dict(variables))
        return {}

    fields = extended(
        '<camunda:field name="a" stringValue="Hello"/>',
        '<camunda:field name="b"><camunda:expression>Hi ${name}</camunda:expression></camunda:field>',
        '<camunda:field name="c"><camunda:string>plain ${text}</camunda:string></camunda:field>',
    )
    office = open_office(work=work)
    service = f'<serviceTask id="s" camunda:class="work">{fields}</serviceTask>'
    office.deploy(diagram("p", "start > s > after > end", service, user("after")))
    case = office.start("p", name="Li")
    office.engine.settle()
    assert seen == [{"name": "Li", "a": "Hello", "b": "Hi Li", "c": "plain ${text}"}]
    assert office.variables(case) == {"name": "Li"}


def test_a_task_that_is_late_tells_its_timeout_listener(desk: Office) -> None:
    late = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    listener = task_listener("timeout", "execution.setVariable('late', task.assignee)").replace(
        "/>", f">{late}</camunda:taskListener>"
    )
    desk.deploy(diagram("p", "start > a > end", user("a", extended(listener), assignee="lin")))
    case = desk.start("p")
    desk.wait(minutes=59)
    assert desk.variables(case) == {}
    desk.wait(minutes=2)
    assert (desk.variables(case), desk.state(case)) == ({"late": "lin"}, "active")


ERROR = '<error id="e" errorCode="E" camunda:errorMessage="lost at ${place}"/>'


def test_the_message_of_an_error_is_that_of_its_declaration(desk: Office) -> None:
    inner = (
        '<startEvent id="i"/><endEvent id="thrown"><errorEventDefinition errorRef="e"/></endEvent>'
        '<sequenceFlow id="fi" sourceRef="i" targetRef="thrown"/>'
    )
    caught = (
        '<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="e" camunda:errorCodeVariable="code"'
        ' camunda:errorMessageVariable="said"/></boundaryEvent>'
    )
    box = f'<subProcess id="sub">{inner}</subProcess>'
    desk.deploy(diagram("p", "start > sub > end; b > after > end2", box, caught, user("after"), names=ERROR))
    assert desk.variables(desk.start("p", place="sea")) == {"place": "sea", "code": "E", "said": "lost at sea"}


def test_what_a_declaration_says_beside_is_not_ignored(desk: Office) -> None:
    strange = ERROR.replace("errorMessage", "errorSeverity")
    with pytest.raises(DeploymentRefused) as refused:
        desk.deploy(diagram("p", "start > end", names=strange))
    assert [(each.code, each.element_id) for each in refused.value.problems] == [("bpmn.unsupported", "e")]
