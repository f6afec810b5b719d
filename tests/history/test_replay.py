"""The replay: steps that can be played on the diagram."""

import time
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history.replay import replay
from engine.history.verify import verify
from engine.kernel.world import Budget
from engine.locale.words import catalogue, placeholders
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from engine.model import operation as o
from engine.model.problem import Problem
from engine.model.view import ReplayStep, Verification
from tests.kernel.build import (
    boundary,
    call,
    catch,
    end,
    exclusive,
    message,
    over,
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
from tests.kernel.drawn import CALLED, diagrams
from tests.kernel.played import finish, play

GOOD = Verification(is_whole=True, commit_count=0)


def steps(desk: Desk, instance_id: str = ROOT) -> list[ReplayStep]:
    return replay(desk.commits[instance_id], GOOD).steps


def told(desk: Desk) -> list[tuple[str, str | None, dict[str, int]]]:
    return [(step.kind.removeprefix("timeline."), step.element_id, dict(step.active)) for step in steps(desk)]


DIAMOND = process(
    start(), parallel("split"), user("a"), user("b"), parallel("join"), end(),
    flows="start -> split -> a -> join -> end\nsplit -> b -> join",
)  # fmt: skip


def test_tokens_move_one_after_the_other() -> None:
    desk = Desk(DIAMOND).start().complete("a").complete("b", ok=True)
    assert told(desk) == [
        ("instance_started", None, {}),
        ("element_entered", "start", {"start": 1}),
        ("element_entered", "split", {"split": 1}),
        ("user_task_created", "a", {"a": 1}),
        ("user_task_created", "b", {"a": 1, "b": 1}),
        ("user_task_completed", "a", {"a": 1, "b": 1}),
        ("join_waiting", "join", {"b": 1, "join": 1}),
        ("user_task_completed", "b", {"b": 1, "join": 1}),
        ("join_waiting", "join", {"join": 2}),
        ("element_entered", "join", {"join": 1}),
        ("element_entered", "end", {"end": 1}),
        ("instance_completed", None, {}),
    ]
    assert [step.flow_id for step in steps(desk)][:6] == [None, None, "start_split", "split_a", "split_b", None]
    last = steps(desk)[-1]
    assert last.done == {"start": 1, "split": 1, "a": 1, "b": 1, "join": 1, "end": 1}
    assert set(last.flows) == {"start_split", "split_a", "split_b", "a_join", "b_join", "join_end"}
    assert next(step.changes for step in steps(desk) if step.version == 3) == [("ok", True)]


def test_a_timer_and_what_it_interrupts_are_one_step() -> None:
    drawn = process(
        start(), user("a"), boundary("late", "a", timer("duration", "PT1H")), user("b"), flows="start -> a\nlate -> b"
    )
    desk = Desk(drawn).start().fire("late")
    assert told(desk)[-2:] == [("timer_fired", "late", {"late": 1}), ("user_task_created", "b", {"b": 1})]
    assert "a" not in steps(desk)[-1].done, "it was cancelled"


def test_waiting_is_told_where_it_begins() -> None:
    drawn = process(
        start(), catch("t", timer("duration", "PT1H")), catch("m", message("x")), service("s"), call("c", "called"),
        flows="start -> t -> m -> s -> c",
    )  # fmt: skip
    desk = Desk(drawn, CALLED).start().fire("t").send("x").work()
    kinds = [kind for kind, _, _ in told(desk)]
    assert kinds == [
        "instance_started",
        "element_entered",
        "timer_scheduled",
        "timer_fired",
        "message_awaited",
        "message_received",
        "job_created",
        "job_completed",
        "call_started",
    ]


def test_a_multi_instance_counts_its_bodies() -> None:
    desk = Desk(process(start(), user("a", loop=over(count="2")), end(), flows="start -> a -> end")).start()
    desk.complete("a").complete("a")
    active = [counts.get("a", 0) for _, _, counts in told(desk)]
    assert active == [0, 0, 1, 1, 2, 1, 1, 0, 0]
    assert steps(desk)[-1].done["a"] == 1


def test_a_sub_process_is_active_while_something_is_inside() -> None:
    drawn = process(start(), sub("s", user("a")), end(), flows="start -> s -> end")
    desk = Desk(drawn).start().complete("a")
    assert [counts for _, _, counts in told(desk)] == [
        {},
        {"start": 1},
        {"s": 1},
        {"s": 1, "a": 1},
        {"s": 1, "a": 1},
        {"end": 1},
        {},
    ]


def test_incidents_come_and_go() -> None:
    desk = Desk(process(start(), script("a", "y", "x"), user("u"), flows="start -> a -> u")).start()
    assert steps(desk)[-1].incidents == ["a"]
    assert (steps(desk)[-1].kind, steps(desk)[-1].active) == ("timeline.incident_raised", {"a": 1})


def test_variables_of_a_script_belong_to_its_step() -> None:
    desk = Desk(process(start(), script("a", "y", "1"), user("u"), flows="start -> a -> u")).start(x=0)
    changes = {step.element_id: step.changes for step in steps(desk)}
    assert changes == {None: [("x", 0)], "start": [], "a": [("y", 1)], "u": []}


def test_a_change_by_hand_is_a_step() -> None:
    desk = Desk(DIAMOND).start()
    desk.do(c.SetVariables(scope_id=ROOT, variables={"x": 1}))
    step = steps(desk)[-1]
    assert (step.kind, step.changes) == ("timeline.variables_set", [("x", 1)])
    assert step.active == {"a": 1, "b": 1}


def test_steps_carry_the_proof() -> None:
    desk = Desk(DIAMOND).start().complete("a")
    problem = Problem("verify.hash", params={"stream": ROOT, "version": 2})
    shown = replay(desk.commits[ROOT], Verification(is_whole=False, commit_count=2, problems=[problem]))
    assert not shown.is_verified
    assert {step.version: step.is_hash_good for step in shown.steps} == {1: True, 2: False}
    assert {step.hash for step in shown.steps} == {commit.hash for commit in desk.chains[ROOT]}


def test_each_moment_is_drawn_on_the_version_in_force_then() -> None:
    first = process(start(), user("a"), user("b"), end(), flows="start -> a -> b -> end")
    second = process(start(), user("look"), user("check"), end(), flows="start -> look -> check -> end", version=2)
    desk = Desk(first, second).start().complete("a")
    desk.do(o.MigrateInstance(instance_id=ROOT, version=2, mapping={"b": "check"}))
    desk.complete("check")
    shown = steps(desk)
    assert [each.definition_id for each in shown] == ["p:1"] * 5 + ["p:2"] * 4
    before, after = shown[4], shown[5]
    assert (dict(before.active), dict(after.active)) == ({"b": 1}, {"check": 1})
    assert after.kind == "timeline.instance_migrated"
    assert dict(shown[-1].done).items() >= {"a": 1, "check": 1}.items(), "what the new version has no place for stays"


@given(drawn=diagrams(), data=st.data())
@settings(max_examples=80)
def test_the_last_step_shows_the_state_and_nothing_is_lost(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = play(drawn, data)
    if data.draw(st.booleans()):
        finish(desk)
    for instance_id, commits in desk.commits.items():
        shown = replay(commits, verify(desk.chains[instance_id], desk.instance(instance_id)))
        assert shown.is_verified
        instance, events = desk.instance(instance_id), desk.events(instance_id)
        last = shown.steps[-1]
        assert [step.index for step in shown.steps] == list(range(len(shown.steps)))
        assert last.active == expected(instance)
        assert len(last.incidents) == len(set(last.incidents))
        assert set(last.incidents) == {each.element_id for each in instance.incidents.values()}
        on_the_way = Counter(token.flow_id for token in instance.tokens if token.flow_id)
        taken = Counter(event.flow_id for event in events if isinstance(event, e.FlowTaken))
        assert Counter(last.flows) == taken - on_the_way
        changes = [(event.name, event.value) for event in events if isinstance(event, e.VariableSet)]
        assert [change for step in shown.steps for change in step.changes] == changes
        for step in shown.steps:
            params = {"element": step.element_id, **step.params}
            assert placeholders(catalogue("zh")[step.kind]) <= params.keys()
            assert all(count > 0 for counts in (step.active, step.done, step.flows) for count in counts.values())


def expected(instance) -> dict[str, int]:
    """Activities by element, a multi-instance with bodies left out, and the tokens at joins."""
    counts: Counter[str] = Counter()
    bodies = {each.scope_id for each in instance.activities.values() if each.index is not None}
    for each in instance.activities.values():
        if each.id != "0" and not (each.loop is not None and each.id in bodies):
            counts[each.element_id] += 1
    for place, waiting in instance.arrivals.items():
        counts[place.partition("/")[2]] += sum(waiting.values())
    return dict(counts)


def test_ten_thousand_steps_are_shown_in_reasonable_time() -> None:
    drawn = process(
        start(), exclusive("m"), script("t", "n", "n + 1"), exclusive("x"), end(),
        flows="start -> m -> t -> x\nx -> m [n < 3500]\nx -> end [default]",
    )  # fmt: skip
    desk = Desk(drawn, budget=Budget(activities=100_000)).start(n=0)
    began = time.process_time()
    shown = steps(desk)
    assert len(shown) > 10_000
    assert time.process_time() - began < 5
