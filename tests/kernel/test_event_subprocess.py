"""Event sub-processes: interrupting and beside, of every trigger, nested, in bodies and calls (BPMN 13.5.4)."""

from typing import Any

import pytest

from engine.errors import Rejected
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    call,
    conditional,
    end,
    error,
    escalation,
    event_sub,
    mapping,
    message,
    over,
    parallel,
    process,
    script,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk


def listening(trigger: d.Trigger, is_interrupting: bool = True, *more: Any, flows: str = "") -> d.ProcessDefinition:
    """A user task, and an event sub-process with one."""
    return process(
        start(), user("a"), end(),
        event_sub("x", trigger, user("inside"), end("done"), is_interrupting=is_interrupting), *more,
        flows=f"start -> a -> end\nx_start -> inside -> done\n{flows}",
    )  # fmt: skip


def happen(desk: Desk, trigger: d.Trigger) -> Desk:
    if trigger.kind == "timer":
        return desk.fire("x_start")
    if trigger.kind == "conditional":
        desk.do(c.SetVariables(scope_id=ROOT, variables={"level": 3}))
        return desk
    if trigger.kind == "escalation":
        desk.do(c.ThrowTaskEscalation(activity_id=desk.activity("a"), code="E"))
        return desk
    if trigger.kind == "error":
        desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code="E"))
        return desk
    return desk.send("now")


TRIGGERS = {
    "timer": timer("duration", "PT1H"),
    "message": message("now"),
    "signal": signal("now"),
    "conditional": conditional("level > 2"),
    "escalation": escalation("E"),
    "error": error("E"),
}


@pytest.mark.parametrize("kind", TRIGGERS)
def test_an_interrupting_one_ends_the_rest_of_its_scope(kind: str) -> None:
    desk = happen(Desk(listening(TRIGGERS[kind])).start(level=1), TRIGGERS[kind])
    assert (desk.active, desk.armed) == (["inside"], []), "and is heard once only"
    assert desk.complete("inside").state == "completed", "its end completes the scope"
    assert desk.passed()[-3:] == ["inside", "done", "x"]


@pytest.mark.parametrize("kind", [kind for kind in TRIGGERS if kind != "error"])
def test_one_that_does_not_interrupt_runs_beside(kind: str) -> None:
    desk = happen(Desk(listening(TRIGGERS[kind], False)).start(level=1), TRIGGERS[kind])
    assert desk.active == ["a", "inside"]
    assert desk.complete("a").state == "active", "the scope waits for it"
    assert desk.complete("inside").state == "completed"
    assert desk.armed == []


def test_it_runs_beside_itself() -> None:
    desk = Desk(listening(message("now"), False)).start().send("now").send("now").complete("a").send("now")
    assert desk.active == ["inside", "inside", "inside"], "heard as long as anything runs"
    for _ in range(3):
        desk.complete("inside")
    assert (desk.state, desk.armed) == ("completed", [])


def test_a_cycle_begins_it_again_and_again() -> None:
    desk = Desk(listening(timer("cycle", "R3/PT1H"), False)).start()
    assert desk.fire("x_start").fire("x_start").fire("x_start").active == ["a", "inside", "inside", "inside"]
    assert desk.armed == []


def test_an_unheard_one_is_gone_with_its_scope() -> None:
    desk = Desk(listening(timer("duration", "PT1H"))).start().complete("a")
    assert (desk.state, desk.root.timers) == ("completed", {})
    assert isinstance(desk.events()[-1], e.InstanceCompleted)


def test_an_interrupting_one_silences_the_others_of_its_scope_alone() -> None:
    drawn = process(
        start(), sub("s", user("a"), event_sub("x", message("x"), user("in_x")), event_sub("y", message("y"))),
        boundary("late", "s", timer("duration", "PT1H")), event_sub("z", message("z"), user("in_z")),
        flows="start -> s\nx_start -> in_x\nz_start -> in_z",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.armed == ["late", "x_start", "y_start", "z_start"]
    assert desk.send("x").armed == ["late", "z_start"], "the host of a boundary event goes on, inside"
    assert desk.send("z").active == ["in_z"]
    assert desk.armed == []


def test_interrupting_drops_tokens_and_what_runs_beside() -> None:
    drawn = process(
        start(), parallel("p"), user("a"), user("b"), parallel("j"),
        event_sub("x", message("x"), user("in_x")), event_sub("y", message("y"), user("in_y"), is_interrupting=False),
        flows="start -> p -> a -> j\np -> b -> j\nx_start -> in_x\ny_start -> in_y",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a").send("y").send("x")
    assert (desk.active, desk.root.arrivals) == (["in_x"], {})


CAUGHT = [
    ([event_sub("x", error("E"), user("caught"))], [], "inside the scope before outside it"),
    ([event_sub("x", error(None), user("caught"))], [], "a catch-all inside before a code outside"),
    ([event_sub("x", error("OTHER"))], [event_sub("z", error("E"), user("caught"))], "in the scope around"),
]


@pytest.mark.parametrize(("inside", "outside", "reason"), CAUGHT, ids=[row[2] for row in CAUGHT])
def test_errors_look_inside_before_outside(inside: list[Any], outside: list[Any], reason: str) -> None:
    around = outside or [boundary("b", "s", error("E"))]
    caught = "z" if outside else "x"
    drawn = process(
        start(), sub("s", user("a"), end("bad", error("E")), *inside), *around,
        flows=f"start -> s\na -> bad\n{caught}_start -> caught",
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").active == ["caught"], reason


@pytest.mark.parametrize("trigger", [error("E"), escalation("E")], ids=["error", "escalation"])
def test_what_it_throws_itself_goes_outwards(trigger: d.Trigger) -> None:
    drawn = process(
        start(), sub("s", user("a"), end("bad", trigger), event_sub("x", trigger, user("b"), end("again", trigger))),
        boundary("out", "s", trigger), user("after"),
        flows="start -> s\na -> bad\nx_start -> b -> again\nout -> after",
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").complete("b").active == ["after"]


def test_an_error_beside_is_caught_by_its_sibling() -> None:
    drawn = process(
        start(), user("a"), event_sub("x", message("x"), end("bad", error("E")), is_interrupting=False),
        event_sub("y", error("E"), user("caught")),
        flows="start -> a\nx_start -> bad\ny_start -> caught",
    )  # fmt: skip
    assert Desk(drawn).start().send("x").active == ["caught"]


def test_it_gets_code_message_and_variables_in_its_scope() -> None:
    drawn = process(
        start(),
        sub("s", user("a"), event_sub("x", error("E", code_variable="code", message_variable="text"), user("b")),
            inputs=mapping(code="null")),
        flows="start -> s\nx_start -> b",
    )  # fmt: skip
    desk = Desk(drawn).start()
    desk.do(c.ThrowTaskError(activity_id=desk.activity("a"), code="E", message="why", variables={"n": 1}))
    assert desk.variables == {"text": "why", "n": 1}
    assert desk.root.activities["2"].variables == {"code": "E"}, "the nearest scope that has the name"


def test_nested_in_itself() -> None:
    inner = event_sub("y", message("y"), user("in_y"))
    drawn = process(
        start(), user("a"), event_sub("x", message("x"), user("in_x"), inner),
        flows="start -> a\nx_start -> in_x\ny_start -> in_y",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.armed == ["x_start"]
    assert desk.send("x").armed == ["y_start"]
    assert desk.send("y").active == ["in_y"]
    assert desk.complete("in_y").state == "completed"


@pytest.mark.parametrize("sequential", [False, True])
def test_each_body_listens_for_itself(sequential: bool) -> None:
    body = sub(
        "s", user("a"), event_sub("x", message("x"), user("b")), loop=over("[1, 2]", "item", sequential=sequential)
    )
    desk = Desk(process(start(), body, user("after"), flows="start -> s -> after\nx_start -> b")).start()
    assert desk.armed == ["x_start"] * (1 if sequential else 2)
    desk.send("x")
    assert desk.active == (["b"] if sequential else ["a", "b"])
    desk.complete("b").complete("a")
    assert (desk.active, desk.armed) == (["after"], [])


def test_a_called_instance_listens_and_comes_back() -> None:
    called = process(
        start(), user("a"), event_sub("x", message("x"), script("n", "result", "1")), flows="start -> a\nx_start -> n",
        key="called",
    )  # fmt: skip
    drawn = process(start(), call("c", "called", passes_all_out=True), user("after"), flows="start -> c -> after")
    desk = Desk(drawn, called).start().send("x")
    assert (desk.active, desk.variables) == (["after"], {"result": 1})


def test_an_error_leaves_a_called_instance_for_an_event_sub_process() -> None:
    called = process(start(), end("bad", error("E")), flows="start -> bad", key="called")
    drawn = process(
        start(), user("a"), call("c", "called"), event_sub("x", error("E"), user("caught")),
        flows="start -> a -> c\nx_start -> caught",
    )  # fmt: skip
    desk = Desk(drawn, called).start().complete("a")
    assert desk.active == ["caught"]
    assert [each.state for each in desk.family.values() if each.id != ROOT] == []


def test_cancelling_takes_it_down() -> None:
    desk = Desk(listening(message("now"), False)).start().send("now")
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert (desk.state, desk.root.subscriptions, list(desk.root.activities)) == ("cancelled", {}, ["0"])


def test_one_that_cannot_listen_is_an_incident_and_is_tried_again() -> None:
    drawn = process(
        start(), sub("s", user("a"), event_sub("x", timer("duration", "=wait"), user("b"))),
        flows="start -> s\nx_start -> b",
    )  # fmt: skip
    desk = Desk(drawn).start(wait="soon")
    assert len(desk.incidents) == 1
    desk.do(c.SetVariables(scope_id=ROOT, variables={"wait": "PT1H"}))
    [incident] = desk.root.incidents.values()
    assert desk.retry(incident.code).active == ["a"]
    assert desk.fire("x_start").active == ["b"]


def test_one_that_cannot_begin_is_tried_again() -> None:
    drawn = process(
        start(), user("a"),
        event_sub("x", message("x"), user("b"), event_sub("y", timer("duration", "=wait"), user("in_y"))),
        flows="start -> a\nx_start -> b\ny_start -> in_y",
    )  # fmt: skip
    desk = Desk(drawn).start(wait="soon").send("x")
    [incident] = desk.root.incidents.values()
    assert (desk.active, incident.element_id, incident.stage) == ([], "x", "start")
    desk.do(c.SetVariables(scope_id=ROOT, variables={"wait": "PT1H"}))
    assert desk.retry(incident.code).active == ["b"]
    assert desk.fire("y_start").active == ["in_y"]


def test_a_process_that_cannot_listen_is_not_started() -> None:
    with pytest.raises(Rejected, match=r"timer\.bad_value"):
        Desk(listening(timer("duration", "=null"))).start()


def test_an_escalation_that_does_not_interrupt_lets_its_thrower_go_on() -> None:
    drawn = process(
        start(), throw("t", escalation("E")), user("a"),
        event_sub("x", escalation("E", code_variable="code"), user("b"), is_interrupting=False),
        flows="start -> t -> a\nx_start -> b",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert (desk.active, desk.variables) == (["a", "b"], {"code": "E"})
