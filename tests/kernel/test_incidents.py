"""Incidents: raised where it failed, resolved from there."""

import pytest

from engine.errors import Rejected
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    boundary,
    catch,
    end,
    exclusive,
    mapping,
    message,
    parallel,
    process,
    script,
    service,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk

X = "expression.unknown_name"

# each fails for want of `x`, and ends in the user task `after` once it is there
STAGES = [
    ("start", script("a", "y", "x"), [], "", "a script"),
    ("start", user("a", inputs=mapping(y="x")), [], "", "an input"),
    ("start", catch("a", timer("duration", "${x}")), [], "", "a timer"),
    ("complete", script("a", "y", "1", outputs=mapping(z="x")), [], "", "an output"),
    ("complete", exclusive("a"), [], "[x = x]", "a condition"),
    ("start", throw("a", message("${x}")), [], "", "the name of a message"),
    ("start", user("a"), [boundary("b", "a", timer("duration", "${x}"))], "", "a boundary timer"),
]


@pytest.mark.parametrize(("stage", "element", "more", "condition", "reason"), STAGES, ids=[row[4] for row in STAGES])
def test_a_failure_is_mended_where_it_happened(
    stage: str, element: d.Element, more: list, condition: str, reason: str
) -> None:
    drawn = process(
        start(), element, *more, user("after"), end(),
        flows=f"start -> a\na -> after {condition}\nafter -> end" + ("\nb -> end" if more else ""),
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.incidents == [X], reason
    assert next(iter(desk.root.incidents.values())).stage == stage
    assert next(iter(desk.root.incidents.values())).element_id == "a"
    desk.retry(X)
    assert desk.incidents == [X], "nothing has changed, so it fails again"
    desk.do(c.SetVariables(scope_id=ROOT, variables={"x": "PT1H"}))
    desk.retry(X)
    assert desk.incidents == []
    if desk.active == ["a"] and desk.root.user_tasks:
        desk.complete("a")
    elif desk.active == ["a"]:
        desk.fire("a")
    assert desk.active == ["after"]
    assert desk.work().complete("after").state == "completed"


def test_a_failed_start_arms_nothing_twice() -> None:
    drawn = process(
        start(), user("a"), boundary("one", "a", timer("duration", "PT1H")),
        boundary("two", "a", timer("duration", "${x}")), flows="start -> a",
    )  # fmt: skip
    desk = Desk(drawn).start().retry(X).retry(X)
    assert desk.armed == ["one"]
    desk.do(c.SetVariables(scope_id=ROOT, variables={"x": "PT2H"}))
    assert desk.retry(X).armed == ["one", "two"]


def test_an_incident_in_one_branch_leaves_the_other_alone() -> None:
    drawn = process(
        start(), parallel("p"), script("a", "y", "x"), user("b"), parallel("j"), user("after"),
        flows="start -> p -> a -> j -> after\np -> b -> j",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["a", "b"]
    desk.complete("b", x=1)
    assert desk.active == ["a"]
    assert desk.retry(X).active == ["after"]


def test_an_incident_goes_with_its_activity() -> None:
    drawn = process(
        start(), sub("s", script("a", "y", "x")), boundary("b", "s", timer("duration", "PT1H")), user("after"),
        flows="start -> s\nb -> after",
    )  # fmt: skip
    desk = Desk(drawn).start()
    incident_id = f"{ROOT}.{next(iter(desk.root.incidents))}"
    desk.fire("b")
    assert desk.root.incidents == {}
    with pytest.raises(Rejected, match=r"incident\.resolved"):
        desk.do(c.RetryIncident(incident_id=incident_id))


def test_a_new_job_is_made_for_a_failed_one() -> None:
    def fail() -> None:
        raise ValueError("down")

    desk = Desk(process(start(), service("s"), flows="start -> s"), work=fail).start().work()
    assert len(desk.root.jobs) == 1, "the dead job is kept for the record"
    desk.retry("handler.failed")
    assert [job.retries for job in desk.root.jobs.values()] == [3]
    desk.handlers["work"] = dict
    assert desk.work().state == "completed"


def test_words_of_an_incident_have_what_they_need() -> None:
    desk = Desk(process(start(), exclusive("g"), user("a"), flows="start -> g\ng -> a [false]")).start()
    raised = next(event for event in desk.events() if isinstance(event, e.IncidentRaised))
    assert (raised.code, raised.params) == ("flow.none_true", {"element": "g"})


def test_an_error_that_nobody_catches_is_thrown_again_by_a_retry() -> None:
    desk = Desk(process(start(), end("bad", d.Trigger(kind="error", code="E")), flows="start -> bad")).start()
    assert desk.retry("error.uncaught").incidents == ["error.uncaught"]
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert desk.incidents == []


def test_what_needed_several_tokens_is_retried_with_none() -> None:
    drawn = process(
        start(), user("a", completion_quantity=2), script("b", "y", "x", start_quantity=2), user("after"),
        flows="start -> a -> b -> after",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert desk.incidents == [X]
    desk.do(c.SetVariables(scope_id=ROOT, variables={"x": 1}))
    [incident] = desk.root.incidents
    desk.do(c.RetryIncident(incident_id=f"{ROOT}.{incident}"))
    assert (desk.active, desk.root.arrivals) == (["after"], {})
