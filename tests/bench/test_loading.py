"""Copies of cases are as good as cases: they prove themselves and go on."""

from datetime import timedelta

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.identity.actor import person
from engine.model import command as c
from tests.bench.loading import SPAN, Crowd, deploy, ended_patterns, load, open_patterns
from tests.bench.pattern import BEGINS


def test_copies_are_cases(database_url: str) -> None:
    with Engine.open(database_url, clock=ManualClock(BEGINS + SPAN)) as engine:
        deploy(engine)
        load(database_url, open_patterns()[:8], 8, processes=1)
        load(database_url, ended_patterns(), 4, first=8, processes=1)
        copies = engine.instance_ids(SYSTEM)
        proofs = [engine.verify(SYSTEM, each) for each in copies]
        assert (len(proofs), [each.is_whole for each in proofs]) == (12, [True] * 12)
        assert engine.user_tasks(SYSTEM, "all").total == 8
        _goes_on(engine)


def _goes_on(engine: Engine) -> None:
    task = next(each for each in engine.user_tasks(SYSTEM, "all").items if each.assignee is None)
    worker = person("somebody", "Somebody", ["agent"], task.candidate_groups)
    engine.execute(c.CompleteUserTask(task_id=task.id), worker)
    assert engine.instance(SYSTEM, task.root_id).state == "completed"
    assert engine.verify(SYSTEM, task.root_id).is_whole


def test_a_copy_of_one_number_is_always_the_same() -> None:
    first, second = Crowd(100, 5, 5), Crowd(60, 5, 5, first=40)
    assert first.copy(40).words == second.copy(0).words
    assert first.copy(50).later == timedelta(days=45)
