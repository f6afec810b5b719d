"""Multi-instance activities (BPMN 13.3.7)."""

from typing import Any

import pytest

from engine.errors import Rejected
from engine.expr.compile import feel
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    call,
    end,
    error,
    exclusive,
    mapping,
    over,
    process,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.kernel.desk import Desk


def looping(loop: d.MultiInstance, **more: Any) -> d.ProcessDefinition:
    return process(start(), user("a", loop=loop, **more), user("after"), flows="start -> a -> after")


def test_parallel_over_a_list() -> None:
    desk = Desk(looping(over("people", "person"))).start(people=["x", "y", "z"])
    assert desk.active == ["a", "a", "a"]
    locals_ = [each.variables for each in desk.root.activities.values() if each.index is not None]
    assert locals_ == [{"loopCounter": n, "person": name} for n, name in enumerate("xyz")]
    desk.complete("a", 2).complete("a", 0)
    assert desk.active == ["a"]
    assert desk.complete("a").active == ["after"]


def test_sequential_over_a_list() -> None:
    desk = Desk(looping(over("people", "person", sequential=True))).start(people=["x", "y"])
    for name in ("x", "y"):
        assert desk.active == ["a"]
        assert (
            next(each.variables["person"] for each in desk.root.activities.values() if each.index is not None) == name
        )
        desk.complete("a")
    assert desk.active == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize(("count", "bodies"), [("0", 0), ("3", 3), ("n + 1", 3)])
def test_a_count(count: str, bodies: int, sequential: bool) -> None:
    desk = Desk(looping(over(count=count, sequential=sequential))).start(n=2)
    for _ in range(bodies):
        assert "a" in desk.active
        desk.complete("a")
    assert desk.active == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize("name", ["nrOfCompletedInstances", "numberOfCompletedInstances"])  # Camunda 7, BPMN 10.3.8
def test_a_condition_ends_it_early(sequential: bool, name: str) -> None:
    desk = Desk(looping(over(count="5", sequential=sequential, until=f"{name} >= 2"))).start()
    assert desk.complete("a").active[0] == "a"
    assert desk.complete("a").active == ["after"]
    assert not desk.root.user_tasks or len(desk.root.user_tasks) == 1


def test_the_condition_sees_the_answer_of_the_body() -> None:
    desk = Desk(looping(over(count="5", until="not(approved)"))).start()
    desk.complete("a", approved=True)
    assert desk.complete("a", approved=False).active == ["after"]


BAD = [
    (over("nothing"), {"nothing": None}, "loop.no_list", "null is no list"),
    (over("n"), {"n": 3}, "loop.no_list", "a number is no list"),
    (over(count='"many"'), {}, "loop.no_count", "a text is no count"),
    (over(count="-1"), {}, "loop.no_count", "less than none"),
    (over(count="1.5"), {}, "loop.no_count", "half a body"),
    (over(count="100001"), {}, "loop.too_many", "more than is allowed"),
    (over(count="true"), {}, "loop.no_count", "a truth is no count"),
    (over(count="null"), {}, "loop.no_count", "null is no count"),
]


@pytest.mark.parametrize(("loop", "given", "code", "reason"), BAD, ids=[row[3] for row in BAD])
def test_an_extent_that_cannot_be_told_is_an_incident(
    loop: d.MultiInstance, given: dict, code: str, reason: str
) -> None:
    desk = Desk(looping(loop)).start(**given)
    assert desk.incidents == [code], reason


def test_the_extent_is_told_again_on_retry() -> None:
    desk = Desk(looping(over("people"))).start(people=1)
    desk.do(c.SetVariables(scope_id="i1", variables={"people": ["x"]}))
    assert desk.retry("loop.no_list").active == ["a"]
    assert desk.complete("a").active == ["after"]


def test_a_condition_that_is_no_truth_is_an_incident() -> None:
    desk = Desk(looping(over(count="3", until="approved"))).start().complete("a", approved="perhaps")
    assert desk.incidents == ["loop.not_boolean"]
    desk.do(c.SetVariables(scope_id="i1", variables={"approved": True}))
    assert desk.retry("loop.not_boolean").active == ["after"]


def test_items_are_json() -> None:
    """Dates in a list are kept as text, in the state as in history."""
    desk = Desk(looping(over('[date("2026-01-05")]', "day"))).start()
    assert [each.variables["day"] for each in desk.root.activities.values() if each.index == 0] == ["2026-01-05"]


def test_outputs_are_mapped_by_each_body() -> None:
    loop = over("[1, 2, 3]", "n", sequential=True)
    drawn = process(start(), script("t", "square", "n * n", loop=loop, outputs=mapping(sum="sum + square")), end(),
                    flows="start -> t -> end")  # fmt: skip
    assert Desk(drawn).start(sum=0).variables["sum"] == 14


def test_a_boundary_timer_is_armed_once_for_all_bodies() -> None:
    drawn = process(
        start(), user("a", loop=over(count="3")), boundary("late", "a", timer("duration", "PT1H")), user("after"),
        flows="start -> a\nlate -> after",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.armed == ["late"]
    assert desk.fire("late").active == ["after"]


def test_an_error_in_one_body_ends_all() -> None:
    drawn = process(
        start(), sub("s", user("a"), end("bad", error("E")), loop=over(count="3")),
        boundary("caught", "s", error("E")), user("after"),
        flows="start -> s\na -> bad\ncaught -> after",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["a", "a", "a"]
    assert desk.complete("a", 1).active == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
def test_sub_processes_with_variables_of_their_own(sequential: bool) -> None:
    drawn = process(
        start(), end(),
        sub("s", user("a"), user("b"), inputs=mapping(mine="null"), loop=over("[10, 20]", "n", sequential=sequential)),
        flows="start -> s -> end\na -> b",
    )  # fmt: skip
    desk = Desk(drawn).start()
    for number in (0, 1):
        desk.complete("a", mine=number)
        if sequential:
            desk.complete("b")
    if not sequential:
        assert sorted(each.variables["mine"] for each in desk.root.activities.values() if "mine" in each.variables) == [
            0,
            1,
        ]
        desk.complete("b").complete("b")
    assert desk.state == "completed"
    assert "mine" not in desk.variables


def test_calls_in_a_loop() -> None:
    called = process(start(), user("inside"), flows="start -> inside", key="called")
    drawn = process(start(), call("c", "called", loop=over("[1, 2]", "n"), ins=mapping(n="n")), flows="start -> c")
    desk = Desk(drawn, called).start()
    assert [each.variables for key, each in desk.family.items() if key != "i1"] == [{"n": 1}, {"n": 2}]
    assert desk.complete("inside").complete("inside").state == "completed"


def test_a_body_that_fails_begins_anew_alone() -> None:
    drawn = process(
        start(), service("s", loop=over("[1, 2]", "n"), inputs=mapping(m="n + missing")), flows="start -> s"
    )
    desk = Desk(drawn).start()
    assert desk.incidents == ["expression.unknown_name"] * 2
    desk.do(c.SetVariables(scope_id="i1", variables={"missing": 1}))
    desk.retry("expression.unknown_name").work()
    assert desk.incidents == ["expression.unknown_name"]
    assert desk.retry("expression.unknown_name").work().state == "completed"


def test_a_body_is_no_loop_of_its_own() -> None:
    desk = Desk(looping(over(count="2"))).start()
    loops = [event for event in desk.events() if isinstance(event, e.ActivityStarted) and event.total is not None]
    assert len(loops) == 1
    with pytest.raises(Rejected):
        desk.do(c.CompleteUserTask(task_id=f"i1.{loops[0].activity_id}"))


@pytest.mark.parametrize("sequential", [True, False])
def test_what_the_bodies_leave_is_collected_in_the_order_of_the_items(sequential: bool) -> None:
    loop = over("people", "person", into="answers", leaves="answer", sequential=sequential)
    desk = Desk(looping(loop)).start(people=["x", "y", "z"])
    for number, which in enumerate((0, 0, 0) if sequential else (2, 0, 0)):
        desk.complete("a", which, answer=f"answer {number}")
    expected = ["answer 0", "answer 1", "answer 2"] if sequential else ["answer 1", "answer 2", "answer 0"]
    assert desk.variables["answers"] == expected
    assert "answer" not in desk.variables, "each body has its own"


def test_a_body_that_does_not_complete_leaves_null() -> None:
    loop = over("[1, 2, 3]", "n", into="squares", leaves="n * n", until="nrOfCompletedInstances = 2")
    desk = Desk(looping(loop)).start().complete("a", 0).complete("a", 1)
    assert desk.active == ["after"]
    assert desk.variables["squares"] == [1, None, 9]


def test_nothing_is_collected_from_nobody() -> None:
    assert Desk(looping(over("[]", "n", into="squares", leaves="n * n"))).start().variables["squares"] == []


def test_the_index_may_have_another_name() -> None:
    loop = d.MultiInstance(cardinality=feel("2"), index_variable="i")
    drawn = process(start(), script("t", "seen", "append(seen, i)", loop=loop), end(), flows="start -> t -> end")
    assert Desk(drawn).start(seen=[]).variables["seen"] == [0, 1]


def test_a_large_one_is_created_in_portions() -> None:
    """Its tokens are placed as they are used, and its size is no endless loop."""
    inside = [start("s0"), script("t", "n", "n + 1"), end("e0")]
    drawn = process(
        start(), sub("s", *inside, loop=over(count="12", sequential=False)), end(),
        flows="start -> s -> end\ns0 -> t -> e0",
    )  # fmt: skip
    desk = Desk(drawn, budget=Budget(activities=5, pauses=2)).start(n=0)
    assert desk.work().incidents == []
    assert (desk.state, desk.variables["n"]) == ("completed", 12)


def test_tokens_are_placed_a_portion_at_a_time() -> None:
    desk = Desk(looping(over(count="150")), budget=Budget(activities=50)).start()
    assert len(desk.root.tokens) + len(desk.root.user_tasks) == 100
    desk.work()
    assert len(desk.root.user_tasks) == 150
    for _ in range(150):
        desk.complete("a")
    assert desk.active == ["after"]


def test_loops_around_loops_are_counted_together() -> None:
    inner = sub("i", script("t", "n", "n + 1"), loop=over(count="6", sequential=True))
    drawn = process(start(), sub("o", inner, loop=over(count="6", sequential=True)), end(), flows="start -> o -> end")
    desk = Desk(drawn, budget=Budget(activities=5, pauses=2)).start(n=0).work()
    assert (desk.incidents, desk.variables["n"]) == ([], 36)


def test_an_endless_loop_around_a_multi_instance_is_still_stopped() -> None:
    drawn = process(
        start(), exclusive("m"), script("t", "n", "n + 1", loop=over(count="3")), flows="start -> m -> t -> m"
    )
    desk = Desk(drawn, budget=Budget(activities=10, pauses=3)).start(n=0).work()
    assert desk.incidents == ["loop.without_wait"]
