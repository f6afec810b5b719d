"""Errors and escalations climb from scope to scope (BPMN 10.5.7)."""

import pytest

from engine.errors import Rejected
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    end,
    error,
    escalation,
    parallel,
    process,
    service,
    start,
    sub,
    throw,
    user,
)
from tests.kernel.desk import Desk


def nested(thrown: d.Trigger, *events: d.Element) -> d.ProcessDefinition:
    """outer(inner(a -> bad)), with boundary events and a user task behind each."""
    return process(
        start(),
        sub("outer", sub("inner", user("a"), end("bad", thrown))),
        *events,
        *[user(f"after_{each.id}") for each in events],
        user("next"),
        flows="\n".join(["start -> outer -> next", "a -> bad", *[f"{each.id} -> after_{each.id}" for each in events]]),
    )


ERRORS = [
    ([boundary("b", "inner", error("E"))], "after_b", "by its code"),
    ([boundary("b", "outer", error("E"))], "after_b", "further out"),
    ([boundary("b", "inner", error(None))], "after_b", "catch-all"),
    ([boundary("all", "inner", error(None)), boundary("b", "inner", error("E"))], "after_b", "a code before catch-all"),
    ([boundary("b", "inner", error("OTHER")), boundary("o", "outer", error("E"))], "after_o", "another code passes"),
    ([boundary("i", "inner", error("E")), boundary("o", "outer", error("E"))], "after_i", "the innermost"),
]


@pytest.mark.parametrize(("events", "active", "reason"), ERRORS, ids=[row[2] for row in ERRORS])
def test_an_error_is_caught(events: list, active: str, reason: str) -> None:
    desk = Desk(nested(error("E"), *events)).start().complete("a")
    assert desk.active == [active], reason
    assert "bad" in desk.passed(), "the end event itself is reached"


def test_an_error_that_nobody_catches_is_an_incident() -> None:
    desk = Desk(nested(error("E"), boundary("b", "inner", error("OTHER")))).start().complete("a")
    assert desk.incidents == ["error.uncaught"]
    assert desk.active == ["bad"]


def test_an_error_cancels_everything_in_the_scope() -> None:
    drawn = process(
        start(), sub("s", parallel("p"), user("a"), user("b"), service("c"), end("bad", error("E"))),
        boundary("caught", "s", error("E")), user("after"),
        flows="start -> s\np -> a -> bad\np -> b\np -> c\ncaught -> after",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, desk.root.jobs) == (["after"], {})
    cancelled = [event.element_id for event in desk.events() if isinstance(event, e.ActivityCancelled)]
    assert cancelled == ["c", "b", "s"], "the last started first"


def test_a_person_reports_an_error() -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", error("E", code_variable="code")), user("after"),
        flows="start -> a\nb -> after",
    )  # fmt: skip
    desk = Desk(drawn).start()
    for code, problem in [("", "error.no_code"), ("OTHER", "error.uncaught")]:
        with pytest.raises(Rejected) as raised:
            desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code=code))
        assert raised.value.code == problem
    desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code="E", variables={"why": 1}))
    assert (desk.active, desk.variables) == (["after"], {"why": 1, "code": "E"})


ESCALATIONS = [
    ([boundary("b", "inner", escalation("E"))], ["after_b"], "interrupting"),
    ([boundary("b", "inner", escalation("E"), False)], ["after_b"], "the scope around waits for what follows"),
    ([boundary("b", "outer", escalation(None), False)], ["after_b", "next"], "further out, any code"),
    ([], ["next"], "uncaught: no effect"),
]


@pytest.mark.parametrize(("events", "active", "reason"), ESCALATIONS, ids=[row[2] for row in ESCALATIONS])
def test_an_escalation_end(events: list, active: list[str], reason: str) -> None:
    assert Desk(nested(escalation("E"), *events)).start().complete("a").active == active, reason


@pytest.mark.parametrize(("interrupting", "active"), [(True, ["after"]), (False, ["after", "b"])])
def test_an_escalation_thrown_on_the_way(interrupting: bool, active: list[str]) -> None:
    drawn = process(
        start(), sub("s", user("a"), throw("t", escalation("E")), user("b")),
        boundary("caught", "s", escalation("E", code_variable="code"), interrupting), user("after"),
        flows="start -> s\na -> t -> b\ncaught -> after",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, desk.variables) == (active, {"code": "E"})


def test_a_person_escalates_and_goes_on_working() -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", escalation("E"), False), user("help"), flows="start -> a\nb -> help"
    )
    desk = Desk(drawn).start()
    for _ in range(2):
        desk.do(c.ThrowTaskEscalation(activity_id=desk.activity("a"), code="E"))
    assert desk.active == ["a", "help", "help"]
    desk.do(c.ThrowTaskEscalation(activity_id=desk.activity("a"), code="OTHER"))
    assert desk.active == ["a", "help", "help"]
