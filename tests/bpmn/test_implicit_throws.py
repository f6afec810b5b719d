"""`behavior` of a multi-instance (BPMN 10.3.8), and Flowable's variableAggregation, as they are written."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.expr.expression import Env

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
OUTSIDE = (
    '<signal id="sig" name="done"/><signal id="other" name="other"/><escalation id="esc" escalationCode="E"/>'
    '<signalEventDefinition id="thrown" signalRef="sig"/>'
)
COUNT = "<loopCardinality>3</loopCardinality>"


def several(attributes: str = "", inside: str = COUNT) -> str:
    loop = f"<multiInstanceLoopCharacteristics {attributes}>{inside}</multiInstanceLoopCharacteristics>"
    return f'<task id="n1">{loop}</task>'


def definition(condition: str, event: str) -> str:
    return (
        f"<complexBehaviorDefinition><condition>{condition}</condition><event>{event}</event>"
        "</complexBehaviorDefinition>"
    )


NAMED = '<escalationEventDefinition escalationRef="esc"/><eventDefinitionRef>thrown</eventDefinitionRef>'
TWO = "nrOfCompletedInstances = 2"
COMPLEX = several(
    'behavior="Complex"',
    COUNT
    + definition(TWO, '<signalEventDefinition signalRef="sig"/>')
    + definition("true", NAMED),
)  # fmt: skip
READ = [
    # node, (kind, only the first, condition) of each throw
    (several(), []),
    (several('behavior="All" noneBehaviorEventRef="thrown"'), []),
    (several('behavior="None" noneBehaviorEventRef="thrown"'), [("signal", False, None)]),
    (several('behavior="One" oneBehaviorEventRef="thrown"'), [("signal", True, None)]),
    (COMPLEX, [("signal", False, TWO), ("escalation", False, "true"), ("signal", False, "true")]),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), READ)
def test_what_it_throws(model: Any, reading: Any, node: str, expected: list[Any]) -> None:
    found = reading(model(node, outside=OUTSIDE))
    assert not found.problems
    throws = found.processes[0].elements["n1"].loop.throws
    kinds = [(each.trigger.kind, each.only_first, each.condition and each.condition.text) for each in throws]
    assert sorted(kinds, key=str) == sorted(expected, key=str)


def caught(definitions: str, attributes: str = "") -> str:
    return f'<boundaryEvent id="b" attachedToRef="n1" {attributes}>{definitions}</boundaryEvent><endEvent id="be"/><sequenceFlow id="bf" sourceRef="b" targetRef="be"/>'  # noqa: E501


SIGNAL, OTHER = ('<signalEventDefinition signalRef="sig"/>', '<signalEventDefinition signalRef="other"/>')
EACH = several('behavior="None" noneBehaviorEventRef="thrown"')
REFUSED = [
    (several('behavior="None"'), "", ["bpmn.behavior_without_event"], "nothing that could be caught"),
    (several('behavior="One" oneBehaviorEventRef="gone"'), "", ["bpmn.behavior_without_event"], "not declared"),
    (several('behavior="Complex"'), "", ["bpmn.behavior_without_event"], "no definition"),
    (several('behavior="Complex"', COUNT + definition("true", "")), "", ["bpmn.behavior_without_event"], "no event"),
    (EACH, caught(SIGNAL), ["bpmn.behavior_interrupts"], "the other bodies would never complete"),
    (EACH, caught(SIGNAL, 'cancelActivity="false"'), [], "beside it"),
    (EACH, caught(OTHER), [], "another signal may interrupt"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "boundary", "codes", "why"), REFUSED, ids=[row[3] for row in REFUSED])
def test_what_is_refused(
    raw: Any, problems: Callable[..., Any], node: str, boundary: str, codes: list[str], why: str
) -> None:
    ends = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="n1"/>'
    found = problems(raw(f'{ends}{node}<sequenceFlow id="g" sourceRef="n1" targetRef="e"/>{boundary}', OUTSIDE))
    assert [each.code for each in found if each.severity == "error"] == codes


def aggregated(attributes: str, inside: str) -> str:
    aggregation = f"<camunda:variableAggregation {attributes}>{inside}</camunda:variableAggregation>"
    return several("", f"<extensionElements>{aggregation}</extensionElements>{COUNT}")


ALL = '<variable source="ok"/><camunda:variable source="text" target="said"/><variable sourceExpression="two" target="two"/>'  # noqa: E501


@pytest.mark.parametrize("overview", ["", 'createOverviewVariable="true"'])
def test_an_aggregation_is_a_list_of_contexts(model: Any, reading: Any, overview: str) -> None:
    found = reading(model(aggregated(f'target="out" {overview}', ALL)))
    assert not found.problems
    loop = found.processes[0].elements["n1"].loop
    assert (loop.output_collection, loop.output_variables, loop.shows_outputs) == (
        "out",
        ("ok", "text"),
        bool(overview),
    )
    assert loop.output_item.evaluate({"ok": True, "text": "yes", "two": 2}, Env(NOW)) == {
        "ok": True,
        "said": "yes",
        "two": 2,
    }


NOT_AGGREGATED = [
    (aggregated('target="out" storeAsTransientVariable="true"', ALL), "bpmn.unsupported"),
    (aggregated('target="${name}"', ALL), "bpmn.unsupported"),
    (aggregated('target="out"', ""), "bpmn.output_without_item"),
    (aggregated('target="out"', '<variable target="a"/>'), "bpmn.parameter_without_name"),
    (aggregated('target="out"', '<variable source="a" targetExpression="${b}"/>'), "bpmn.unsupported"),
]


@pytest.mark.parametrize(("node", "code"), NOT_AGGREGATED)
def test_other_aggregations_are_refused(model: Any, problems: Callable[..., Any], node: str, code: str) -> None:
    assert code in {each.code for each in problems(model(node)) if each.severity == "error"}
