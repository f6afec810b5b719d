"""Standard loop (BPMN 13.3.6), start and completion quantity (13.3.2)."""

import pytest

from engine.model import command as c
from engine.model import definition as d
from tests.kernel.build import again, boundary, end, over, parallel, process, script, start, sub, task, timer, user
from tests.kernel.desk import Desk

ROUNDS = [
    (again("n < 3"), 0, 3, "while the condition holds"),
    (again("n < 3"), 7, 8, "the condition is not asked before the first one"),
    (again("n < 3", before=True), 7, 7, "unless it is to be asked before"),
    (again("n < 3", before=True), 1, 3, "asked before every one"),
    (again("true", most=4), 0, 4, "the maximum ends it"),
    (again(most=2), 0, 2, "a maximum alone"),
    (again("n < 3", most=2), 0, 2, "whichever comes first"),
    (again("loopCounter < 3"), 0, 3, "the condition sees how many there were"),
    (again("true", most=0), 5, 5, "no round at all"),
]


@pytest.mark.parametrize(("loop", "n", "result", "reason"), ROUNDS, ids=[row[3] for row in ROUNDS])
def test_rounds(loop: d.StandardLoop, n: int, result: int, reason: str) -> None:
    drawn = process(start(), script("t", "n", "n + 1", loop=loop), end(), flows="start -> t -> end")
    desk = Desk(drawn).start(n=n)
    assert (desk.state, desk.variables["n"]) == ("completed", result), reason


def test_one_round_after_the_other() -> None:
    desk = Desk(process(start(), user("a", loop=again("not(done)")), end(), flows="start -> a -> end")).start()
    for number in range(3):
        assert desk.active == ["a"]
        assert [each.variables for each in desk.root.activities.values() if each.index is not None] == [
            {"loopCounter": number}
        ]
        desk.complete("a", done=number == 2)
    assert desk.state == "completed"


def test_a_sub_process_goes_round_as_a_whole() -> None:
    drawn = process(
        start(), sub("s", user("a"), script("t", "n", "n + 1"), loop=again("n < 2")), end(),
        flows="start -> s -> end\na -> t",
    )  # fmt: skip
    desk = Desk(drawn).start(n=0).complete("a")
    assert desk.active == ["a"]
    assert desk.complete("a").state == "completed"


def test_a_boundary_event_ends_the_loop() -> None:
    drawn = process(
        start(), user("a", loop=again("true")), boundary("late", "a", timer("duration", "PT1H")), user("after"),
        flows="start -> a\nlate -> after",
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").complete("a").fire("late").active == ["after"]


def test_a_loop_that_never_waits_nor_ends_is_an_incident() -> None:
    drawn = process(start(), script("t", "n", "n + 1", loop=again("true")), flows="start -> t")
    assert Desk(drawn).start(n=0).work().incidents == ["loop.without_wait"]


def test_a_condition_that_is_no_truth_is_an_incident() -> None:
    desk = Desk(process(start(), user("a", loop=again("more")), end(), flows="start -> a -> end")).start()
    desk.complete("a", more="perhaps")
    assert desk.incidents == ["loop.not_boolean"]
    desk.do(c.SetVariables(scope_id="i1", variables={"more": False}))
    assert desk.retry("loop.not_boolean").state == "completed"


# tokens that an activity needs, and that it gives


def test_completion_quantity_puts_several_tokens_on_each_flow() -> None:
    drawn = process(start(), task("t", completion_quantity=2), user("a"), user("b"), flows="start -> t -> a\nt -> b")
    assert Desk(drawn).start().active == ["a", "a", "b", "b"]


def test_start_quantity_waits_for_several_tokens() -> None:
    drawn = process(
        start(), parallel("p"), task("t"), user("a"), user("b"), task("many", start_quantity=2), user("after"),
        flows="start -> p -> t -> many -> after\np -> a -> many\np -> b -> many",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["a", "b"]
    assert desk.root.arrivals == {"0/many": {"t_many": 1}}
    assert desk.complete("b").active == ["a", "after"]
    desk.complete("a")
    assert desk.active == ["after"]
    assert desk.root.arrivals == {"0/many": {"a_many": 1}}, "the third token waits for a fourth"


def test_as_many_as_come_are_as_many_as_go() -> None:
    drawn = process(
        start(), task("give", completion_quantity=6), task("take", start_quantity=2), task("last", start_quantity=3),
        end(), flows="start -> give -> take -> last -> end",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.state == "completed"
    assert [desk.passed().count(each) for each in ("give", "take", "last")] == [1, 3, 1]


def test_a_multi_instance_needs_its_tokens_once() -> None:
    drawn = process(
        start(), task("give", completion_quantity=2), task("take", start_quantity=2, loop=over(count="3")), end(),
        flows="start -> give -> take -> end",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.state == "completed"
    assert desk.passed().count("take") == 4, "three bodies and the whole"
