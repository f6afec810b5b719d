"""Call activities (BPMN 13.3.5): a family of instances decided together."""

from typing import Any

import pytest

from engine.errors import Rejected
from engine.expr.compile import text
from engine.kernel.calls import DEEPEST
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    call,
    end,
    error,
    escalation,
    mapping,
    message,
    process,
    start,
    task,
    throw,
    user,
)
from tests.kernel.desk import ROOT, Desk

CALLED = process(start(), user("inside"), end(), flows="start -> inside -> end", key="called")


def calling(**more: Any) -> d.ProcessDefinition:
    return process(start(), call("c", "called", **more), user("after"), flows="start -> c -> after")


def test_the_caller_goes_on_when_the_called_instance_has_ended() -> None:
    desk = Desk(calling(), CALLED).start()
    assert desk.active == ["inside"]
    called = next(each for key, each in desk.family.items() if key != ROOT)
    assert (called.id, called.parent_id, called.root_id) == ("i1.3", ROOT, ROOT)
    assert desk.complete("inside").active == ["after"]
    assert desk.instance(called.id).state == "completed"


PASSING = [
    ({}, {}, {"x": 1}, "nothing unless it is said"),
    ({"ins": mapping(y="x + 1"), "outs": mapping(z="y * 10")}, {"y": 2}, {"x": 1, "z": 20}, "by name"),
    ({"passes_all_in": True}, {"x": 1}, {"x": 1}, "all in"),
    ({"passes_all_out": True}, {}, {"x": 1, "done": True}, "all out"),
]


@pytest.mark.parametrize(("more", "inside", "outside", "reason"), PASSING, ids=[row[3] for row in PASSING])
def test_variables_are_passed(more: dict, inside: dict, outside: dict, reason: str) -> None:
    desk = Desk(calling(**more), CALLED).start(x=1)
    assert desk.instance("i1.3").variables == inside, reason
    assert desk.complete("inside", done=True).variables == outside, reason


def test_the_business_key_is_passed_when_it_is_said() -> None:
    assert Desk(calling(business_key=text("=x")), CALLED).start(x="k-9").instance("i1.3").business_key == "k-9"
    assert Desk(calling(), CALLED).start().instance("i1.3").business_key is None


BAD = [
    ({"called": text("nowhere")}, "call.unknown_process", "no such process"),
    ({"ins": mapping(y="missing")}, "expression.unknown_name", "a mapping that fails"),
    ({"ins": mapping(y="[1..2]")}, "value.not_storable", "a value that cannot be stored"),
]


@pytest.mark.parametrize(("more", "code", "reason"), BAD, ids=[row[2] for row in BAD])
def test_a_call_that_fails_leaves_no_instance_behind(more: dict, code: str, reason: str) -> None:
    drawn = process(start(), call("c", "called"), flows="start -> c")
    elements = {**drawn.elements, "c": drawn.elements["c"].__class__(**as_dict(drawn.elements["c"]) | more)}
    desk = Desk(type(drawn)(**as_dict(drawn) | {"elements": elements}), CALLED).start()
    assert desk.incidents == [code], reason
    assert list(desk.family) == [ROOT]


def as_dict(value: Any) -> dict:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def test_results_that_fail_leave_the_called_instance_to_be_mended() -> None:
    desk = Desk(calling(outs=mapping(z="missing")), CALLED).start().complete("inside")
    assert desk.instance("i1.3").state == "active"
    assert desk.incidents == ["expression.unknown_name"]
    desk.do(c.SetVariables(scope_id="i1.3", variables={"missing": 5}))
    desk.retry("expression.unknown_name")
    assert (desk.active, desk.variables) == (["after"], {"z": 5})


def test_a_message_delivered_meanwhile_does_not_try_the_end_again() -> None:
    sender = process(start(), throw("t", message("m")), user("inside"), flows="start -> t -> inside", key="called")
    desk = Desk(calling(outs=mapping(z="missing")), sender).start().complete("inside")
    assert desk.work().incidents == ["expression.unknown_name"]


def test_a_called_process_without_a_wait_is_one_step() -> None:
    straight = process(start(), task("t"), end(), flows="start -> t -> end", key="called")
    assert Desk(calling(), straight).start().active == ["after"]


def test_cancelling_the_root_cancels_the_family() -> None:
    desk = Desk(calling(), CALLED).start()
    desk.do(c.CancelInstance(instance_id=ROOT, reason="no"))
    assert [desk.instance(each).state for each in (ROOT, "i1.3")] == ["cancelled", "cancelled"]


def test_cancelling_a_called_instance_cancels_its_callers() -> None:
    desk = Desk(calling(), CALLED).start()
    desk.do(c.CancelInstance(instance_id="i1.3"))
    assert [desk.instance(each).state for each in (ROOT, "i1.3")] == ["cancelled", "cancelled"]


THROWN = [
    (error("E"), error("E"), True, ["caught"], "an error leaves the called instance"),
    (error("E"), error(None), True, ["caught"], "and is caught by a catch-all"),
    (escalation("E"), escalation("E"), True, ["caught"], "so does an escalation"),
    (escalation("E"), escalation("E"), False, ["after", "caught"], "and may leave it running"),
]


@pytest.mark.parametrize(("thrown", "caught", "interrupting", "active", "reason"), THROWN, ids=[r[4] for r in THROWN])
def test_what_is_thrown_inside_is_caught_outside(
    thrown: d.Trigger,
    caught: d.Trigger,
    interrupting: bool,
    active: list[str],
    reason: str,
) -> None:
    called = process(start(), user("inside"), end("bad", thrown), flows="start -> inside -> bad", key="called")
    drawn = process(
        start(), call("c", "called", outs=mapping(n="n")), boundary("b", "c", caught, interrupting), user("caught"),
        user("after"), flows="start -> c -> after\nb -> caught",
    )  # fmt: skip
    desk = Desk(drawn, called).start().complete("inside", n=7)
    assert desk.active == active, reason
    assert desk.variables["n"] == 7, "results are mapped as at its end"
    assert desk.instance("i1.3").state == ("cancelled" if interrupting else "completed")


def test_a_process_that_calls_itself_stops() -> None:
    endless = process(start(), call("c", "p"), flows="start -> c")
    desk = Desk(endless).start()
    assert desk.incidents == ["call.too_deep"]
    assert len(desk.family) == DEEPEST + 1
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert desk.family.keys() == {ROOT}


def test_ids_of_a_family_are_told_apart() -> None:
    """Activities of the caller and called instances count together, so a global id names one thing."""
    desk = Desk(calling(), CALLED).start()
    used = [event.activity_id for event in desk.events() if isinstance(event, e.ActivityStarted)]
    assert "3" not in used
    with pytest.raises(Rejected):
        desk.do(c.CompleteUserTask(task_id="i1.3"))
