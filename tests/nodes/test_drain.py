"""A node that ends: nothing more is begun, what does not end in time is given back."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from engine.api import SYSTEM
from engine.model import event as e
from tests.jobs.test_sharing import CALLS, LATER, Counting, Held
from tests.runtime.office import Office


def test_a_handler_that_does_not_end_is_given_back(open_office: Callable[..., Office]) -> None:
    """Another node begins it anew at once, without waiting for the lease; the first one's result comes too late."""
    held, work = Held(), Counting()
    ending, other = open_office(work=held), open_office(work=work)
    ending.deploy(CALLS)
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(ending.start)
        assert held.began.wait(120)
        ending.engine.halt()
        assert not ending.engine.drain(time.monotonic() + 0.05)
        other.engine.settle()
        held.let_go.set()
        instance_id = starting.result()
    assert other.variables(instance_id) == {"done": 1}
    assert len(other.events(instance_id, e.JobCompleted)) == 1
    assert other.engine.verify(SYSTEM, instance_id).is_whole


def test_what_ends_in_time_is_waited_for(open_office: Callable[..., Office]) -> None:
    held = Held()
    ending = open_office(work=held)
    ending.deploy(CALLS)
    with ThreadPoolExecutor(2) as pool:
        starting = pool.submit(ending.start)
        assert held.began.wait(120)
        ending.engine.halt()
        draining = pool.submit(ending.engine.drain, time.monotonic() + 120)
        held.let_go.set()
        assert draining.result()
        assert ending.state(starting.result()) == "completed"


def test_nothing_is_claimed_any_more(open_office: Callable[..., Office]) -> None:
    work = Counting()
    ending, other = open_office(work=work), open_office(work=work)
    ending.deploy(LATER)
    instance_id = ending.start()
    for office in (ending, other):
        office.clock.advance(timedelta(hours=1))
    ending.engine.halt()
    ending.engine.settle()
    assert (ending.state(instance_id), work.keys) == ("active", [])
    other.engine.settle()
    assert ending.state(instance_id) == "completed"


def test_what_a_last_command_writes_is_left_to_others(open_office: Callable[..., Office]) -> None:
    """A page that is still answered: its jobs are free at once."""
    work = Counting()
    ending, other = open_office(work=work), open_office(work=work)
    ending.deploy(CALLS)
    ending.engine.halt()
    instance_id = ending.start()
    assert (ending.state(instance_id), work.keys) == ("active", [])
    other.engine.settle()
    assert other.state(instance_id) == "completed"
