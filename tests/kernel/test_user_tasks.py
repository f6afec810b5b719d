"""User tasks: who gets them, when they are due, and what completing does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.errors import NotFound, Rejected
from engine.expr.compile import text
from engine.model import command as c
from engine.model import event as e
from tests.kernel.build import end, exclusive, mapping, process, start, user
from tests.kernel.desk import MONDAY, ROOT, Desk

PLAIN = process(start(initiator="starter"), user("a", name="Check"), end(), flows="start -> a -> end")


def created(desk: Desk) -> e.UserTaskCreated:
    return next(event for event in desk.events() if isinstance(event, e.UserTaskCreated))


def test_the_process_waits_until_somebody_has_done_the_work() -> None:
    desk = Desk(PLAIN).start()
    assert (desk.state, desk.active, desk.variables) == ("active", ["a"], {"starter": "lin"})
    assert desk.complete("a", ok=True).state == "completed"
    assert desk.variables == {"starter": "lin", "ok": True}


def test_attributes_are_evaluated() -> None:
    task = user(
        "a",
        assignee=text("${who}"),
        candidate_users=text("=people"),
        candidate_groups=text("seniors, juniors"),
        due_date=text("PT4H"),
        follow_up_date=text("2026-01-06T09:00:00Z"),
        priority=text("=40 + 2"),
        name_expression=text("Check ${who}"),
    )
    event = created(Desk(process(start(), task, flows="start -> a")).start(who="li", people=["x", "y"]))
    assert (event.assignee, event.candidate_users, event.candidate_groups) == ("li", ["x", "y"], ["seniors", "juniors"])
    assert (event.due_at, event.follow_up_at) == (MONDAY + timedelta(hours=4), datetime(2026, 1, 6, 9, tzinfo=UTC))
    assert (event.priority, event.name) == (42, "Check li")


DRAWN = [
    ("nothing but the id", {}, True),
    ("a name and a text", {"name": "Check", "documentation": "Look twice"}, True),
    ("a name worked out", {"name": "Check ${who}", "name_expression": text("Check ${who}")}, False),
    ("a text worked out", {"name": "Check", "documentation_expression": text("of ${who}")}, False),
]


@pytest.mark.parametrize(("reason", "said", "is_drawn"), DRAWN, ids=[row[0] for row in DRAWN])
def test_what_the_diagram_says_is_nobodys(reason: str, said: dict[str, Any], is_drawn: bool) -> None:
    """Everything else may tell of a person."""
    desk = Desk(process(start(), user("a", **said), flows="start -> a")).start(who="li")
    assert created(desk).is_drawn is is_drawn


BAD = [
    ({"assignee": text("=nobody_knows")}, "expression.unknown_name", "an unknown name"),
    ({"priority": text("soon")}, "user_task.bad_priority", "a priority that is no number"),
    ({"due_date": text("=true")}, "timer.bad_value", "a due date that is no time"),
    ({"due_date": text("soon")}, "expression.temporal", "a due date that is not ISO 8601"),
]


@pytest.mark.parametrize(("attributes", "code", "reason"), BAD)
def test_attributes_that_fail_are_an_incident(attributes: dict, code: str, reason: str) -> None:
    desk = Desk(process(start(), user("a", **attributes), flows="start -> a")).start()
    assert desk.incidents == [code], reason
    assert desk.root.user_tasks == {}


def test_claim_release_assign() -> None:
    desk = Desk(PLAIN).start()
    task_id = desk.activity("a")
    for command, assignee in [
        (c.ClaimUserTask(task_id=task_id), "lin"),
        (c.ReleaseUserTask(task_id=task_id), None),
        (c.AssignUserTask(task_id=task_id, assignee="zhao"), "zhao"),
        (c.AssignUserTask(task_id=task_id, assignee=None), None),
        (c.ChangeDueDate(task_id=task_id, due_at=MONDAY), None),
    ]:
        desk.do(command)
        assert next(iter(desk.root.user_tasks.values())).assignee == assignee


GONE = [
    (c.CompleteUserTask(task_id=f"{ROOT}.2"), Rejected, "task.not_open", "completed already"),
    (c.ClaimUserTask(task_id=f"{ROOT}.2"), Rejected, "task.not_open", "nothing to claim"),
    (c.CompleteUserTask(task_id="other.2"), NotFound, "instance.unknown", "another instance"),
    (c.CompleteUserTask(task_id="nonsense"), NotFound, "instance.unknown", "no id at all"),
]


@pytest.mark.parametrize(("command", "error", "code", "reason"), GONE)
def test_a_task_that_is_gone_rejects(command: c.Command, error: type[Rejected], code: str, reason: str) -> None:
    desk = Desk(PLAIN).start().complete("a")
    with pytest.raises(error) as raised:
        desk.do(command)
    assert raised.value.code == code, reason


def test_nobody_cannot_claim() -> None:
    desk = Desk(PLAIN).start()
    with pytest.raises(Rejected, match=r"task\.no_user"):
        desk.do(c.ClaimUserTask(task_id=desk.activity("a")), None)


def test_a_value_that_cannot_be_stored_rejects() -> None:
    desk = Desk(PLAIN).start()
    with pytest.raises(Rejected, match=r"value\.unsupported|value\.not_storable"):
        desk.complete("a", thing=object())
    assert desk.active == ["a"]


def test_a_finished_task_is_not_finished_again_while_its_way_out_fails() -> None:
    drawn = process(start(), user("a"), user("b"), flows="start -> a\na -> b [ok]")
    desk = Desk(drawn).start().complete("a", ok=False)
    assert desk.incidents == ["flow.none_true"]
    with pytest.raises(Rejected, match=r"task\.not_open"):
        desk.complete("a")
    desk.do(c.SetVariables(scope_id=ROOT, variables={"ok": True}))
    assert desk.retry("flow.none_true").active == ["b"]


def test_input_and_output_parameters() -> None:
    drawn = process(
        start(), user("a", inputs=mapping(n="x + 1", m="n + 1"), outputs=mapping(y="m + answer")), user("b"),
        flows="start -> a -> b",
    )  # fmt: skip
    desk = Desk(drawn).start(x=1)
    assert desk.root.activities["2"].variables == {"n": 2, "m": 3}, "a later one sees the earlier"
    assert desk.complete("a", answer=10).variables == {"x": 1, "answer": 10, "y": 13}


def test_a_loop_over_a_user_task_costs_no_state() -> None:
    drawn = process(
        start(), exclusive("m"), user("a"), exclusive("x"), end(),
        flows="start -> m -> a -> x\nx -> m [again]\nx -> end [default]",
    )  # fmt: skip
    desk = Desk(drawn).start()
    for _ in range(20):
        desk.complete("a", again=True)
    assert len(desk.root.activities) == 2
    assert desk.complete("a", again=False).state == "completed"
