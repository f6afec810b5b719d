"""People change where an instance stands: what is cancelled is gone with all it holds, what begins begins anew."""

import pytest

from engine.errors import Rejected
from engine.kernel.world import Budget
from engine.model import event as e
from engine.model import operation as o
from engine.model.move import Move
from tests.kernel.build import (
    boundary,
    call,
    catch,
    end,
    event_based,
    exclusive,
    mapping,
    message,
    over,
    parallel,
    process,
    receive,
    script,
    start,
    sub,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

LINE = process(
    start(), user("a"), user("b"), user("c"), boundary("late", "a", timer("duration", "PT1H")), end(), end("end2"),
    flows="start -> a -> b -> c -> end\nlate -> end2",
)  # fmt: skip
FORK = process(
    start(), parallel("split"), user("a"), user("b"), parallel("join"), user("c"), end(),
    flows="start -> split -> a -> join -> c -> end\nsplit -> b -> join",
)  # fmt: skip
NESTED = process(
    start(), user("first"),
    sub("outer", user("x"), sub("inner", user("y"), user("z"), inputs=mapping(local="n + 1")),
        boundary("stop", "inner", message("stop"))),
    user("last"), end(),
    flows="start -> first -> outer -> last -> end\nx -> inner\ny -> z",
)  # fmt: skip
LOOP = process(
    start(), user("first"), sub("many", user("each"), user("other"), loop=over("[1, 2]", "item")), end(),
    flows="start -> first -> many -> end\neach -> other",
)  # fmt: skip


def modify(desk: Desk, *moves: tuple[str, ...]) -> list[e.Event]:
    return desk.do(
        o.ModifyInstance(
            instance_id=ROOT,
            moves=[Move(action=action, id=id, activity_id=more[0] if more else None) for action, id, *more in moves],
            reason="客户要求",
        )
    )


def refusal(desk: Desk, *moves: tuple[str, ...]) -> str:
    with pytest.raises(Rejected) as rejection:
        modify(desk, *moves)
    return rejection.value.code


def test_a_token_is_moved() -> None:
    """With its timer; the reason stands first in history."""
    desk = Desk(LINE).start()
    events = modify(desk, ("cancel", "a"), ("before", "c"))
    assert isinstance(events[0], e.InstanceModified) and events[0].reason == "客户要求"
    assert (desk.active, desk.armed) == (["c"], [])
    desk.complete("c")
    assert (desk.state, desk.passed()) == ("completed", ["start", "c", "end"])


def test_a_token_is_added() -> None:
    desk = Desk(LINE).start()
    modify(desk, ("before", "b"))
    assert (desk.active, desk.armed) == (["a", "b"], ["late"])


def test_a_token_is_cancelled() -> None:
    desk = Desk(FORK).start()
    modify(desk, ("cancel", "b"))
    assert desk.active == ["a"]


def test_after_an_element_nothing_of_it_is_carried_out() -> None:
    desk = Desk(process(start(), user("a"), script("s", "n", "n + 1"), user("b"), end(), flows="start -> a -> s -> b"))
    desk.start(n=1)
    modify(desk, ("cancel", "a"), ("after", "s"))
    assert (desk.active, desk.variables["n"]) == (["b"], 1)


def test_after_a_gateway_its_conditions_are_judged() -> None:
    desk = Desk(
        process(
            start(),
            user("a"),
            exclusive("x"),
            user("b"),
            user("c"),
            end(),
            flows="start -> a -> x -> b [n > 1]\nx -> c [default]\nb -> end\nc -> end",
        )  # fmt: skip
    ).start(n=2)
    modify(desk, ("cancel", "a"), ("after", "x"))
    assert desk.active == ["b"]


def test_over_a_flow_a_token_comes_to_a_join() -> None:
    """It joins as if it had come that way."""
    desk = Desk(FORK).start()
    modify(desk, ("cancel", "b"), ("over", "b_join"))
    desk.complete("a")
    assert desk.active == ["c"]


def test_what_waits_at_a_join_is_cancelled() -> None:
    desk = Desk(FORK).start().complete("a")
    modify(desk, ("cancel", "join"))
    assert desk.root.arrivals == {}
    modify(desk, ("over", "a_join"))
    desk.complete("b")
    assert desk.active == ["c"]


def test_a_sub_process_is_entered_in_its_middle() -> None:
    """Scopes around are opened with their inputs and boundary events."""
    desk = Desk(NESTED).start(n=1)
    modify(desk, ("cancel", "first"), ("before", "z"))
    assert (desk.active, desk.armed) == (["z"], ["stop"])
    desk.complete("z")
    assert desk.active == ["last"]


def test_one_that_runs_is_used() -> None:
    desk = Desk(NESTED).start(n=1).complete("first").complete("x")
    modify(desk, ("before", "z"), ("cancel", "y"))
    assert desk.active == ["z"]
    desk.complete("z")
    assert desk.active == ["last"]


def test_a_sub_process_that_is_left_empty_goes_too() -> None:
    desk = Desk(NESTED).start(n=1).complete("first").complete("x")
    modify(desk, ("cancel", "y"), ("before", "last"))
    assert (desk.active, desk.armed) == (["last"], [])
    assert [each.element_id for each in desk.root.activities.values()] == ["p", "last"]


def test_a_whole_multi_instance_is_cancelled() -> None:
    desk = Desk(LOOP).start().complete("first")
    modify(desk, ("cancel", "many"), ("before", "first"))
    assert desk.active == ["first"]


def test_of_several_scopes_one_is_chosen() -> None:
    desk = Desk(LOOP).start().complete("first")
    body = next(each.id for each in desk.root.activities.values() if each.index == 1)
    assert refusal(desk, ("before", "other")) == "modify.several_scopes"
    modify(desk, ("before", "other", body))
    assert desk.active == ["each", "each", "other"]


def test_a_called_instance_ends_with_its_call() -> None:
    desk = Desk(
        process(start(), call("ask", "q"), user("b"), end(), flows="start -> ask -> b -> end"),
        process(start(), user("inside"), end(), flows="start -> inside -> end", key="q"),
    ).start()
    called = desk.activity("inside").rpartition(".")[0]
    modify(desk, ("cancel", "ask"), ("before", "b"))
    assert (desk.active, desk.instance(called).state) == (["b"], "cancelled")


def test_an_incident_goes_with_its_activity() -> None:
    broken = process(start(), exclusive("x"), user("b"), end(), flows="start -> x -> b [n]\nb -> end")
    desk = Desk(broken).start(n=3)
    assert desk.incidents == ["flow.not_boolean"]
    modify(desk, ("cancel", "x"), ("before", "b"))
    assert (desk.incidents, desk.active) == ([], ["b"])


def test_a_token_of_a_loop_that_was_stopped_is_cancelled() -> None:
    loop = process(
        start(), exclusive("m"), script("count", "n", "n + 1"), user("out"), end(),
        flows="start -> m -> count -> m\nout -> end",
    )  # fmt: skip
    desk = Desk(loop, budget=Budget(activities=10, pauses=2)).start(n=0).work()
    assert desk.incidents == ["loop.without_wait"]
    [token] = desk.root.tokens
    modify(desk, ("before", "out"), ("cancel", token.element_id))
    desk.retry("loop.without_wait")
    assert desk.active == ["out"]


def test_a_gateway_that_waits_for_events_is_cancelled_with_them() -> None:
    desk = Desk(
        process(
            start(),
            event_based("g"),
            catch("t", timer("duration", "PT1H")),
            receive("r", "m"),
            user("b"),
            end(),
            flows="start -> g -> t -> end\ng -> r -> end\nb -> end",
        )  # fmt: skip
    ).start()
    modify(desk, ("cancel", "g"), ("before", "b"))
    assert (desk.armed, desk.active) == ([], ["b"])
    assert refusal(desk, ("after", "g")) == "modify.choose_flow"
    modify(desk, ("cancel", "b"), ("before", "r"))
    desk.send("m")
    assert desk.state == "completed"


REFUSED = [
    (LINE, [], "modify.nothing", "nothing to do"),
    (LINE, [("cancel", "b")], "modify.nothing_there", "nothing is active there"),
    (LINE, [("cancel", "a")], "modify.nothing_left", "cancelling the case is another command"),
    (LINE, [("before", "nowhere")], "element.unknown", "no such element"),
    (LINE, [("over", "nowhere")], "flow.unknown", "no such flow"),
    (LINE, [("before", "late")], "modify.not_entered", "a boundary event happens to its host"),
    (LINE, [("after", "end")], "modify.nothing_after", "an end has no way on"),
    (FORK, [("before", "join")], "modify.join", "a join is entered over a flow"),
    (LOOP, [("before", "each")], "modify.inside_loop", "which of the bodies would it be"),
]


@pytest.mark.parametrize(("drawn", "moves", "code", "reason"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_what_is_refused(drawn, moves, code, reason) -> None:
    desk = Desk(drawn).start()
    before = desk.saved[ROOT]
    assert refusal(desk, *moves) == code
    assert desk.saved[ROOT] == before


@pytest.mark.parametrize("sequential", [True, False])
def test_a_multi_instance_goes_on_without_a_body_that_was_cancelled(sequential: bool) -> None:
    loop = over("[1, 2, 3]", "item", sequential=sequential, into="out", leaves="item")
    desk = Desk(process(start(), user("each", loop=loop), user("last"), flows="start -> each -> last")).start()
    modify(desk, ("cancel", "each", body_of(desk, 0)))
    assert desk.active == (["each"] if sequential else ["each", "each"])
    assert desk.complete("each").active == ["each"]
    assert desk.complete("each").active == ["last"]
    assert desk.variables["out"] == [None, 2, 3]


def test_it_is_over_when_the_last_body_is_cancelled() -> None:
    desk = Desk(LOOP).start().complete("first")
    modify(desk, ("cancel", "many", body_of(desk, 0)), ("cancel", "many", body_of(desk, 1)), ("before", "first"))
    assert desk.active == ["first"]


def test_a_body_in_which_nothing_is_left_is_cancelled() -> None:
    desk = Desk(LOOP).start().complete("first")
    inside = next(each.id for each in desk.root.activities.values() if each.scope_id == body_of(desk, 1))
    modify(desk, ("cancel", "each", inside))
    assert [each.index for each in desk.root.activities.values() if each.index is not None] == [0]


def body_of(desk: Desk, index: int) -> str:
    return next(each.id for each in desk.root.activities.values() if each.index == index)


def test_what_needs_several_tokens_begins_when_somebody_says_so() -> None:
    """One that is put before it stands for all that it needs."""
    desk = Desk(process(start(), user("a"), user("b", start_quantity=2), flows="start -> a -> b")).start()
    desk.do(o.ModifyInstance(instance_id=ROOT, moves=[Move(action="before", id="b"), Move(action="cancel", id="a")]))
    assert (desk.active, desk.root.arrivals) == (["b"], {})
