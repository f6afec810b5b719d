"""What makes a long day at the desk bearable: drafts, follow-up dates, handing over, saved filters."""

from datetime import timedelta

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import Conflict, EngineError, Forbidden, NotFound
from engine.model.command import (
    CancelInstance,
    ClaimUserTask,
    CompleteUserTask,
    DeleteFilter,
    HandOverUserTask,
    SaveDraft,
    SaveFilter,
    SetFollowUp,
)
from engine.runtime.drafts import LARGEST
from engine.runtime.saved_filters import MOST


@pytest.fixture
def task_id(engine: Engine, case_id: str, who) -> str:
    """Lin's."""
    found: str = engine.instance_tasks(SYSTEM, case_id)[0].id
    engine.execute(ClaimUserTask(task_id=found), who("lin"))
    return found


# drafts


def test_a_draft_is_kept_as_it_is(engine: Engine, task_id: str, who) -> None:
    for variables in ({"result": "一"}, {"result": "二", "refund": None}):
        engine.execute(SaveDraft(task_id=task_id, variables=variables), who("lin"))
    assert engine.draft(who("lin"), task_id) == {"result": "二", "refund": None}


def test_it_is_no_fact(engine: Engine, case_id: str, task_id: str, who) -> None:
    before = engine.timeline(SYSTEM, case_id)
    engine.execute(SaveDraft(task_id=task_id, variables={"result": "一"}), who("lin"))
    assert engine.timeline(SYSTEM, case_id) == before
    assert "result" not in engine.variables(SYSTEM, case_id)


@pytest.mark.parametrize("is_completed", [True, False])
def test_it_is_gone_when_the_task_has_ended(engine: Engine, case_id: str, task_id: str, who, is_completed) -> None:
    engine.execute(SaveDraft(task_id=task_id, variables={"result": "一"}), who("lin"))
    if is_completed:
        engine.execute(CompleteUserTask(task_id=task_id), who("lin"))
    else:
        engine.execute(CancelInstance(instance_id=case_id), SYSTEM)
    assert engine.draft(who("lin"), task_id) == {}
    with pytest.raises(Conflict):
        engine.execute(SaveDraft(task_id=task_id), who("lin"))


def test_it_is_nobody_elses(engine: Engine, task_id: str, who) -> None:
    engine.execute(SaveDraft(task_id=task_id, variables={"result": "一"}), who("lin"))
    assert engine.draft(who("zhang"), task_id) == {}
    for by in ("zhang", "zhao", "auditor"):
        with pytest.raises(Forbidden):
            engine.execute(SaveDraft(task_id=task_id), who(by))


def test_whoever_gets_the_task_begins_anew(engine: Engine, task_id: str, who) -> None:
    engine.execute(SaveDraft(task_id=task_id, variables={"result": "一"}), who("lin"))
    engine.execute(HandOverUserTask(task_id=task_id, assignee="zhang"), who("lin"))
    assert engine.draft(who("zhang"), task_id) == {}


@pytest.mark.parametrize("text", ["x" * LARGEST, "a\ud800"], ids=["too large", "no text"])
def test_what_is_no_draft(engine: Engine, task_id: str, who, text: str) -> None:
    with pytest.raises(EngineError):
        engine.execute(SaveDraft(task_id=task_id, variables={"result": text}), who("lin"))


def test_of_no_task(engine: Engine, who) -> None:
    with pytest.raises(NotFound):
        engine.execute(SaveDraft(task_id="nothing.1"), who("lin"))


# handing over, following up


def test_a_task_is_handed_over(engine: Engine, case_id: str, task_id: str, who) -> None:
    engine.execute(HandOverUserTask(task_id=task_id, assignee="sun"), who("lin"))
    assert engine.user_task(who("sun"), task_id).assignee == "sun"
    assert engine.timeline(SYSTEM, case_id)[-1].kind == "timeline.user_task_assigned"
    with pytest.raises(EngineError):  # lin has it no more
        engine.execute(HandOverUserTask(task_id=task_id, assignee="zhang"), who("lin"))


@pytest.mark.parametrize(
    ("by", "to", "reason"),
    [
        ("zhang", "zhang", "not the one who has it, though it was on offer"),
        ("zhao", "zhang", "a team lead assigns, and hands over nothing of others"),
        ("lin", "auditor", "somebody who cannot work on it"),
        ("lin", "eve", "nobody"),
    ],
)
def test_who_hands_nothing_over(engine: Engine, task_id: str, who, by: str, to: str, reason: str) -> None:
    with pytest.raises(EngineError):
        engine.execute(HandOverUserTask(task_id=task_id, assignee=to), who(by))
    assert engine.user_task(who("lin"), task_id).assignee == "lin", reason


def test_colleagues_are_those_who_work(engine: Engine, who) -> None:
    assert {user.id for user in engine.colleagues(who("lin"))} == {"zhang", "zhang2", "sun", "li", "zhao"}
    with pytest.raises(Forbidden):
        engine.colleagues(who("auditor"))


def test_a_day_to_come_back_to_it(engine: Engine, case_id: str, task_id: str, who, clock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    engine.execute(SetFollowUp(task_id=task_id, follow_up_at=tomorrow), who("lin"))
    assert engine.user_task(who("lin"), task_id).follow_up_at == tomorrow
    engine.execute(SetFollowUp(task_id=task_id, follow_up_at=None), who("lin"))
    assert engine.user_task(who("lin"), task_id).follow_up_at is None
    kinds = [entry.kind for entry in engine.timeline(SYSTEM, case_id)][-2:]
    assert kinds == ["timeline.user_task_follow_up_set", "timeline.user_task_follow_up_removed"]
    assert engine.verify(SYSTEM, case_id).is_whole


def test_only_of_whoever_has_it(engine: Engine, task_id: str, who) -> None:
    for by in ("zhang", "sun", "zhao"):
        with pytest.raises(EngineError):
            engine.execute(SetFollowUp(task_id=task_id, follow_up_at=None), who(by))


# filters


def test_filters_are_kept_by_name_and_page(engine: Engine, who) -> None:
    for name, query in (("急件", "search=a"), ("急件", "search=b"), ("本周", "sort=created")):
        engine.execute(SaveFilter(page="/instances", name=name, query=query), who("zhao"))
    found = [(each.name, each.query) for each in engine.saved_filters(who("zhao"), "/instances")]
    assert found == [("急件", "search=b"), ("本周", "sort=created")]
    assert engine.saved_filters(who("lin"), "/instances") == []
    assert engine.saved_filters(who("zhao"), "/tasks/mine") == []


def test_a_filter_is_deleted(engine: Engine, who) -> None:
    engine.execute(SaveFilter(page="p", name="n", query="q"), who("zhao"))
    for by in ("lin", "zhao", "zhao"):
        engine.execute(DeleteFilter(page="p", name="n"), who(by))
    assert engine.saved_filters(who("zhao"), "p") == []


def test_filters_are_few_and_short(engine: Engine, who) -> None:
    for number in range(MOST):
        engine.execute(SaveFilter(page="p", name=str(number), query=""), who("lin"))
    for name, query in (("more", ""), ("", ""), ("x" * 41, ""), ("1", "x" * 1001)):
        with pytest.raises(EngineError):
            engine.execute(SaveFilter(page="p", name=name, query=query), who("lin"))
    engine.execute(SaveFilter(page="p", name="1", query="again"), who("lin"))
    assert len(engine.saved_filters(who("lin"), "p")) == MOST
