"""Camunda 8: what an activity is handed goes out only by its outputs, if it has any; codes may be expressions."""

from typing import Any

import pytest

from engine.bpmn.read import ANYTHING, read
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
