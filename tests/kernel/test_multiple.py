"""Multiple events: any of their triggers, or all of them (BPMN 10.5.4)."""

import pytest

from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    TERMINATE,
    boundary,
    catch,
    conditional,
    end,
    error,
    escalation,
    event_based,
    event_sub,
    message,
    parallel,
    process,
    receive,
    several,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

ANY = several(message("m"), signal("s"), timer("duration", "PT1H"))
ALL = several(message("m"), signal("s"), timer("duration", "PT1H"), is_parallel=True)


def caught(trigger: d.Trigger) -> Desk:
    return Desk(process(start(), catch("c", trigger), user("x"), flows="start -> c -> x")).start()


@pytest.mark.parametrize("name", ["m", "s"])
def test_any_of_them(name: str) -> None:
    desk = caught(ANY)
    assert desk.armed == ["c", "c", "c"]
    assert desk.send(name).active == ["x"]
    assert desk.armed == []


def test_any_of_them_by_time() -> None:
    assert caught(ANY).fire("c").active == ["x"]


def test_all_of_them_in_any_order() -> None:
    desk = caught(ALL)
    assert desk.send("s", n=1).active == ["c"]
    assert desk.fire("c").active == ["c"]
    assert desk.send("m").active == ["x"]
    assert desk.variables == {"n": 1}


def test_all_conditions() -> None:
    desk = caught(several(conditional("a = 1"), conditional("b = 1"), is_parallel=True))
    desk.do(c.SetVariables(scope_id=ROOT, variables={"a": 1}))
    desk.do(c.SetVariables(scope_id=ROOT, variables={"a": 0}))
    assert desk.active == ["c"]
    desk.do(c.SetVariables(scope_id=ROOT, variables={"b": 1}))
    assert desk.active == ["x"], "each has been met once"


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_boundary_event_that_needs_all(is_interrupting: bool) -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", several(message("m"), signal("s"), is_parallel=True), is_interrupting),
        user("x"), flows="start -> a\nb -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().send("m")
    assert desk.active == ["a"]
    desk.send("s")
    if is_interrupting:
        assert (desk.active, desk.armed) == (["x"], [])
    else:
        assert (desk.active, desk.armed) == (["a", "x"], ["b", "b"]), "and once more from the beginning"
        assert desk.send("s").send("m").active == ["a", "x", "x"]


def test_a_boundary_event_that_does_not_interrupt_goes_on_listening_for_each() -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", several(message("m"), signal("s")), False), user("x"),
        flows="start -> a\nb -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().send("m").send("s").send("m")
    assert desk.active == ["a", "x", "x", "x"]


CODES = [("E", True, "one of its errors"), ("F", True, "the other"), ("G", False, "none of them")]


@pytest.mark.parametrize(("code", "is_caught", "reason"), CODES, ids=[row[2] for row in CODES])
def test_errors_among_them(code: str, is_caught: bool, reason: str) -> None:
    drawn = process(
        start(), user("a"), end("bad", error(code)),
        event_sub("s", several(error("E"), message("m"), error("F")), user("x")),
        flows="start -> a -> bad\ns_start -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == (["x"] if is_caught else ["bad"]), reason


def test_behind_an_event_based_gateway() -> None:
    drawn = process(
        start(), event_based("g"), catch("c", several(message("m"), signal("s"), is_parallel=True)),
        receive("r", "now"), user("x"), flows="start -> g -> c -> x\ng -> r -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().send("m")
    assert desk.active == ["g"]
    assert desk.send("s").active == ["x"]
    assert "c" in desk.passed()


def test_everything_is_thrown_and_what_ends_comes_last() -> None:
    drawn = process(
        start(),
        sub("s", parallel("p"), user("a"), user("rest"), end("bad", several(TERMINATE, message("m"), signal("s")))),
        parallel("q"), catch("heard", signal("s")), user("x"), user("after"),
        flows="start -> q -> s -> after\np -> a -> bad\np -> rest\nq -> heard -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["after", "x"]
    assert [event.name for event in desk.events() if isinstance(event, e.MessageSent | e.SignalThrown)] == ["m", "s"]


def test_what_interrupts_the_thrower_ends_its_throwing() -> None:
    drawn = process(
        start(), sub("s", throw("t", several(escalation("E"), signal("s"))), user("a")),
        boundary("b", "s", escalation("E")), user("x"), flows="start -> s\nt -> a\nb -> x",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["x"]
    assert not [event for event in desk.events() if isinstance(event, e.SignalThrown)]
