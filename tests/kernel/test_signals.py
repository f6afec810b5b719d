"""Signals: everybody in the family within the step, everybody else by a job (BPMN 10.5.5)."""

from typing import Any

import pytest

from engine.errors import Rejected
from engine.kernel.evolve.fold import SIGNAL
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    call,
    catch,
    end,
    event_based,
    event_sub,
    mapping,
    parallel,
    process,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

THROWN = "start -> p -> t -> after_t"


def beside(*catching: Any, flows: str, trigger: d.Trigger | None = None, **more: Any) -> d.ProcessDefinition:
    """A branch that waits with a user task and then throws, beside what catches."""
    return process(
        start(), parallel("p"), user("a"), throw("t", trigger or signal("alarm"), **more), user("after_t"), *catching,
        flows=f"start -> p -> a -> t -> after_t\n{flows}",
    )  # fmt: skip


CATCHERS = [
    ([catch("c", signal("alarm")), user("x")], "p -> c -> x", ["after_t", "x"], "an intermediate event"),
    ([user("h"), boundary("b", "h", signal("alarm")), user("x")], "p -> h\nb -> x", ["after_t", "x"], "a boundary"),
    (
        [user("h"), boundary("b", "h", signal("alarm"), False), user("x")],
        "p -> h\nb -> x", ["after_t", "h", "x"], "a boundary that does not interrupt",
    ),
    (
        [event_based("g"), catch("c", signal("alarm")), catch("d", timer("duration", "PT1H")), user("x")],
        "p -> g -> c -> x\ng -> d -> x", ["after_t", "x"], "an event-based gateway",
    ),
    (
        [event_sub("s", signal("alarm"), user("x"), is_interrupting=False)],
        "s_start -> x", ["after_t", "x"], "an event sub-process beside",
    ),
    ([event_sub("s", signal("alarm"), user("x"))], "s_start -> x", ["x"], "one that interrupts the thrower"),
    ([catch("c", signal("other"))], "p -> c", ["after_t", "c"], "another name"),
]  # fmt: skip


@pytest.mark.parametrize(("catching", "flows", "active", "reason"), CATCHERS, ids=[row[3] for row in CATCHERS])
def test_it_is_caught_within_the_step(catching: list[Any], flows: str, active: list[str], reason: str) -> None:
    assert Desk(beside(*catching, flows=flows)).start().complete("a").active == active, reason


def test_everybody_who_waits_gets_it_with_what_it_carries() -> None:
    drawn = beside(
        catch("c", signal("alarm"), outputs=mapping(seen="level")), catch("d", signal("alarm")), end("e1"), end("e2"),
        flows="p -> c -> e1\np -> d -> e2", inputs=mapping(level="2"),
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, desk.variables) == (["after_t"], {"level": 2, "seen": 2})


PAYLOADS = [
    (signal("alarm", payload=mapping(size="n + 1")), {"size": 2}, "what its mapping names, and no locals"),
    (signal("alarm", passes_all=True), {"n": 1, "own": 0}, "all that it sees"),
    (signal("alarm", passes_all=True, payload=mapping(n="5")), {"n": 5, "own": 0}, "a mapping besides"),
    (signal("alarm"), {"own": 0}, "its locals"),
]


@pytest.mark.parametrize(("trigger", "variables", "reason"), PAYLOADS, ids=[row[2] for row in PAYLOADS])
def test_what_it_carries(trigger: d.Trigger, variables: dict[str, Any], reason: str) -> None:
    desk = Desk(beside(flows="", trigger=trigger, inputs=mapping(own="0"))).start(n=1).complete("a")
    thrown = next(event for event in desk.events() if isinstance(event, e.SignalThrown))
    assert thrown.variables == variables, reason


def test_names_are_evaluated_on_both_sides() -> None:
    drawn = beside(catch("c", signal("alarm-${n}")), user("x"), flows="p -> c -> x", trigger=signal('="alarm-" + n'))
    assert Desk(drawn).start(n="7").complete("a").active == ["after_t", "x"]


def test_a_catcher_takes_what_it_asks_for() -> None:
    drawn = beside(
        catch("c", signal("alarm", payload=mapping(level="size"))), user("x"), flows="p -> c -> x",
        inputs=mapping(size="3", rest="1"),
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").variables == {"level": 3}


def test_it_crosses_calls_in_both_directions() -> None:
    called = process(
        start(), parallel("q"), user("b"), throw("back", signal("back")), end(), catch("c", signal("alarm")), user("x"),
        flows="start -> q -> b -> back -> end\nq -> c -> x", key="called",
    )  # fmt: skip
    drawn = beside(call("k", "called"), boundary("heard", "k", signal("back")), user("after"),
                   flows="p -> k\nheard -> after")  # fmt: skip
    desk = Desk(drawn, called).start().complete("a")
    assert desk.active == ["after_t", "b", "x"]
    assert desk.complete("b").active == ["after", "after_t"], "the thrower is cancelled with the call"


def test_a_signal_end_ends_its_scope() -> None:
    drawn = process(
        start(), sub("s", user("a"), end("bad", signal("alarm"))), user("after"), catch("c", signal("alarm")),
        parallel("p"), user("x"), flows="start -> p -> s -> after\na -> bad\np -> c -> x",
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").active == ["after", "x"]


def test_one_whose_receiver_ends_another_receiver() -> None:
    drawn = beside(
        user("h"), boundary("b", "h", signal("alarm")), event_sub("z", signal("alarm"), user("x")),
        flows="p -> h\nz_start -> x",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["x"], "the others do not wait any more"


def test_other_families_are_told_by_a_job_that_outlives_the_thrower() -> None:
    drawn = process(start(), user("a"), end("bad", signal("alarm")), flows="start -> a -> bad")
    desk = Desk(drawn).start().complete("a")
    assert (desk.state, [job.handler for job in desk.root.jobs.values()]) == ("completed", [SIGNAL])
    assert desk.work().root.jobs == {}


def test_a_local_one_stays_in_the_family() -> None:
    drawn = beside(catch("c", signal("alarm")), flows="p -> c", trigger=signal("alarm", is_local=True))
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, desk.root.jobs) == (["after_t"], {})


def test_an_asynchronous_one_is_served_later() -> None:
    drawn = beside(catch("c", signal("alarm")), flows="p -> c", trigger=signal("alarm", is_async=True))
    desk = Desk(drawn).start().complete("a")
    assert desk.active == ["after_t", "c"]
    assert len(desk.root.jobs) == 1


def test_one_share_of_a_broadcast() -> None:
    desk = Desk(process(start(), catch("c", signal("alarm")), user("x"), flows="start -> c -> x")).start()
    subscription_id = f"{ROOT}.{next(iter(desk.root.subscriptions))}"
    command = c.ReceiveSignal(name="alarm", subscription_id=subscription_id, variables={"n": 1})
    with pytest.raises(Rejected, match=r"message\.not_expected"):
        desk.do(c.CorrelateMessage(name="alarm", subscription_id=subscription_id))
    desk.do(command)
    assert (desk.active, desk.variables) == (["x"], {"n": 1})
    with pytest.raises(Rejected, match=r"signal\.not_expected"):
        desk.do(command)


@pytest.mark.parametrize("element", [catch("c", signal("=null")), throw("c", signal(""))], ids=["catch", "throw"])
def test_a_signal_without_a_name_is_an_incident(element: d.Element) -> None:
    assert Desk(process(start(), element, flows="start -> c")).start().incidents == ["signal.no_name"]


def test_a_branch_that_begins_together_with_the_thrower_does_not_miss_the_signal() -> None:
    drawn = process(
        start(), parallel("p"), throw("t", signal("alarm")), user("after_t"), catch("c", signal("alarm")), user("x"),
        flows="start -> p -> t -> after_t\np -> c -> x",
    )  # fmt: skip
    assert Desk(drawn).start().active == ["after_t", "x"]


def test_what_begins_to_wait_behind_the_thrower_misses_it() -> None:
    drawn = process(
        start(), throw("t", signal("alarm")), catch("c", signal("alarm")), user("x"), flows="start -> t -> c -> x"
    )
    assert Desk(drawn).start().active == ["c"]
