"""Waiting for external tasks: woken at once in this process, by looking for those of others, and never too many."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.jobs.fetching import Fetching
from engine.model import external_task as x
from engine.model import operation as o
from tests.runtime.diagram import diagram, service
from tests.runtime.office import Office

CALLS = diagram("p", "start > call > end", service("call", "credit"))
REQUEST = x.FetchRequest(worker_id="one", topics=(x.TopicRequest(topic="credit"),))
PATIENCE = 60.0  # seconds after which a test has gone wrong
NEVER = 3600.0  # a poll that comes too late for every test


@pytest.fixture
def outside(open_office: Callable[..., Office]) -> Office:
    made: Office = open_office(external_topics=["credit"])
    made.deploy(CALLS)
    return made


def waiting(fetching: Fetching, pool: ThreadPoolExecutor, **asked: Any) -> "Future[list[x.LockedTask]]":
    """One that has begun to wait."""
    places = fetching._places._value
    found = pool.submit(fetching.fetch, SYSTEM, REQUEST, PATIENCE, **asked)
    until = time.monotonic() + PATIENCE
    while fetching._places._value == places and not found.done() and time.monotonic() < until:
        time.sleep(0.001)
    return found


def test_it_is_woken_by_what_this_process_makes(outside: Office) -> None:
    fetching = Fetching(outside.engine._services, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        found = waiting(fetching, pool)
        instance_id = outside.start()
        [locked] = found.result(PATIENCE)
    assert locked.task.instance_id == instance_id


def test_it_finds_what_another_process_makes(outside: Office) -> None:
    beside = Office(outside.url, outside.clock, external_topics=["credit"])
    fetching = Fetching(outside.engine._services, poll=0.01)
    with ThreadPoolExecutor() as pool:
        found = waiting(fetching, pool)
        beside.start()
        assert len(found.result(PATIENCE)) == 1
    beside.close()


@pytest.mark.parametrize("wakes", ["unlock", "retries"])
def test_what_is_given_back_wakes_it_too(outside: Office, wakes: str) -> None:
    outside.start()
    [locked] = outside.engine.fetch(SYSTEM, REQUEST)
    if wakes == "retries":
        outside.do(x.FailExternalTask(task_id=locked.task.id, worker_id="one", retries=0))
    fetching = Fetching(outside.engine._services, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        found = waiting(fetching, pool)
        if wakes == "retries":
            outside.do(o.SetJobRetries(job_id=locked.task.id, retries=1))
        else:
            outside.do(x.UnlockExternalTask(task_id=locked.task.id))
        assert len(found.result(PATIENCE)) == 1


def test_one_of_many_gets_it_and_the_others_wait_on(outside: Office) -> None:
    fetching = Fetching(outside.engine._services, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        found = [waiting(fetching, pool) for _ in range(4)]
        for _ in range(4):
            outside.start()
        tasks = [each.task.id for result in found for each in result.result(PATIENCE)]
    assert len(tasks) == len(set(tasks)) == 4


def test_where_too_many_wait_the_next_is_answered_at_once(outside: Office) -> None:
    fetching = Fetching(outside.engine._services, places=1, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        first = waiting(fetching, pool)
        assert fetching.fetch(SYSTEM, REQUEST, PATIENCE) == []
        outside.start()
        assert len(first.result(PATIENCE)) == 1
    assert fetching._places._value == 1


def test_nothing_is_locked_for_who_is_gone(outside: Office) -> None:
    """Neither after waiting nor at the first look."""
    fetching = Fetching(outside.engine._services, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        found = waiting(fetching, pool, is_there=lambda: False)
        outside.start()
        assert found.result(PATIENCE) == []
    assert Fetching(outside.engine._services).fetch(SYSTEM, REQUEST, PATIENCE, is_there=lambda: False) == []
    assert len(outside.engine.fetch(SYSTEM, REQUEST)) == 1


def test_patience_ends(outside: Office) -> None:
    began = time.monotonic()
    assert Fetching(outside.engine._services, poll=NEVER).fetch(SYSTEM, REQUEST, 0.05) == []
    assert 0.05 <= time.monotonic() - began < PATIENCE


def test_nobody_waits_for_a_process_that_ends(outside: Office) -> None:
    fetching = Fetching(outside.engine._services, poll=NEVER)
    with ThreadPoolExecutor() as pool:
        found = waiting(fetching, pool)
        outside.engine.halt()
        assert found.result(PATIENCE) == []


def test_who_waits_writes_nothing(outside: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait: they look, and look together."""
    fetching = Fetching(outside.engine._services, poll=0.01)
    monkeypatch.setattr("engine.runtime.external_tasks.fetch", lambda *_: pytest.fail("there is nothing to be had"))
    with ThreadPoolExecutor() as pool:
        found = [pool.submit(fetching.fetch, SYSTEM, REQUEST, 0.1) for _ in range(4)]
        assert [each.result(PATIENCE) for each in found] == [[]] * 4
