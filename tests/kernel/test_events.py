"""Intermediate and end events: messages, terminate; cancelling and variables from outside."""

import pytest

from engine.errors import NotFound, Rejected
from engine.model import command as c
from engine.model import event as e
from tests.kernel.build import (
    TERMINATE,
    boundary,
    catch,
    end,
    mapping,
    message,
    parallel,
    process,
    receive,
    start,
    sub,
    task,
    throw,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

TWO = process(
    start(), parallel("p"), user("a"), user("b"), end("stop", TERMINATE), end(),
    flows="start -> p -> a -> stop\np -> b -> end",
)  # fmt: skip


def test_an_instance_ends_when_all_its_ends_are_reached() -> None:
    desk = Desk(TWO).start().complete("b")
    assert desk.state == "active"


def test_terminate_ends_everything_in_its_scope() -> None:
    desk = Desk(TWO).start().complete("a")
    assert desk.state == "completed"
    assert [event.element_id for event in desk.events() if isinstance(event, e.ActivityCancelled)] == ["b"]
    assert desk.root.user_tasks == {}


def test_terminate_inside_a_sub_process_ends_only_that() -> None:
    drawn = process(
        start(),
        sub("s", start("s0"), parallel("p"), user("a"), user("b"), end("stop", TERMINATE)),
        user("after"),
        flows="start -> s -> after\ns0 -> p -> a -> stop\np -> b",
    )
    assert Desk(drawn).start().complete("a").active == ["after"]


def test_terminate_drops_tokens_at_joins() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), user("b"), user("c"), parallel("join"), end("stop", TERMINATE), end(),
        flows="start -> p -> a -> join -> end\np -> b -> join\np -> c -> stop",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a").complete("c")
    assert (desk.state, desk.root.arrivals, desk.root.tokens) == ("completed", {}, [])


def test_an_ended_instance_rejects() -> None:
    desk = Desk(TWO).start().complete("a")
    for command, error in [
        (c.CancelInstance(instance_id=ROOT), Rejected),
        (c.SetVariables(scope_id=ROOT, variables={"x": 1}), Rejected),
        (c.CancelInstance(instance_id=f"{ROOT}.9"), Rejected),
        (c.TriggerActivity(activity_id=f"{ROOT}.3"), Rejected),
        (c.TriggerTimer(timer_id=f"{ROOT}.3"), Rejected),
        (c.RetryIncident(incident_id=f"{ROOT}.3"), Rejected),
        (c.CorrelateMessage(name="m", subscription_id=f"{ROOT}.3"), Rejected),
        (c.RetryIncident(incident_id="x.3"), NotFound),
    ]:
        with pytest.raises(error):
            desk.do(command)


WAITING = process(
    start(), parallel("p"), catch("m", message("order-${n}"), outputs=mapping(seen="got")), receive("r", "go"),
    user("am"), user("ar"),
    flows="start -> p -> m -> am\np -> r -> ar",
)  # fmt: skip


def test_messages_are_caught_by_name_and_bring_variables() -> None:
    desk = Desk(WAITING).start(n=7)
    assert [each.name for each in desk.root.subscriptions.values()] == ["order-7", "go"]
    assert desk.send("order-7", got=1).active == ["am", "r"]
    assert desk.send("go").active == ["am", "ar"]
    assert desk.variables == {"n": 7, "got": 1, "seen": 1}
    assert desk.root.subscriptions == {}


def test_a_message_nobody_waits_for_is_rejected() -> None:
    desk = Desk(WAITING).start(n=7)
    subscription_id = f"{ROOT}.{next(iter(desk.root.subscriptions))}"
    desk.send("order-7", got=1)
    with pytest.raises(Rejected, match=r"message\.not_expected"):
        desk.do(c.CorrelateMessage(name="order-7", subscription_id=subscription_id))


@pytest.mark.parametrize("name", ["=null", "=1", ""])
def test_a_message_without_a_name_is_an_incident(name: str) -> None:
    desk = Desk(process(start(), catch("m", message(name)), flows="start -> m")).start()
    assert desk.incidents == ["message.no_name"]


def test_waiting_can_be_ended_by_hand() -> None:
    desk = Desk(WAITING).start(n=7)
    desk.do(c.TriggerActivity(activity_id=desk.activity("r"), variables={"by": "hand"}))
    assert desk.active == ["ar", "m"]
    assert desk.variables["by"] == "hand"
    with pytest.raises(Rejected, match=r"activity\.does_not_wait"):
        desk.do(c.TriggerActivity(activity_id=desk.activity("ar")))


THROWING = process(
    start(), throw("t", message("hello"), inputs=mapping(greeting='"hi"')), user("a"), end("e", message("bye")),
    flows="start -> t -> a -> e",
)  # fmt: skip


def test_a_thrown_message_travels_with_its_locals_as_a_job() -> None:
    desk = Desk(THROWING).start(secret=1)
    sent = next(event for event in desk.events() if isinstance(event, e.MessageSent))
    assert (sent.name, sent.variables) == ("hello", {"greeting": "hi"})
    assert desk.active == ["a"], "the thrower does not wait"
    assert [job.handler for job in desk.root.jobs.values()] == ["message"]
    assert desk.work().root.jobs == {}


def test_a_thrown_message_outlives_its_instance() -> None:
    desk = Desk(THROWING).start().complete("a")
    assert desk.state == "completed"
    assert len(desk.root.jobs) == 2
    assert desk.work().root.jobs == {}


def test_a_thrown_message_outlives_a_cancelled_instance() -> None:
    desk = Desk(THROWING).start()
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert [job.handler for job in desk.root.jobs.values()] == ["message"]
    assert desk.work().root.jobs == {}


def test_cancelling_takes_everything_down() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), boundary("late", "a", timer("duration", "PT1H")), catch("m", message("x")),
        sub("s", user("inner")), task("end_late"),
        flows="start -> p -> a\np -> m\np -> s\nlate -> end_late",
    )  # fmt: skip
    desk = Desk(drawn).start()
    desk.do(c.CancelInstance(instance_id=ROOT, reason="twice"))
    root = desk.root
    assert (root.state, list(root.activities)) == ("cancelled", ["0"])
    assert not any((root.timers, root.subscriptions, root.user_tasks, root.jobs, root.tokens))


def test_variables_go_to_the_nearest_scope_that_has_them() -> None:
    drawn = process(start(), sub("s", user("a"), inputs=mapping(x="1")), flows="start -> s")
    desk = Desk(drawn).start(y=0)
    desk.do(c.SetVariables(scope_id=desk.activity("a"), variables={"x": 2, "y": 3, "z": 4}))
    assert desk.variables == {"y": 3, "z": 4}
    assert desk.root.activities["2"].variables == {"x": 2}
    desk.do(c.SetVariables(scope_id=desk.activity("a"), variables={"y": 9}, is_local=True))
    assert desk.variables["y"] == 3


@pytest.mark.parametrize("element_id", ["a", "b"])
def test_an_instance_can_begin_at_an_element(element_id: str) -> None:
    assert Desk(TWO).start(element_id).active == [element_id]


def test_beginning_at_an_unknown_element_is_rejected() -> None:
    with pytest.raises(NotFound, match=r"element\.unknown"):
        Desk(TWO).start("nowhere")


def test_without_a_start_event_all_that_has_no_incoming_flow_begins() -> None:
    assert Desk(process(user("a"), user("b"))).start().active == ["a", "b"]
