"""Handlers: as jobs, inside the step, failing, throwing BPMN errors; scripts."""

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import BpmnError, Rejected
from engine.expr.compile import feel
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import boundary, end, error, process, script, service, start, user
from tests.kernel.desk import Desk

WORK = process(start(), service("s"), user("after"), end(), flows="start -> s -> after -> end")
RESULT = process(start(), service("s", result="r"), user("after"), flows="start -> s -> after")


def test_a_handler_is_a_job_and_its_variables_are_set() -> None:
    desk = Desk(WORK, work=lambda: {"n": 1}).start()
    assert desk.active == ["s"]
    assert desk.work().active == ["after"]
    assert desk.variables == {"n": 1}
    assert desk.root.jobs == {}


def test_a_result_variable_takes_all() -> None:
    assert Desk(RESULT, work=lambda: {"n": 1}).start().work().variables == {"r": {"n": 1}}


def test_what_cannot_be_stored_is_an_incident_of_the_handler() -> None:
    desk = Desk(WORK, work=lambda: {"ok": 1, "n": object()}).start().work()
    assert desk.incidents == ["value.unsupported"] or desk.incidents == ["value.not_storable"]
    assert desk.variables == {}, "nothing of it is kept"
    desk.handlers["work"] = lambda: {"n": 2}
    assert desk.retry(desk.incidents[0]).work().active == ["after"]


def test_a_job_that_fails_is_tried_again_then_an_incident() -> None:
    def fail() -> None:
        raise ValueError("no answer")

    desk = Desk(WORK, work=fail).start().work()
    failed = [event for event in desk.events() if isinstance(event, e.JobFailed)]
    assert [event.retries for event in failed] == [2, 1, 0]
    assert desk.incidents == ["handler.failed"]
    desk.handlers["work"] = lambda: {"n": 3}
    desk.retry("handler.failed").work()
    assert (desk.active, desk.variables, desk.incidents) == (["after"], {"n": 3}, [])


def throws(code: str, **variables: Any) -> Any:
    def handler(*_: Any, **__: Any) -> Any:
        raise BpmnError(code, "said", variables)

    return handler


CAUGHT = process(
    start(), service("s"), user("after"),
    boundary("refused", "s", error("REFUSED", code_variable="code", message_variable="why")), user("call"),
    flows="start -> s -> after\nrefused -> call",
)  # fmt: skip


@pytest.mark.parametrize("is_pure", [True, False])
def test_a_bpmn_error_is_caught(is_pure: bool) -> None:
    desk = Desk(CAUGHT, work=throws("REFUSED", n=1))
    if is_pure:
        desk.pure["work"] = throws("REFUSED", n=1)
    desk.start().work()
    assert desk.active == ["call"]
    assert desk.variables == {"n": 1, "code": "REFUSED", "why": "said"}


@pytest.mark.parametrize("is_pure", [True, False])
def test_a_bpmn_error_that_nobody_catches_is_an_incident_at_once(is_pure: bool) -> None:
    desk = Desk(CAUGHT, work=throws("OTHER"))
    if is_pure:
        desk.pure["work"] = throws("OTHER")
    assert desk.start().work().incidents == ["error.uncaught"]


def test_a_pure_handler_runs_inside_the_step_and_cannot_touch_the_state() -> None:
    def meddle(variables: Any, **where: Any) -> Any:
        variables["a"].append(9)
        variables["b"] = 1
        return {"sum": sum(variables["a"]), "where": where["element_id"]}, ()

    desk = Desk(WORK)
    desk.pure["work"] = meddle
    desk.start(a=[1, 2])
    assert desk.variables == {"a": [1, 2], "sum": 12, "where": "s"}


def test_a_pure_handler_that_fails_is_an_incident() -> None:
    desk = Desk(WORK)
    desk.pure["work"] = lambda variables, **where: 1 / 0
    assert desk.start().incidents == ["handler.failed"]


def test_an_expression_as_service() -> None:
    call = d.HandlerCall(name="", is_expression=True, expression=feel("x * 2"), result_variable="y")
    task = d.ServiceTask(id="s", tag="serviceTask", call=call)
    assert Desk(process(start(), task, flows="start -> s")).start(x=Decimal("1.5")).variables["y"] == 3


def test_a_late_worker_is_rejected() -> None:
    desk = Desk(WORK).start()
    job_id = f"i1.{next(iter(desk.root.jobs))}"
    desk.work()
    for command in (
        c.CompleteJob(job_id=job_id, fence=1),
        c.FailJob(job_id=job_id, fence=1, message="late"),
    ):
        with pytest.raises(Rejected, match=r"job\.gone"):
            desk.do(command, None)


def test_a_script_sets_its_result() -> None:
    drawn = process(start(), script("t", "y", "{a: x, b: [x, x + 1]}"), flows="start -> t")
    assert Desk(drawn).start(x=1).variables == {"x": 1, "y": {"a": 1, "b": [1, 2]}}


def test_a_script_that_fails_begins_anew() -> None:
    desk = Desk(process(start(), script("t", "y", "x + 1"), user("u"), flows="start -> t -> u")).start()
    assert desk.incidents == ["expression.unknown_name"]
    desk.do(c.SetVariables(scope_id="i1", variables={"x": 1}))
    assert desk.retry("expression.unknown_name").variables["y"] == 2
    assert desk.active == ["u"]


@pytest.mark.parametrize(
    ("expression", "stored", "reason"),
    [
        ('date("2026-01-05")', "2026-01-05", "a date is kept as text"),
        ('duration("PT2H")', "PT2H", "so is a duration"),
        ("0.1 + 0.2", Decimal("0.3"), "decimals are exact"),
        ("null", None, "null is a value"),
    ],
)
def test_what_is_stored(expression: str, stored: Any, reason: str) -> None:
    assert Desk(process(start(), script("t", "y", expression), flows="start -> t")).start().variables["y"] == stored


@pytest.mark.parametrize("expression", ["[1..3]", "function(x) x"])
def test_what_cannot_be_stored_is_an_incident(expression: str) -> None:
    desk = Desk(process(start(), script("t", "y", expression), flows="start -> t")).start()
    assert desk.incidents == ["value.not_storable"]
