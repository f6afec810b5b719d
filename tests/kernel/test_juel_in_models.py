"""`${...}` in the attributes of models for Camunda 7: what becomes of a value where a name or a text is wanted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.bpmn.read import ANYTHING, read, reread
from engine.errors import DeploymentRefused
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Instance
from tests.kernel.desk import Desk

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="t"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><message id="m" name="order-${number}"/>'
)


def drawn(node: str) -> Desk:
    """s -> the node, whose id is a; q can be called."""
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>{node}'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/></process><process id="q" isExecutable="true">'
        '<startEvent id="b"/><userTask id="c"/><sequenceFlow id="g" sourceRef="b" targetRef="c"/></process>'
        "</definitions>"
    )
    return Desk(*read(file.encode(), "drawn.bpmn", ANYTHING).processes)


def made(attributes: str, **variables: Any) -> e.UserTaskCreated:
    desk = drawn(f'<userTask id="a" name="Check" {attributes}/>').start(**variables)
    return next(each for each in desk.events() if isinstance(each, e.UserTaskCreated))


def called(desk: Desk) -> Instance:
    return next(each for each in desk.family.values() if each.parent_id is not None)


ATTRIBUTES: list[tuple[str, dict[str, Any], str, Any, str]] = [
    (
        'camunda:candidateUsers="x, ${team}, y"',
        {"team": ["u", "v"]},
        "candidate_users",
        list("xuvy"),
        "a list in a row",
    ),
    (
        'camunda:candidateGroups="${a},${b}"',
        {"a": "u, v", "b": 7},
        "candidate_groups",
        ["u", "v", "7"],
        "each for itself",
    ),
    (
        "camunda:candidateGroups=\"${a ? 'u,v' : 'w'}\"",
        {"a": True},
        "candidate_groups",
        ["u", "v"],
        "a comma in a text",
    ),
    ('camunda:assignee="${authenticatedUserId}"', {}, "assignee", "lin", "who started the case"),
    ('camunda:assignee="${currentUser()}"', {}, "assignee", "lin", "by the function"),
    ("camunda:assignee=\"${execution.getVariable('chief')}\"", {}, "assignee", None, "a variable that is not there"),
    ('camunda:assignee="${number}"', {"number": 7}, "assignee", "7", "a number names somebody"),
    ('camunda:priority="${rank}"', {"rank": None}, "priority", 50, "null is no priority, so the usual one"),
    ('camunda:priority="${rank + 5}"', {"rank": "60"}, "priority", 65, "a text that writes a number"),
    (
        'camunda:dueDate="PT${hours}H"',
        {"hours": 2},
        "due_at",
        datetime(2026, 1, 5, 3, tzinfo=UTC),
        "a part of a duration",
    ),
    (
        'camunda:dueDate="${day}T10:00:00"',
        {"day": "2026-02-03"},
        "due_at",
        datetime(2026, 2, 3, 10, tzinfo=UTC),
        "of a date",
    ),
]


@pytest.mark.parametrize(("attributes", "variables", "property", "value", "reason"), ATTRIBUTES)
def test_what_a_task_is_given(attributes: str, variables: Any, property: str, value: Any, reason: str) -> None:
    assert getattr(made(attributes, **variables), property) == value, reason


CALL = '<callActivity id="a" calledElement="{}"><extensionElements>{}</extensionElements></callActivity>'
KEY = '<camunda:in businessKey="${key}"/>'


@pytest.mark.parametrize(
    ("node", "variables", "code"),
    [
        ('<userTask id="a" camunda:assignee="${team}"/>', {"team": ["u", "v"]}, "value.no_text"),
        ('<userTask id="a" camunda:candidateUsers="${team}"/>', {"team": {"u": 1}}, "value.no_text"),
        ('<userTask id="a" camunda:priority="${rank}"/>', {"rank": ""}, "user_task.bad_priority"),
        (CALL.format("${key}", ""), {"key": None}, "call.unknown_process"),
        (CALL.format("${key}", ""), {"key": ["q"]}, "value.no_text"),
        (CALL.format("q", KEY), {"key": {"a": 1}}, "value.no_text"),
    ],
)
def test_what_is_no_name_is_an_incident(node: str, variables: Any, code: str) -> None:
    """A list would become a user, a group or a key that nobody has."""
    assert drawn(node).start(**variables).incidents == [code]


@pytest.mark.parametrize(
    ("value", "key"), [(True, "true"), (7, "7"), (1.5, "1.5"), (None, None), ("", None), ("TS-1", "TS-1")]
)
def test_a_business_key_is_written_as_expressions_write_it(value: Any, key: str | None) -> None:
    assert called(drawn(CALL.format("q", KEY)).start(key=value)).business_key == key


def test_a_source_expression_may_stand_amid_text() -> None:
    passed = '<camunda:in sourceExpression="No. ${number}" target="title"/>'
    desk = drawn(CALL.format("q", passed)).start(number=5)
    assert called(desk).activities[PROCESS_SCOPE].variables["title"] == "No. 5"


def test_a_collection_may_be_a_variable_with_hyphens() -> None:
    """What the kernel cannot list is an incident, so a difference is never meant."""
    loop = '<multiInstanceLoopCharacteristics camunda:collection="open-orders" camunda:elementVariable="order"/>'
    desk = drawn(f'<userTask id="a" camunda:assignee="${{order}}">{loop}</userTask>').start(
        **{"open-orders": ["x", "y"]}
    )
    assert desk.active == ["a", "a"]


@pytest.mark.parametrize("condition", ["${a} &amp;&amp; ${b}", "!${a}", "${a} and true", "#{a}x"])
def test_a_condition_that_is_always_a_text_is_refused(condition: str) -> None:
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="g" default="f3"/>'
        '<userTask id="y"/><userTask id="n"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/>'
        f'<sequenceFlow id="f2" sourceRef="g" targetRef="y"><conditionExpression>{condition}</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="f3" sourceRef="g" targetRef="n"/></process></definitions>'
    )
    with pytest.raises(DeploymentRefused) as refused:
        read(file.encode(), "drawn.bpmn", ANYTHING)
    assert [each.code for each in refused.value.problems if each.severity == "error"] == ["bpmn.condition_is_text"]


def test_what_was_published_before_it_was_refused_fails_and_means_nothing_else() -> None:
    """An expression that this version refuses is not read as the text that it is written with."""
    file = (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>'
        '<userTask id="a" camunda:assignee="${\'a\\nb\'}"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/></process></definitions>'
    )
    with pytest.raises(DeploymentRefused):
        read(file.encode(), "drawn.bpmn", ANYTHING)
    assert Desk(*reread(file.encode(), "drawn.bpmn")).start().incidents == ["expression.syntax"]
