"""What models for Camunda 7 do without Java: expressions that set variables, fields of delegates."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import DeploymentRefused
from engine.model import command as c
from tests.runtime.diagram import diagram, user
from tests.runtime.office import Office

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
