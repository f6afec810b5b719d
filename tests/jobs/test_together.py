"""Timers that are due at the same time are fired in one transaction where that is safe, and each once in any case."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.jobs.together import MOST, groups
from engine.model import command as c
from engine.model import event as e
from engine.model.view import JobView
from engine.runtime import due_timers
from engine.store import jobs
from tests.jobs.test_sharing import Counting
from tests.runtime.diagram import boundary, catch, diagram, service, timer, user
from tests.runtime.office import MONDAY, Office

LATE = diagram("p", "start > work > end; late > told > end2", user("work"), boundary("late", "work", timer("PT1H")),
               user("told"))  # fmt: skip
CALLS = diagram("p", "start > pause > call > end", catch("pause", timer("PT1H")), service("call", "work"))


def due(office: Office, count: int, files: bytes = LATE) -> list[str]:
    office.deploy(files)
    instances = [office.start() for _ in range(count)]
    office.clock.advance(timedelta(hours=1))
    return instances


def check(office: Office, instances: list[str]) -> None:
    for instance_id in instances:
        assert len(office.events(instance_id, e.TimerFired)) == 1
        assert office.engine.verify(SYSTEM, instance_id).is_whole


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many timers each transaction took."""
    sizes: list[int] = []
    fire = due_timers.fire

    def counting(services: Any, timers: Any) -> Any:
        fired = fire(services, timers)
        sizes.append(len(timers))
        return fired

    monkeypatch.setattr(due_timers, "fire", counting)
    return sizes


def test_many_families_in_one_transaction(office: Office, counted: list[int]) -> None:
    instances = due(office, MOST + 3)
    office.engine._worker.begin_due()
    assert counted == [MOST, 3]
    check(office, instances)
    assert {task.element_id for each in instances for task in office.tasks(each)} == {"told"}


def test_what_one_transaction_does_not_take_is_left_to_other_workers(office: Office) -> None:
    due(office, MOST + 3)
    store, worker = office.engine._services.store, office.engine._worker
    assert [worker._fire(jobs.due(store)) for _ in range(3)] == [MOST, 3, 0]


def test_when_one_cannot_be_fired_the_others_are(
    office: Office, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One was overtaken after the claim; nothing of the group was written then, and each is tried alone."""
    first, *others = due(office, 4)
    claim = jobs.claim

    def overtaken(*given: Any) -> list[JobView]:
        claimed = claim(*given)
        if claimed:
            office.do(c.CompleteUserTask(task_id=office.task(first)))
        return claimed

    monkeypatch.setattr(jobs, "claim", overtaken)
    office.engine._worker.begin_due()
    assert counted == []
    check(office, others)
    assert (office.state(first), office.events(first, e.TimerFired)) == ("completed", [])


def test_a_family_that_somebody_works_on_is_not_waited_for(open_office: Callable[..., Office]) -> None:
    office, other = open_office(), open_office()
    busy, *others = due(office, 3)
    if not office.engine._services.store._database.locks_rows:
        pytest.skip("one writer at a time: there is nobody to wait for")
    has_begun, may_end = Event(), Event()

    def work() -> None:
        with other.engine._services.store.write() as unit:
            unit.family(busy)
            has_begun.set()
            assert may_end.wait(120)

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        assert has_begun.wait(120)
        office.engine._worker.begin_due()
        check(office, others)
        assert office.events(busy, e.TimerFired) == []
        may_end.set()
        working.result(120)
    with office.engine._services.store.read() as reader:
        [left] = reader.jobs()
    assert left.leased_until is not None, "it is looked at again after a moment"


def test_what_they_write_is_carried_out(open_office: Callable[..., Office]) -> None:
    work = Counting()
    office = open_office(work=work)
    instances = due(office, 12, CALLS)
    for _ in range(5):
        office.engine._worker.begin_due()
        office.engine._worker._hands.rest()
    check(office, instances)
    assert len(work.keys) == len(set(work.keys)) == 12


def test_timers_of_one_family_are_in_different_groups() -> None:
    def job(number: int, root: str) -> JobView:
        return JobView(id=str(number), kind="timer", root_id=root, instance_id=root, due_at=MONDAY)

    found = list(groups([job(1, "a"), job(2, "b"), job(3, "a"), job(4, "a"), job(5, "c")]))
    assert [[each.id for each in group.values()] for group in found] == [["1", "2", "5"], ["3"], ["4"]]
