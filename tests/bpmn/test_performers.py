"""Who a user task is offered to: attributes, the standard's performers, resources, and lanes."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.expr.expression import Env
from engine.kernel.notices import listed
from engine.model.definition import UserTask
from tests.kernel.desk import MONDAY

RESOURCE = '<resource id="res" name="desk"/>'


def role(tag: str, text: str) -> str:
    expression = f"<formalExpression>{text}</formalExpression>"
    return f"<{tag}><resourceAssignmentExpression>{expression}</resourceAssignmentExpression></{tag}>"


# what stands in the task, its attributes, then: assignee, users, groups
NAMED = [
    ("the one person", role("humanPerformer", "kermit"), "", "kermit", [], []),
    ("worked out", role("humanPerformer", "${boss}"), "", "wang", [], []),
    ("the attribute comes first", role("humanPerformer", "kermit"), 'camunda:assignee="fozzie"', "fozzie", [], []),
    ("groups unless marked", role("potentialOwner", "user(kermit), group(desk), leads"), "", None,
     ["kermit"], ["desk", "leads"]),
    ("expressions inside", role("potentialOwner", "user(${boss}), ${area}"), "", None, ["wang"], ["north"]),
    ("FEEL gives a list", role("potentialOwner", '=["a", area]'), "", None, [], ["a", "north"]),
    ("beside the attribute", role("potentialOwner", "leads"), 'camunda:candidateGroups="a,b"', None,
     [], ["a", "b", "leads"]),
    ("a resource by its name", "<potentialOwner><resourceRef>res</resourceRef></potentialOwner>", "", None,
     [], ["desk"]),
    ("the lane, when nobody is named", "", "", None, [], ["Service"]),
    ("not the lane, when somebody is", "", 'camunda:assignee="li"', "li", [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "inside", "given", "assignee", "users", "groups"), NAMED, ids=[row[0] for row in NAMED]
)
def test_who_is_named(
    raw: Callable[..., bytes],
    reading: Callable[..., Any],
    reason: str,
    inside: str,
    given: str,
    assignee: str | None,
    users: list[str],
    groups: list[str],
) -> None:
    task = read(raw, reading, f'<userTask id="t" {given}>{inside}</userTask>')
    assert evaluated(task.assignee) == assignee
    assert (listed(evaluated(task.candidate_users)), listed(evaluated(task.candidate_groups))) == (users, groups)


PROPERTY = (
    '<extensionElements><camunda:properties><camunda:property name="candidateGroups" value="a, b"/>'
    "</camunda:properties></extensionElements>"
)
LANES = [
    ("its own name", "", "", ["Inner"]),
    ("its property", "", PROPERTY, ["a", "b"]),
    ("the property of the lane around it", PROPERTY, "", ["a", "b"]),
]


@pytest.mark.parametrize(("reason", "outer", "inner", "groups"), LANES, ids=[row[0] for row in LANES])
def test_lanes_inside_lanes(
    raw: Callable[..., bytes], reading: Callable[..., Any], reason: str, outer: str, inner: str, groups: list[str]
) -> None:
    lanes = (
        f'<laneSet><lane id="l1" name="Outer">{outer}<childLaneSet><lane id="l2" name="Inner">{inner}'
        "<flowNodeRef>t</flowNodeRef></lane></childLaneSet></lane></laneSet>"
    )
    task = read(raw, reading, '<userTask id="t"/>', lanes)
    assert listed(evaluated(task.candidate_groups)) == groups


def read(raw: Callable[..., bytes], reading: Callable[..., Any], node: str, lanes: str = "") -> UserTask:
    lanes = lanes or '<laneSet><lane id="l" name="Service"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    flows = '<sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="end"/>'
    found = reading(raw(f'{lanes}<startEvent id="s"/>{node}<endEvent id="end"/>{flows}', RESOURCE))
    task = found.processes[0].elements["t"]
    assert isinstance(task, UserTask)
    return task


def evaluated(expression: Any) -> Any:
    return None if expression is None else expression.evaluate({"boss": "wang", "area": "north"}, Env(MONDAY))
