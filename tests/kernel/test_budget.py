"""Long steps go on in jobs; a loop that never waits ends as an incident."""

import pytest

from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    end,
    exclusive,
    over,
    parallel,
    process,
    script,
    start,
    sub,
    task,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

SMALL = Budget(activities=10, pauses=5)
ENDLESS = process(start(), exclusive("m"), task("t"), flows="start -> m -> t -> m")
COUNTING = process(
    start(), exclusive("m"), script("t", "n", "n + 1"), exclusive("x"), user("after"),
    flows="start -> m -> t -> x\nx -> m [n < limit]\nx -> after [default]",
)  # fmt: skip


def test_a_long_step_pauses_and_goes_on_as_a_job() -> None:
    desk = Desk(COUNTING, budget=SMALL).start(n=0, limit=10)
    assert [job.handler for job in desk.root.jobs.values()] == ["step"]
    assert desk.active == []
    assert desk.work().active == ["after"]
    assert desk.variables["n"] == 10
    assert desk.root.jobs == {}


def test_a_loop_without_a_wait_is_an_incident() -> None:
    desk = Desk(ENDLESS, budget=SMALL).start().work()
    assert (desk.state, desk.incidents) == ("active", ["loop.without_wait"])
    assert desk.root.tokens, "it stands where it stopped"
    desk.do(c.SetVariables(scope_id=ROOT, variables={"x": 1}))
    assert desk.root.jobs == {}, "nothing moves before somebody resolves it"


def test_a_stopped_loop_goes_on_when_resolved() -> None:
    desk = Desk(COUNTING, budget=SMALL).start(n=0, limit=30).work()
    assert desk.incidents == ["loop.without_wait"]
    desk.retry("loop.without_wait").work()
    assert desk.active == ["after"]


def test_a_stopped_loop_can_be_cancelled() -> None:
    desk = Desk(ENDLESS, budget=SMALL).start().work()
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert (desk.state, desk.root.tokens, desk.root.incidents) == ("cancelled", [], {})


def test_waiting_for_people_is_no_loop_without_a_wait() -> None:
    drawn = process(
        start(), exclusive("m"), *[task(f"t{n}") for n in range(12)], user("a"),
        flows="start -> m -> " + " -> ".join(f"t{n}" for n in range(12)) + " -> a -> m",
    )  # fmt: skip
    desk = Desk(drawn, budget=SMALL).start()
    for _ in range(20):
        desk.work().complete("a")
    assert desk.work().incidents == []


def test_many_bodies_are_begun_in_portions() -> None:
    drawn = process(start(), user("a", loop=over(count="40")), flows="start -> a")
    desk = Desk(drawn, budget=SMALL).start()
    assert len(desk.root.user_tasks) < 10
    assert len(desk.work().root.user_tasks) == 40


def test_a_pause_in_a_scope_that_is_interrupted_meanwhile() -> None:
    drawn = process(
        start(), sub("s", *[task(f"t{n}") for n in range(30)], user("a")),
        boundary("b", "s", timer("duration", "PT1H")), user("after"),
        flows="start -> s\n" + " -> ".join([*(f"t{n}" for n in range(30)), "a"]) + "\nb -> after",
    )  # fmt: skip
    desk = Desk(drawn, budget=SMALL).start().fire("b")
    assert desk.root.tokens == []
    assert desk.work().active == ["after"]


@pytest.mark.parametrize("depth", [1, 10])
def test_a_state_stays_small_however_long_the_loop(depth: int) -> None:
    desk = Desk(COUNTING, budget=Budget(activities=100, pauses=1000)).start(n=0, limit=depth * 100).work()
    assert len(desk.root.activities) == 2


def test_ten_parallel_diamonds_are_ten_passages_each() -> None:
    names = range(10)
    drawn = process(
        start(), end(),
        *[each for n in names for each in (parallel(f"s{n}"), task(f"a{n}"), task(f"b{n}"), parallel(f"j{n}"))],
        flows="start -> " + " -> ".join(f"s{n} -> a{n} -> j{n}" for n in names) + " -> end\n"
        + "\n".join(f"s{n} -> b{n} -> j{n}" for n in names),
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.state == "completed"
    assert len(desk.passed()) == 42


def test_the_events_of_the_same_commands_are_the_same() -> None:
    def run() -> list[e.Event]:
        return Desk(COUNTING, budget=SMALL).start(n=0, limit=10).work().complete("after").events()

    assert run() == run()
