"""Exclusive, parallel, inclusive and event-based gateways (BPMN 13.4)."""

from typing import Any

import pytest
from msgspec import structs

from tests.kernel.build import (
    boundary,
    catch,
    end,
    event_based,
    exclusive,
    inclusive,
    message,
    parallel,
    process,
    receive,
    script,
    start,
    sub,
    task,
    timer,
    user,
)
from tests.kernel.desk import Desk

CHOICE = process(
    start(), exclusive("x"), user("a"), user("b"), user("c"), end(),
    flows="""start -> x
             x -> a [n > 10]
             x -> b [n > 5]
             x -> c [default]
             a -> end
             b -> end
             c -> end""",
)  # fmt: skip


@pytest.mark.parametrize(
    ("n", "taken", "reason"),
    [(11, "a", "the first true one"), (6, "b", "the second"), (1, "c", "the default when none is true")],
)
def test_exclusive_takes_one_flow(n: int, taken: str, reason: str) -> None:
    assert Desk(CHOICE).start(n=n).active == [taken], reason


def test_exclusive_without_a_true_flow_is_an_incident() -> None:
    desk = Desk(process(start(), exclusive("x"), user("a"), flows="start -> x\nx -> a [n > 1]")).start(n=0)
    assert desk.incidents == ["flow.none_true"]
    assert desk.state == "active"


@pytest.mark.parametrize(
    ("condition", "code", "reason"),
    [
        ("1 + 1", "flow.not_boolean", "a number is no answer"),
        ("nobody_knows", "expression.unknown_name", "an unknown name"),
    ],
)
def test_a_condition_that_fails_is_an_incident(condition: str, code: str, reason: str) -> None:
    drawn = process(start(), exclusive("x"), user("a"), flows=f"start -> x\nx -> a [{condition}]")
    assert Desk(drawn).start().incidents == [code], reason


def test_exclusive_merges_without_waiting() -> None:
    drawn = process(
        start(), parallel("p"), task("t"), exclusive("x"), user("a"),
        flows="start -> p -> x -> a\np -> t -> x",
    )  # fmt: skip
    assert Desk(drawn).start().active == ["a", "a"]


DIAMOND = process(
    start(), parallel("split"), user("a"), user("b"), parallel("join"), user("c"), end(),
    flows="start -> split -> a -> join -> c -> end\nsplit -> b -> join",
)  # fmt: skip


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_parallel_join_waits_for_all(order: tuple[str, str]) -> None:
    desk = Desk(DIAMOND).start()
    assert desk.active == ["a", "b"]
    assert desk.complete(order[0]).active == [order[1]]
    assert desk.complete(order[1]).active == ["c"]
    assert desk.complete("c").state == "completed"
    assert desk.root.arrivals == {}


def test_a_join_is_one_passage() -> None:
    desk = Desk(DIAMOND).start().complete("a").complete("b").complete("c")
    assert desk.passed().count("join") == 1


def test_a_parallel_join_in_a_loop_joins_again() -> None:
    drawn = process(
        start(), exclusive("m"), parallel("split"), task("a"), task("b"), parallel("join"), user("ask"),
        exclusive("x"), end(),
        flows="""start -> m -> split -> a -> join -> ask -> x
                 split -> b -> join
                 x -> m [again]
                 x -> end [default]""",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("ask", again=True)
    assert desk.active == ["ask"]
    assert desk.complete("ask", again=False).state == "completed"


def test_a_parallel_join_keeps_a_second_token_of_the_same_flow() -> None:
    """Two tokens over one flow do not stand for one over each."""
    drawn = process(
        start(), parallel("p"), exclusive("m"), task("t"), user("b"), parallel("join"), user("c"),
        flows="""start -> p -> m -> join -> c
                 p -> t -> m
                 p -> b -> join""",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.root.arrivals == {"0/join": {"m_join": 2}}
    assert desk.complete("b").active == ["c"]
    assert desk.root.arrivals == {"0/join": {"m_join": 1}}


OR = process(
    start(), inclusive("split"), user("a"), user("b"), user("c"), inclusive("join"), user("after"), end(),
    flows="""start -> split
             split -> a [n > 0]
             split -> b [n > 1]
             split -> c [default]
             a -> join
             b -> join
             c -> join
             join -> after -> end""",
)  # fmt: skip


@pytest.mark.parametrize(
    ("n", "taken", "reason"),
    [(2, ["a", "b"], "all that are true"), (1, ["a"], "one"), (0, ["c"], "the default only when none is true")],
)
def test_inclusive_splits_and_joins_what_it_split(n: int, taken: list[str], reason: str) -> None:
    desk = Desk(OR).start(n=n)
    assert desk.active == taken, reason
    for element in taken:
        assert "after" not in desk.active, "the join waits for the tokens that can still come"
        desk.complete(element)
    assert desk.active == ["after"]
    assert desk.complete("after").state == "completed"


def test_an_inclusive_join_goes_on_when_the_other_token_took_another_way() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), user("b"), exclusive("x"), inclusive("join"), user("after"), end("gone"),
        flows="""start -> p -> a -> join -> after
                 p -> b -> x
                 x -> join [comes]
                 x -> gone [default]""",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["b"]
    assert desk.complete("b", comes=False).active == ["after"]


def test_an_inclusive_join_sees_a_token_that_comes_from_a_boundary_event() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), user("b"), boundary("late", "b", timer("duration", "PT1H")),
        user("late_work"),
        inclusive("join"), user("after"), end("done"),
        flows="start -> p -> a -> join -> after\np -> b -> done\nlate -> late_work -> join",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["b"], "b may still time out and send a token to the join"
    desk.fire("late")
    assert desk.active == ["late_work"]
    assert desk.complete("late_work").active == ["after"]


def test_an_inclusive_join_waits_for_a_sub_process_before_it() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), sub("s", start("s0"), user("inner"), end("s1")), inclusive("join"),
        user("after"),
        flows="start -> p -> a -> join -> after\np -> s -> join\ns0 -> inner -> s1",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["inner"]
    assert desk.complete("inner").active == ["after"]


WAIT = process(
    start(), event_based("g"), catch("in_time", message("paid")), catch("late", timer("duration", "PT2H")),
    receive("cancelled", "cancel"), user("ship"), user("remind"), user("refund"),
    flows="""start -> g -> in_time -> ship
             g -> late -> remind
             g -> cancelled -> refund""",
)  # fmt: skip


CIRCLE = (
    "start -> both",
    "both -> one", "both -> two", "two -> one",
    "one -> more", "more -> two [again]", "more -> done [default]",
)  # fmt: skip


class Counted(dict[str, Any]):
    """How often something was looked up."""

    count = 0

    def __getitem__(self, key: str) -> Any:
        self.count += 1
        return super().__getitem__(key)


def looked_up_by_inclusive(diamonds: int) -> int:
    """Elements and flows of the diagram, for a row of forks and joins to its end."""
    numbers = range(diamonds)
    lines = [f"x{n} -> a{n} -> y{n}\nx{n} -> b{n} -> y{n}\ny{n} -> x{n + 1}" for n in numbers]
    drawn = [part for n in numbers for part in (inclusive(f"x{n}"), task(f"a{n}"), task(f"b{n}"), inclusive(f"y{n}"))]
    flows = "\n".join(["start -> x0", *lines])
    definition = process(start(), *drawn, end(f"x{diamonds}"), flows=flows)
    counted = structs.replace(definition, elements=Counted(definition.elements), flows=Counted(definition.flows))
    assert Desk(counted).start().state == "completed"
    assert isinstance(counted.elements, Counted) and isinstance(counted.flows, Counted)
    return counted.elements.count + counted.flows.count


def test_an_inclusive_join_that_nothing_can_reach_does_not_walk_the_diagram() -> None:
    few, more, many = (looked_up_by_inclusive(diamonds) for diamonds in (5, 10, 20))
    assert many - more == 2 * (more - few)


def test_inclusive_joins_that_wait_for_each_other_only_do_not_wait_for_ever() -> None:
    drawn = process(
        start(), parallel("both"), inclusive("one"), inclusive("two"), exclusive("more"), user("done"),
        flows="\n".join(CIRCLE),
    )  # fmt: skip
    assert Desk(drawn).start(again=False).active == ["done", "done"], "one is let go, and then two"


def test_inclusive_joins_in_a_circle_wait_for_a_task_that_leads_to_one_of_them() -> None:
    drawn = process(
        start(), parallel("both"), user("task"), inclusive("one"), inclusive("two"), exclusive("more"), user("done"),
        flows="\n".join((*CIRCLE, "both -> task -> two")),
    )  # fmt: skip
    desk = Desk(drawn).start(again=False)
    assert desk.active == ["task"]
    assert desk.complete("task").active == ["done", "done"]


def test_an_event_based_gateway_waits_for_all_and_takes_the_first() -> None:
    desk = Desk(WAIT).start()
    assert desk.armed == ["cancelled", "in_time", "late"]
    desk.send("paid", amount=3)
    assert desk.active == ["ship"]
    assert desk.armed == []
    assert desk.variables == {"amount": 3}


@pytest.mark.parametrize(("name", "taken"), [("late", "remind")])
def test_an_event_based_gateway_times_out(name: str, taken: str) -> None:
    desk = Desk(WAIT).start().fire(name)
    assert desk.active == [taken]
    assert desk.armed == []


def test_an_event_based_gateway_takes_a_receive_task() -> None:
    assert Desk(WAIT).start().send("cancel").active == ["refund"]


def test_many_flows_out_of_a_task_are_a_parallel_split() -> None:
    drawn = process(start(), task("t"), user("a"), user("b"), flows="start -> t -> a\nt -> b")
    assert Desk(drawn).start().active == ["a", "b"]


def test_conditions_on_the_flows_of_a_task() -> None:
    drawn = process(
        start(), script("t", "n", "5"), user("a"), user("b"), user("c"),
        flows="start -> t\nt -> a [n > 1]\nt -> b [n > 9]\nt -> c [default]",
    )  # fmt: skip
    assert Desk(drawn).start().active == ["a"], "the default is for when no condition holds"


def test_branches_are_followed_depth_first_in_document_order() -> None:
    drawn = process(
        start(), parallel("p"), task("a1"), task("a2"), task("b1"), task("b2"), end("ea"), end("eb"),
        flows="start -> p -> a1 -> a2 -> ea\np -> b1 -> b2 -> eb",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.passed() == ["start", "p", "a1", "a2", "ea", "b1", "b2", "eb"]
    assert desk.state == "completed"
