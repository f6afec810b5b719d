"""Complex gateways: n of m, and what happens to the tokens that come late (BPMN 13.4.5)."""

import pytest

from engine.model import command as c
from engine.model import definition as d
from tests.kernel.build import (
    TERMINATE,
    complex_gateway,
    end,
    exclusive,
    parallel,
    process,
    start,
    sub,
    task,
    user,
)
from tests.kernel.desk import Desk


def joining(activation: str, out: str = "join -> after -> end") -> d.ProcessDefinition:
    return process(
        start(), parallel("p"), user("a"), user("b"), user("c"), complex_gateway("join", activation), user("after"),
        user("late"), end(),
        flows=f"start -> p -> a -> join\np -> b -> join\np -> c -> join\n{out}",
    )  # fmt: skip


def test_two_of_three_go_on_and_the_third_is_taken_in() -> None:
    desk = Desk(joining("activationCount >= 2")).start().complete("a")
    assert desk.active == ["b", "c"]
    assert desk.complete("b").active == ["after", "c"]
    assert desk.complete("c").active == ["after"], "the third token ends at the gateway"
    assert (desk.root.arrivals, desk.root.resets) == ({}, {})
    assert desk.complete("after").state == "completed"


def test_the_case_is_open_until_the_late_token_has_come() -> None:
    desk = Desk(joining("activationCount >= 2")).start().complete("a").complete("b").complete("after")
    assert (desk.state, desk.active) == ("active", ["c"])
    assert desk.complete("c").state == "completed"


CONDITIONS = [
    ("a_join > 0 and (b_join > 0 or c_join > 0)", ["b", "c", "a"], "the first alone, with one of the others"),
    ("activationCount >= needed", ["a"], "as many as a variable says"),
    ("activationCount = 3", ["a", "b", "c"], "all"),
]


@pytest.mark.parametrize(("condition", "order", "reason"), CONDITIONS, ids=[row[2] for row in CONDITIONS])
def test_the_condition_may_ask_for_flows_and_variables(condition: str, order: list[str], reason: str) -> None:
    desk = Desk(joining(condition)).start(needed=1)
    for element in order:
        assert "after" not in desk.active, reason
        desk.complete(element)
    assert "after" in desk.active, reason


def test_the_condition_is_looked_at_again_when_something_else_has_moved() -> None:
    desk = Desk(joining("activationCount >= needed")).start(needed=3).complete("a")
    assert desk.active == ["b", "c"]
    desk.do(c.SetVariables(scope_id="i1", variables={"needed": 1}))
    assert desk.active == ["after", "b", "c"]


def test_another_flow_for_what_comes_late() -> None:
    out = "join -> after [waitingForStart]\njoin -> late [not(waitingForStart)]\nafter -> end\nlate -> end"
    desk = Desk(joining("activationCount >= 2", out)).start().complete("a").complete("b")
    assert desk.active == ["after", "c"]
    assert desk.complete("c").active == ["after", "late"]


def test_the_gateway_does_not_wait_for_tokens_that_cannot_come() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), user("b"), exclusive("x"), complex_gateway("join", "activationCount >= 1"),
        user("after"), end("gone"), end(),
        flows="start -> p -> a -> join -> after -> end\np -> b -> x\nx -> join [comes]\nx -> gone [default]",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, list(desk.root.resets)) == (["after", "b"], ["0/join"])
    assert desk.complete("b", comes=False).active == ["after"]
    assert desk.root.resets == {}
    assert desk.complete("after").state == "completed"


def test_in_a_loop_each_round_begins_anew() -> None:
    drawn = process(
        start(), exclusive("m"), parallel("p"), task("a"), task("b"), complex_gateway("join", "activationCount >= 1"),
        user("ask"), exclusive("x"), end(),
        flows="""start -> m -> p -> a -> join -> ask -> x
                 p -> b -> join
                 x -> m [again]
                 x -> end [default]""",
    )  # fmt: skip
    desk = Desk(drawn).start()
    for again in (True, True, False):
        assert desk.active == ["ask"], "one token a round"
        desk.complete("ask", again=again)
    assert desk.state == "completed"


@pytest.mark.parametrize(
    ("given", "active", "reason"),
    [
        ({"n": 5}, ["a", "b"], "all that are true"),
        ({"n": 2}, ["b"], "one"),
        ({"n": 0}, ["c"], "the default when none is"),
    ],
)
def test_it_splits_as_an_inclusive_one(given: dict, active: list[str], reason: str) -> None:
    drawn = process(
        start(), complex_gateway("split"), user("a"), user("b"), user("c"),
        flows="start -> split -> a [n > 3]\nsplit -> b [n > 1]\nsplit -> c [default]",
    )  # fmt: skip
    assert Desk(drawn).start(**given).active == active, reason


def test_a_condition_that_fails_is_an_incident_and_can_be_mended() -> None:
    desk = Desk(joining("activationCount >= needed")).start().complete("a")
    assert desk.incidents == ["expression.unknown_name"]
    desk.do(c.SetVariables(scope_id="i1", variables={"needed": 1}))
    assert "after" in desk.retry("expression.unknown_name").active


def test_a_condition_that_is_no_truth_is_an_incident() -> None:
    assert Desk(joining("activationCount")).start().complete("a").incidents == ["gateway.not_boolean"]


def test_a_scope_that_ends_takes_its_gateways_along() -> None:
    drawn = process(
        start(), sub("s", start("s0"), parallel("p"), user("a"), user("b"), user("c"),
                     complex_gateway("join", "activationCount >= 1"), end("s1"), end("stop", TERMINATE)),
        user("after"),
        flows="start -> s -> after\ns0 -> p -> a -> join -> s1\np -> b -> join\np -> c -> stop",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert len(desk.root.resets) == 1
    assert desk.complete("c").active == ["after"]
    assert desk.root.resets == {}
