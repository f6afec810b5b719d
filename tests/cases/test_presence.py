"""Who has a task open is told to colleagues while it is so, is forgotten soon, and is nobody else's business."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from time_machine import travel

from engine.api import SYSTEM, Engine
from engine.errors import Forbidden, NotFound
from engine.model.command import (
    ClaimUserTask,
    CompleteUserTask,
    CreateUser,
    DeployFiles,
    NotePresence,
    StartInstance,
)
from engine.runtime.presence import FORGOTTEN, FRESH
from tests.cases.conftest import DESK, STAFF

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)  # real time, which is not that of the desk


@pytest.fixture
def task_id(engine: Engine, case_id: str) -> str:
    """On offer to lin and zhang."""
    found: str = engine.instance_tasks(SYSTEM, case_id)[0].id
    return found


def at(engine: Engine, who, user_id: str, task_id: str, moment: datetime, *, is_leaving: bool = False) -> list[str]:
    with travel(moment, tick=False):
        found: list[str] = engine.execute(NotePresence(task_id=task_id, is_leaving=is_leaving), who(user_id))
    return found


def others(engine: Engine, who, user_id: str, task_id: str, moment: datetime) -> list[str]:
    with travel(moment, tick=False):
        return engine.others_at(who(user_id), [task_id]).get(task_id, [])


def test_each_is_told_of_the_others(engine: Engine, task_id: str, who) -> None:
    assert at(engine, who, "lin", task_id, NOW) == []
    assert at(engine, who, "zhang", task_id, NOW) == ["lin"]
    assert at(engine, who, "lin", task_id, NOW) == ["zhang"]
    assert others(engine, who, "zhao", task_id, NOW) == ["lin", "zhang"]
    assert others(engine, who, "lin", task_id, NOW) == ["zhang"], "nobody is told of oneself"


@pytest.mark.parametrize(
    ("after", "expected"),
    [(FORGOTTEN - timedelta(seconds=1), ["lin"]), (FORGOTTEN, []), (timedelta(days=1), [])],
)
def test_it_is_forgotten(engine: Engine, task_id: str, who, after: timedelta, expected: list[str]) -> None:
    at(engine, who, "lin", task_id, NOW)
    assert others(engine, who, "zhang", task_id, NOW + after) == expected


def test_a_page_that_goes_on_is_not(engine: Engine, task_id: str, who) -> None:
    for beat in range(10):
        at(engine, who, "lin", task_id, NOW + beat * timedelta(seconds=25))
        assert others(engine, who, "zhang", task_id, NOW + beat * timedelta(seconds=25)) == ["lin"]


def test_whoever_leaves_is_gone_at_once(engine: Engine, task_id: str, who) -> None:
    at(engine, who, "lin", task_id, NOW)
    at(engine, who, "lin", task_id, NOW, is_leaving=True)
    at(engine, who, "zhang", task_id, NOW, is_leaving=True)  # was never there
    assert others(engine, who, "zhao", task_id, NOW) == []


def test_it_is_written_down_no_more_often_than_needed(engine: Engine, task_id: str, who) -> None:
    at(engine, who, "lin", task_id, NOW)
    at(engine, who, "lin", task_id, NOW + FRESH - timedelta(seconds=1))
    assert others(engine, who, "zhang", task_id, NOW + FORGOTTEN) == [], "the second was too soon to be written"
    at(engine, who, "lin", task_id, NOW + FRESH)
    assert others(engine, who, "zhang", task_id, NOW + FORGOTTEN) == ["lin"]


def test_it_keeps_nobody_out_and_is_no_fact(engine: Engine, case_id: str, task_id: str, who) -> None:
    before = engine.timeline(SYSTEM, case_id)
    at(engine, who, "lin", task_id, NOW)
    assert engine.timeline(SYSTEM, case_id) == before
    engine.execute(ClaimUserTask(task_id=task_id), who("zhang"))


def test_of_a_task_that_has_ended_nothing_is_noted(engine: Engine, task_id: str, who) -> None:
    engine.execute(ClaimUserTask(task_id=task_id), who("lin"))
    engine.execute(CompleteUserTask(task_id=task_id), who("lin"))
    at(engine, who, "lin", task_id, NOW)
    assert others(engine, who, "zhao", task_id, NOW) == []


@pytest.mark.parametrize(
    ("by", "task", "error", "reason"),
    [
        ("sun", "", Forbidden, "not on offer to sun"),
        ("auditor", "", Forbidden, "sees all and works on nothing"),
        ("lin", "nothing.1", NotFound, "no task"),
    ],
)
def test_who_says_nothing(engine: Engine, task_id: str, who, by: str, task: str, error: type, reason: str) -> None:
    with pytest.raises(error):
        engine.execute(NotePresence(task_id=task or task_id), who(by))


def test_who_is_told_nothing(engine: Engine, task_id: str, who) -> None:
    at(engine, who, "lin", task_id, NOW)
    for by in ("sun", "auditor", "owner"):
        assert others(engine, who, by, task_id, NOW) == [], by
    with travel(NOW, tick=False):
        assert engine.others_at(who("zhang"), []) == {}
        assert engine.others_at(who("zhang"), ["nothing.1"]) == {}


def test_two_processes_on_one_database(tmp_path: Path) -> None:
    """It is kept where all of them look, and not in the memory of one."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    with Engine.open(url) as one, Engine.open(url) as other:
        for user_id in ("lin", "zhang"):
            name, roles, groups = STAFF[user_id]
            one.execute(CreateUser(user_id=user_id, name=name, roles=roles, groups=groups), SYSTEM)
        one.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        (task,) = one.instance_tasks(SYSTEM, one.execute(StartInstance(key="desk"), SYSTEM))
        one.execute(NotePresence(task_id=task.id), one.actor("lin"))
        assert other.execute(NotePresence(task_id=task.id), other.actor("zhang")) == ["lin"]
