"""Decision tasks: evaluated inside the step, and the whole of it in an event."""

import pytest

from engine.dmn.read import read
from engine.expr.compile import text
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.dmn.tables import decision, definitions, literal
from tests.kernel.build import process, start, user
from tests.kernel.desk import ROOT, Desk


def deciding(
    result: str | None = "grade", ref: str = "grading", logic: str = 'if n > 5 then "red" else "green"'
) -> Desk:
    task = d.DecisionTask(id="t", tag="businessRuleTask", decision_ref=text(ref), result_variable=result)
    desk = Desk(process(start(), task, user("after"), flows="start -> t -> after"))
    desk.library.decided["grading"] = read(definitions(decision(literal(logic), "grading", "grading")))
    return desk


@pytest.mark.parametrize(("n", "grade"), [(6, "red"), (1, "green")])
def test_a_decision_sets_its_result(n: int, grade: str) -> None:
    desk = deciding().start(n=n)
    assert (desk.active, desk.variables["grade"]) == (["after"], grade)
    evaluated = next(event for event in desk.events() if isinstance(event, e.DecisionEvaluated))
    assert (evaluated.element_id, evaluated.decision_id, evaluated.version) == ("t", "grading", 1)
    assert evaluated.outputs == [{"grading": grade}]


def test_without_a_result_variable_a_context_is_spread() -> None:
    assert deciding(result=None, logic="{a: n, b: 2}").start(n=1).variables == {"n": 1, "a": 1, "b": 2}


def test_the_decision_can_be_chosen_by_an_expression() -> None:
    assert deciding(ref="${which}").start(n=1, which="grading").variables["grade"] == "green"


def test_expressions_know_the_instance() -> None:
    desk = deciding(ref="${execution.processBusinessKey}", logic="n").start(n=1)
    [raised] = [event for event in desk.events() if isinstance(event, e.IncidentRaised)]
    assert raised.params["decision"] == "case-1"


FAILING = [
    ({"ref": "nowhere"}, "decision.unknown", "no such decision"),
    ({"logic": "missing > 1"}, "expression.unknown_name", "a name that nobody has given"),
]


@pytest.mark.parametrize(("more", "code", "reason"), FAILING, ids=[row[2] for row in FAILING])
def test_a_decision_that_fails_is_an_incident(more: dict, code: str, reason: str) -> None:
    assert deciding(**more).start(n=1).incidents == [code], reason


def test_a_decision_is_made_again_on_retry() -> None:
    desk = deciding(logic="missing + 1").start()
    desk.do(c.SetVariables(scope_id=ROOT, variables={"missing": 1}))
    assert desk.retry("expression.unknown_name").variables["grade"] == 2
