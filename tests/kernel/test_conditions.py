"""Conditional events: looked at when waiting begins, and when something that they see was written (BPMN 10.5.5)."""

from typing import Any

import pytest

from engine.model import command as c
from tests.kernel.build import (
    boundary,
    call,
    catch,
    conditional,
    end,
    event_based,
    event_sub,
    mapping,
    parallel,
    process,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

LEVEL = conditional("level > 2")
WAITS = process(start(), catch("c", LEVEL), user("x"), flows="start -> c -> x")


def write(desk: Desk, scope_id: str = ROOT, is_local: bool = False, **variables: Any) -> Desk:
    desk.do(c.SetVariables(scope_id=scope_id, variables=variables, is_local=is_local))
    return desk


def test_it_waits_until_the_condition_is_true() -> None:
    desk = Desk(WAITS).start(level=1)
    assert write(desk, level=2).active == ["c"]
    assert write(desk, level=3).active == ["x"]
    assert desk.root.subscriptions == {}


def test_one_that_is_true_already_does_not_wait() -> None:
    assert Desk(WAITS).start(level=3).active == ["x"]


@pytest.mark.parametrize(
    ("given", "reason"), [({}, "no such variable"), ({"level": None}, "null"), ({"level": "x"}, "nothing to compare")]
)
def test_what_is_not_true_is_waited_for(given: dict[str, Any], reason: str) -> None:
    desk = Desk(WAITS).start(**given)
    assert (desk.active, write(desk, level=3).active) == (["c"], ["x"]), reason


def test_a_boundary_event_that_is_true_already_comes_before_its_host() -> None:
    drawn = process(
        start(), service("h", "work"), boundary("b", "h", LEVEL), user("x"), end(), flows="start -> h -> end\nb -> x"
    )
    desk = Desk(drawn).start(level=3)
    assert (desk.active, desk.root.jobs) == (["x"], {}), "nothing was begun"


def test_an_event_sub_process_that_is_true_already_comes_before_the_start() -> None:
    drawn = process(start(), script("n", "n", "1"), event_sub("s", LEVEL, user("x")), flows="start -> n\ns_start -> x")
    desk = Desk(drawn).start(level=3)
    assert (desk.active, desk.variables) == (["x"], {"level": 3})


def test_a_gateway_that_is_true_already_goes_on() -> None:
    drawn = process(
        start(), event_based("g"), catch("c", LEVEL), catch("d", timer("duration", "PT1H")), user("x"),
        flows="start -> g -> c -> x\ng -> d -> x",
    )  # fmt: skip
    desk = Desk(drawn).start(level=3)
    assert (desk.active, desk.armed, "c" in desk.passed()) == (["x"], [], True)


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_script_meets_it_within_the_step(is_interrupting: bool) -> None:
    drawn = process(
        start(), user("a"), script("n", "level", "3"), user("b"), event_sub("s", LEVEL, user("x"),
        is_interrupting=is_interrupting), flows="start -> a -> n -> b\ns_start -> x",
    )  # fmt: skip
    desk = Desk(drawn).start(level=1).complete("a")
    assert desk.active == (["x"] if is_interrupting else ["b", "x"])


def test_completing_a_task_comes_before_its_boundary_event() -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", LEVEL), user("x"), user("y"), flows="start -> a -> y\nb -> x"
    )
    assert Desk(drawn).start().complete("a", level=3).active == ["y"]


def test_what_is_written_together_meets_it_once() -> None:
    drawn = process(
        start(), user("a"), event_sub("s", LEVEL, user("x"), is_interrupting=False), flows="start -> a\ns_start -> x"
    )
    desk = Desk(drawn).start(level=1)
    assert write(desk, level=3, other=1).active == ["a", "x"]
    assert write(desk, other=2).active == ["a", "x", "x"], "still true, and something was written"


FILTERS = [
    ({"variable_name": "level"}, {"other": 1}, 0, "another variable"),
    ({"variable_name": "level"}, {"level": 4}, 1, "this variable"),
    ({"variable_changes": ("create",)}, {"level": 4}, 0, "it was there"),
    ({"variable_changes": ("update",)}, {"level": 4}, 1, "it was there, and that is meant"),
    ({"variable_changes": ("update",)}, {"other": 4}, 0, "one that is new"),
    ({"variable_changes": ("create", "update")}, {"other": 4}, 1, "either"),
]


@pytest.mark.parametrize(("more", "written", "count", "reason"), FILTERS, ids=[row[3] for row in FILTERS])
def test_changes_that_are_looked_at(more: dict[str, Any], written: dict[str, Any], count: int, reason: str) -> None:
    trigger = conditional("level > 2", **more)
    drawn = process(
        start(), user("a"), event_sub("s", trigger, user("x"), is_interrupting=False), flows="start -> a\ns_start -> x"
    )
    desk = Desk(drawn).start(level=3)
    assert desk.active == ["a", "x"], "true from the beginning"
    assert write(desk, **written).active.count("x") == 1 + count, reason


def test_any_change_of_a_variable() -> None:
    trigger = conditional(None, variable_name="level")
    drawn = process(
        start(), user("a"), event_sub("s", trigger, user("x"), is_interrupting=False), flows="start -> a\ns_start -> x"
    )
    desk = Desk(drawn).start(other=3)
    assert desk.active == ["a"], "nothing has changed"
    assert write(desk, level=3).active == ["a", "x"]
    assert Desk(drawn).start(level=3).active == ["a", "x"], "what an instance is started with is new"


def test_only_what_it_sees_is_looked_at() -> None:
    drawn = process(
        start(), parallel("p"),
        sub("s", user("a"), event_sub("x", LEVEL, user("in_x")), inputs=mapping(level="0")), user("b"),
        flows="start -> p -> s\np -> b\nx_start -> in_x",
    )  # fmt: skip
    desk = Desk(drawn).start(level=1)
    assert write(desk, level=9).active == ["a", "b"], "hidden behind its own"
    assert write(desk, desk.activity("b"), True, level=9).active == ["a", "b"], "of somebody else"
    assert write(desk, desk.activity("a"), True, level=9).active == ["a", "b"], "further inside"
    scope_id = f"{ROOT}.{next(each.id for each in desk.root.activities.values() if each.element_id == 's')}"
    assert write(desk, scope_id, level=9).active == ["b", "in_x"]


def test_results_of_a_called_instance_are_looked_at() -> None:
    called = process(start(), user("b"), flows="start -> b", key="called")
    drawn = process(
        start(), parallel("p"), call("k", "called", passes_all_out=True), end(), catch("c", LEVEL), user("x"),
        flows="start -> p -> k -> end\np -> c -> x",
    )  # fmt: skip
    desk = Desk(drawn, called).start()
    assert write(desk, f"{ROOT}.{desk_call(desk)}", level=3).active == ["b", "c"], "not visible outside"
    assert desk.complete("b").active == ["x"]


def desk_call(desk: Desk) -> str:
    return next(each.called_id for each in desk.root.activities.values() if each.called_id).rpartition(".")[2]


def test_one_that_fails_is_an_incident_until_it_can_be_looked_at() -> None:
    desk = Desk(process(start(), catch("c", conditional('level + "x"')), user("x"), flows="start -> c -> x")).start(
        level="a"
    )
    assert (desk.incidents, desk.active) == (["condition.not_boolean"], ["c"])
    assert write(desk, level="b").incidents == ["condition.not_boolean"], "told once"


def test_an_incident_goes_when_the_condition_can_be_looked_at() -> None:
    drawn = process(start(), catch("c", conditional("level")), user("x"), flows="start -> c -> x")
    desk = Desk(drawn).start(level="high")
    assert desk.incidents == ["condition.not_boolean"]
    assert desk.retry("condition.not_boolean").incidents == ["condition.not_boolean"]
    assert (write(desk, level=False).incidents, desk.active) == ([], ["c"])
    assert write(desk, level=True).active == ["x"]


def test_two_conditions_of_one_gateway() -> None:
    drawn = process(
        start(), event_based("g"), catch("c", LEVEL), catch("d", conditional("n = 1")), user("x"), user("y"),
        flows="start -> g -> c -> x\ng -> d -> y",
    )  # fmt: skip
    desk = Desk(drawn).start(level=1)
    assert write(desk, n=1, level=3).active == ["x"], "the first in the diagram, and only one"
