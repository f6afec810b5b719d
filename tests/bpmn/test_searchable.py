"""What a process declares its cases to be searched by."""

import pytest

from engine.bpmn.read import ANYTHING, read
from engine.errors import DeploymentRefused
from tests.runtime.diagram import diagram, task

CAMUNDA = "<camunda:properties>{}</camunda:properties>"
ZEEBE = '<zeebe:properties xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">{}</zeebe:properties>'


def process(properties: str, around: str = CAMUNDA) -> bytes:
    prefix = "zeebe" if around is ZEEBE else "camunda"
    given = around.format(properties.replace("<p", f"<{prefix}:property"))
    return diagram("p", "start > work > end", f"<extensionElements>{given}</extensionElements>", task("work"))


DECLARED = [
    ('<p name="search.a" value="text"/><p name="search.b_2" value="number"/>', {"a": "text", "b_2": "number"}, ""),
    ('<p name="search.城市" value=" date "/>', {"城市": "date"}, "spaces around it mean nothing"),
    ('<p name="search.a" value="boolean"/><p name="search.a" value="boolean"/>', {"a": "boolean"}, "said twice alike"),
    ('<p name="researched.a" value="nothing"/><p name="search" value="7"/>', {}, "other properties are others"),
]


@pytest.mark.parametrize("around", [CAMUNDA, ZEEBE], ids=["camunda", "zeebe"])
@pytest.mark.parametrize(("properties", "found", "why"), DECLARED)
def test_declarations_are_read(properties: str, found: dict[str, str], why: str, around: str) -> None:
    reading = read(process(properties, around), "p.bpmn", ANYTHING)
    assert reading.processes[0].searchable == found, why
    assert reading.problems == ()


REFUSED = [
    ('<p name="search.a" value="money"/>', "bpmn.bad_search_type"),
    ('<p name="search.a"/>', "bpmn.bad_search_type"),
    ('<p name="search.a" value="text"/><p name="search.a" value="number"/>', "bpmn.two_search_types"),
    ('<p name="search." value="text"/>', "bpmn.bad_search_name"),
    ('<p name="search.customer.name" value="text"/>', "bpmn.bad_search_name"),
    ('<p name="search.a b" value="text"/>', "bpmn.bad_search_name"),
]


@pytest.mark.parametrize(("properties", "code"), REFUSED)
def test_what_cannot_be_searched_by_is_refused(properties: str, code: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        read(process(properties), "p.bpmn", ANYTHING)
    assert [(each.code, each.element_id, each.line is not None) for each in refused.value.problems] == [
        (code, "p", True)
    ]
