"""Boundary events, interrupting and not (BPMN 13.5.3)."""

from typing import Any

import pytest

from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import boundary, call, end, message, process, receive, service, start, sub, task, timer, user
from tests.kernel.desk import Desk


def hosting(trigger: d.Trigger, is_interrupting: bool, host: Any = None) -> d.ProcessDefinition:
    return process(
        start(), host or user("a"), boundary("b", "a", trigger, is_interrupting), user("after"), user("aside"),
        flows="start -> a -> after\nb -> aside",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("is_interrupting", "active", "reason"),
    [(True, ["aside"], "the host is cancelled"), (False, ["a", "aside"], "the host goes on")],
)
def test_a_timer(is_interrupting: bool, active: list[str], reason: str) -> None:
    desk = Desk(hosting(timer("duration", "PT1H"), is_interrupting)).start()
    assert desk.armed == ["b"]
    assert desk.fire("b").active == active, reason
    assert desk.armed == [], "it fires once"


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_message(is_interrupting: bool) -> None:
    desk = Desk(hosting(message("stop"), is_interrupting)).start().send("stop", why="x")
    assert desk.active == (["aside"] if is_interrupting else ["a", "aside"])
    assert desk.variables == {"why": "x"}
    assert desk.armed == ([] if is_interrupting else ["b"])


def test_a_message_that_does_not_interrupt_is_received_again_and_again() -> None:
    desk = Desk(hosting(message("ping"), False)).start().send("ping").send("ping").send("ping")
    assert desk.active == ["a", "aside", "aside", "aside"]


def test_completing_the_host_takes_the_timer_down() -> None:
    desk = Desk(hosting(timer("duration", "PT1H"), True)).start().complete("a")
    assert (desk.active, desk.armed) == (["after"], [])
    assert any(isinstance(event, e.TimerCancelled) for event in desk.events())


HOSTS = [
    (receive("a", "never"), "a receive task"),
    (service("a", "slow"), "a service task whose job runs"),
    (sub("a", user("inner")), "a sub-process"),
    (call("a", "called"), "a call"),
]


@pytest.mark.parametrize(("host", "reason"), HOSTS, ids=[reason for _, reason in HOSTS])
def test_interrupting_takes_down_what_the_host_held(host: Any, reason: str) -> None:
    drawn = hosting(timer("duration", "PT1H"), True, host)
    desk = Desk(drawn, process(start(), user("inside"), flows="start -> inside", key="called")).start()
    desk.fire("b")
    assert desk.active == ["aside"], reason
    root = desk.root
    assert not any((root.jobs, root.subscriptions, root.timers)), reason
    assert len(desk.family) == 1, "a called instance is gone with its caller"


def test_two_boundary_events_fire_one_after_the_other() -> None:
    drawn = process(
        start(), user("a"), boundary("warn", "a", timer("duration", "PT1H"), False),
        boundary("late", "a", timer("duration", "PT2H")), task("warned"), user("escalated"), end("e1"),
        flows="start -> a\nwarn -> warned -> e1\nlate -> escalated",
    )  # fmt: skip
    desk = Desk(drawn).start().fire("warn")
    assert (desk.active, desk.armed) == (["a"], ["late"])
    assert desk.fire("late").active == ["escalated"]


def test_the_token_leaves_the_boundary_event_over_its_own_flows() -> None:
    desk = Desk(hosting(timer("duration", "PT1H"), True)).start().fire("b")
    assert "b" in desk.passed()
    assert [event.flow_id for event in desk.events() if isinstance(event, e.FlowTaken)] == ["start_a", "b_aside"]


def test_an_instance_with_nothing_but_what_was_interrupted_ends() -> None:
    drawn = process(
        start(), user("a"), boundary("b", "a", timer("duration", "PT1H")), end("gone"), flows="start -> a\nb -> gone"
    )
    assert Desk(drawn).start().fire("b").state == "completed"
