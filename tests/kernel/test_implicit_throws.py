"""What a multi-instance throws when its bodies complete (BPMN 10.3.8, table 10.29)."""

from typing import Any

import pytest

from engine.expr.compile import condition
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    error,
    escalation,
    event_sub,
    message,
    over,
    process,
    script,
    signal,
    start,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

EACH = d.ImplicitThrow(signal("done"))
FIRST = d.ImplicitThrow(signal("done"), only_first=True)


def when(text: str, trigger: d.Trigger | None = None) -> d.ImplicitThrow:
    return d.ImplicitThrow(trigger or signal("done"), condition=condition(text))


def drawn(*throws: d.ImplicitThrow, catches: d.Trigger | None = None, interrupts: bool = False, **loop: Any) -> Any:
    """Three bodies of `a`; whenever the boundary event catches, there is a task `told`."""
    caught = boundary("b", "a", catches or signal("done"), interrupts)
    loop = {"count": "3", **loop}
    return process(
        start(), user("a", loop=over(throws=throws, **loop)), caught, user("told"), user("after"),
        flows="start -> a -> after\nb -> told",
    )  # fmt: skip


WHEN = [
    # throws, how often it has been told after each of three bodies
    ([EACH], [1, 2, 3], "None: each body"),
    ([FIRST], [1, 1, 1], "One: the first body"),
    ([], [0, 0, 0], "All: no body"),
    ([when("nrOfCompletedInstances = 2")], [0, 1, 1], "Complex: by a count that includes the body"),
    ([when("loopCounter > 0")], [0, 1, 2], "Complex: by what the body knows"),
    ([when("true"), when("nrOfCompletedInstances = 3")], [1, 2, 4], "Complex: two definitions"),
]


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize(("throws", "told", "why"), WHEN, ids=[row[2] for row in WHEN])
def test_when_it_throws(throws: list[d.ImplicitThrow], told: list[int], why: str, sequential: bool) -> None:
    desk = Desk(drawn(*throws, sequential=sequential)).start()
    for count in told:
        desk.complete("a")
        assert desk.active.count("told") == count
    assert desk.active.count("after") == 1


def test_the_last_body_throws_before_the_whole_is_over() -> None:
    desk = Desk(drawn(EACH, count="1")).start()
    assert desk.complete("a").active == ["after", "told"]
    of_a = [each for each in desk.events() if isinstance(each, e.SignalThrown | e.ActivityCompleted)]
    kinds = [type(each).__name__ for each in of_a if each.element_id == "a"]
    assert kinds == ["ActivityCompleted", "SignalThrown", "ActivityCompleted"], "the body, its signal, the whole"


THROWN = [
    (signal("done"), signal("done"), "signal"),
    (escalation("E"), escalation("E"), "escalation"),
    (escalation("E"), escalation(), "an escalation that is caught whatever it is"),
]


@pytest.mark.parametrize(("throws", "catches", "why"), THROWN, ids=[row[2] for row in THROWN])
def test_what_it_throws(throws: d.Trigger, catches: d.Trigger, why: str) -> None:
    desk = Desk(drawn(d.ImplicitThrow(throws, only_first=True), catches=catches)).start()
    assert desk.complete("a").active == ["a", "a", "told"]


def test_a_message_is_sent() -> None:
    desk = Desk(drawn(d.ImplicitThrow(message("m")), catches=message("m"))).start().complete("a")
    assert [each.name for each in desk.events() if isinstance(each, e.MessageSent)] == ["m"]
    assert desk.send("m").active == ["a", "a", "told"]


def test_an_error_ends_it() -> None:
    thrown = when("nrOfCompletedInstances = 2", error("E"))
    desk = Desk(drawn(thrown, catches=error("E"), interrupts=True)).start().complete("a")
    assert desk.active == ["a", "a"]
    assert desk.complete("a").active == ["told"]


def test_an_error_that_nobody_catches_is_an_incident() -> None:
    desk = Desk(drawn(d.ImplicitThrow(error("E"), only_first=True))).start().complete("a")
    assert desk.incidents == ["error.uncaught"] and desk.active == ["a", "a"]
    desk.retry("error.uncaught").complete("a").complete("a")
    assert desk.active == ["after"]


def test_a_condition_that_fails_keeps_the_body() -> None:
    """The body has not completed; nothing that it would throw is lost."""
    desk = Desk(drawn(when("limit > nrOfCompletedInstances"))).start().complete("a")
    assert desk.incidents == ["expression.unknown_name"]
    desk.do(c.SetVariables(scope_id=ROOT, variables={"limit": 9}))
    assert desk.retry("expression.unknown_name").active == ["a", "a", "told"]


def test_an_event_sub_process_may_end_everything() -> None:
    listens = event_sub("s", signal("done"), user("x"))
    bodies = user("a", loop=over(count="3", throws=(EACH,)))
    desk = Desk(process(start(), bodies, listens, flows="start -> a\ns_start -> x")).start()
    assert desk.complete("a").active == ["x"]


def test_bodies_that_do_not_wait_throw_one_after_the_other() -> None:
    loop = over(count="40", throws=(EACH,))
    desk = Desk(
        process(
            start(), script("a", "n", "1", loop=loop), boundary("b", "a", signal("done"), False), user("told"),
            boundary("late", "told", timer("duration", "PT1H")), user("after"), flows="start -> a -> after\nb -> told",
        ),
        budget=Budget(activities=30),
    )  # fmt: skip
    desk.start().work()
    assert desk.active.count("told") == 40 and desk.active.count("after") == 1


def test_outputs_are_shown_while_it_runs() -> None:
    loop = d.MultiInstance(
        cardinality=condition("3"), output_collection="out", output_item=condition("ok"),
        output_variables=("ok",), shows_outputs=True,
    )  # fmt: skip
    desk = Desk(process(start(), user("a", loop=loop), user("after"), flows="start -> a -> after")).start()
    assert desk.variables["out"] == []
    desk.complete("a", 1, ok=2)
    assert desk.variables["out"] == [2] and "ok" not in desk.variables
    desk.complete("a", 0, ok=1).complete("a", 0, ok=3)
    assert desk.variables["out"] == [1, 2, 3] and desk.active == ["after"]
