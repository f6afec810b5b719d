"""Two interpreters on small diagrams: where they agree, where they do not, and that no Python of a diagram is run."""

from pathlib import Path

import pytest

from engine.bpmn.spiff import interpreter
from engine.model import course as m
from tests.crosscheck.conftest import AT, Checking, diagram

START, END = '<startEvent id="s"/>', '<endEvent id="z"/>'


def flows(*pairs: str) -> str:
    ends = (pair.split(">") for pair in pairs)
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ends)


SAME = {
    "a line of tasks": START + '<userTask id="a"/><task id="b"/>' + END + flows("s>a", "a>b", "b>z"),
    "a parallel fork and its join": START
    + '<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/>'
    + END
    + flows("s>f", "f>a", "f>b", "a>j", "b>j", "j>z"),
    "a decision on a condition in FEEL": START
    + '<exclusiveGateway id="g" default="g_b"/><userTask id="a"/><userTask id="b"/>'
    + END
    + '<sequenceFlow id="g_a" sourceRef="g" targetRef="a"><conditionExpression>=amount &gt; 100</conditionExpression>'
    + "</sequenceFlow>"
    + flows("s>g", "g>b", "a>z", "b>z"),
    "a timer that is due": START
    + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>'
    + "</intermediateCatchEvent>"
    + END
    + flows("s>t", "t>z"),
    "a message that arrives": START
    + '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    + END
    + flows("s>c", "c>z"),
    "three bodies of a multi-instance": START
    + '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
    + "</multiInstanceLoopCharacteristics></userTask>"
    + END
    + flows("s>a", "a>z"),
    "a script whose result is taken over": START
    + '<scriptTask id="a" scriptFormat="feel" camunda:resultVariable="n"><script>1 + 1</script></scriptTask>'
    + '<exclusiveGateway id="g" default="g_z"/><userTask id="b"/>'
    + END
    + '<sequenceFlow id="g_b" sourceRef="g" targetRef="b"><conditionExpression>=n = 2</conditionExpression>'
    + "</sequenceFlow>"
    + flows("s>a", "a>g", "g>z", "b>z"),
}


@pytest.mark.parametrize("body", SAME.values(), ids=SAME.keys())
def test_both_do_the_same(checked: Checking, body: str) -> None:
    assert checked(body, amount=200).outcome == "same"


def test_a_loop_whose_data_changes_in_another_branch(checked: Checking) -> None:
    """Variables of a process are seen by all its branches (BPMN 10.4.7); SpiffWorkflow gives each branch a copy."""
    body = (
        START
        + '<parallelGateway id="f"/><scriptTask id="a" scriptFormat="feel" camunda:resultVariable="n">'
        + '<script>1</script></scriptTask><endEvent id="y"/>'
        + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        + '</timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="g" default="g_z"/><userTask id="b"/>'
        + END
        + '<sequenceFlow id="g_b" sourceRef="g" targetRef="b"><conditionExpression>=n = 1</conditionExpression>'
        + "</sequenceFlow>"
        + flows("s>f", "f>a", "a>y", "f>t", "t>g", "g>z", "b>z")
    )
    found = checked(body, n=0)
    assert [(each.what, each.kernel, each.other) for each in found.differences][0] == ("tasks", "b", "—")


def test_what_it_cannot_read_is_said(checked: Checking) -> None:
    body = START + '<userTask id="a"/><endEvent id="y"/>' + END + flows("s>a", "a>y", "a>z")
    found = checked(body)
    assert (found.outcome, found.reason != "") == ("unreadable", True)


def test_python_in_a_diagram_is_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    python = f"__import__('pathlib').Path('{trace}').touch()"
    body = (
        START
        + f'<scriptTask id="a"><script>{python}</script></scriptTask><exclusiveGateway id="g" default="g_z"/>'
        + END
        + '<endEvent id="y"/>'
        + f'<sequenceFlow id="g_y" sourceRef="g" targetRef="y"><conditionExpression>{python}</conditionExpression>'
        + "</sequenceFlow>"
        + flows("s>a", "a>g", "g>z")
    )
    course = m.Course(process="p", at=AT, variables={}, moves=[m.Look(0)])
    found = interpreter.interpret(m.Errand(diagram(body), course))
    assert "ExpressionError" in found.reason and not trace.exists()


def test_python_in_an_ad_hoc_condition_is_not_run(tmp_path: Path) -> None:
    """SpiffWorkflow evaluates it past its script engine."""
    trace = tmp_path / "trace"
    body = (
        START
        + f"<adHocSubProcess id=\"h\"><userTask id=\"a\"/><completionCondition>open('{trace}', 'w')"
        + "</completionCondition></adHocSubProcess>"
        + END
        + flows("s>h", "h>z")
    )
    course = m.Course(process="p", at=AT, variables={}, moves=[m.Look(0), m.Completion("a"), m.Look(1)])
    found = interpreter.interpret(m.Errand(diagram(body), course))
    assert found.is_readable and "ExpressionError" in found.reason and not trace.exists()
