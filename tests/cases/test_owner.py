"""首问负责人: whoever took a case first answers for it, whoever works on it later."""

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Forbidden
from engine.model.command import ClaimUserTask, CompleteUserTask, ReleaseUserTask, SetOwner, StartInstance


def owner(engine: Engine, case_id: str) -> str | None:
    found: str | None = engine.instance(SYSTEM, case_id).owner_id
    return found


@pytest.fixture
def nobodys(engine: Engine) -> str:
    """A case that no person has started."""
    started: str = engine.execute(StartInstance(key="desk", variables={"customer": "赵强"}), SYSTEM)
    return started


def task_of(engine: Engine, case_id: str) -> str:
    task_id: str = engine.instance_tasks(SYSTEM, case_id)[0].id
    return task_id


def test_who_registers_a_case_answers_for_it(engine: Engine, case_id: str, who) -> None:
    assert owner(engine, case_id) == "lin"
    engine.execute(ClaimUserTask(task_id=task_of(engine, case_id)), who("zhang"))
    assert owner(engine, case_id) == "lin"


def test_else_who_claims_first(engine: Engine, nobodys: str, who) -> None:
    assert owner(engine, nobodys) is None
    task_id = task_of(engine, nobodys)
    engine.execute(ClaimUserTask(task_id=task_id), who("zhang"))
    engine.execute(ReleaseUserTask(task_id=task_id), who("zhang"))
    engine.execute(ClaimUserTask(task_id=task_id), who("lin"))
    assert owner(engine, nobodys) == "zhang"
    assert engine.verify(SYSTEM, nobodys).is_whole


def test_or_completes_without_claiming(engine: Engine, nobodys: str, who) -> None:
    engine.execute(CompleteUserTask(task_id=task_of(engine, nobodys), variables={"result": "x"}), who("zhang"))
    assert owner(engine, nobodys) == "zhang"


def test_another_one_is_named(engine: Engine, case_id: str, who) -> None:
    engine.execute(SetOwner(instance_id=case_id, user_id="sun"), who("zhao"))
    assert owner(engine, case_id) == "sun"
    told = engine.timeline(SYSTEM, case_id)[-1]
    assert (told.kind, told.params) == ("timeline.owner_set", {"user": "sun"})
    assert engine.replay(SYSTEM, case_id).steps[-1].kind == "timeline.owner_set"
    assert engine.verify(SYSTEM, case_id).is_whole


def test_the_timeline_does_not_say_twice_who_took_a_case(engine: Engine, nobodys: str, who) -> None:
    engine.execute(ClaimUserTask(task_id=task_of(engine, nobodys)), who("zhang"))
    kinds = [entry.kind for entry in engine.timeline(SYSTEM, nobodys)]
    assert (kinds[-1], "timeline.owner_set" in kinds) == ("timeline.user_task_claimed", False)


def test_an_agent_names_nobody(engine: Engine, case_id: str, who) -> None:
    with pytest.raises(Forbidden):
        engine.execute(SetOwner(instance_id=case_id, user_id="zhang"), who("lin"))


def test_nobody_who_does_not_work_here(engine: Engine, case_id: str, who) -> None:
    with pytest.raises(EngineError) as refused:
        engine.execute(SetOwner(instance_id=case_id, user_id="eve"), who("zhao"))
    assert refused.value.code == "user.unknown"


def test_who_answers_for_a_case_sees_it(engine: Engine, case_id: str, who) -> None:
    with pytest.raises(Forbidden):
        engine.instance(who("sun"), case_id)
    engine.execute(SetOwner(instance_id=case_id, user_id="sun"), who("zhao"))
    assert engine.instance(who("sun"), case_id).owner_id == "sun"
