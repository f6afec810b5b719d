"""Several workers on one database: each job once; leases in real time, which the test holds in its hand."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.clock import ManualClock
from engine.errors import Rejected
from engine.handlers import Context
from engine.identity.actor import WORKER
from engine.jobs.carrying_out import carry_out
from engine.model import command as c
from engine.model import event as e
from engine.model.view import JobView
from engine.runtime.commands import execute
from engine.runtime.services import LEASE
from engine.store import jobs
from tests.runtime.diagram import catch, diagram, gateway, service, timer, user
from tests.runtime.office import Office

CALLS = diagram("p", "start > call > end", service("call", "work"))
LATER = diagram("p", "start > pause > call > end", catch("pause", timer("PT1H")), service("call", "work"))
BOTH = diagram(
    "p", "start > fork; fork > one; one > end; fork > two; two > end2", gateway("fork", "parallel"),
    service("one", "work"), service("two", "work"),
)  # fmt: skip
MANY = diagram(
    "p",
    "start > fork; " + "; ".join(f"fork > t{n} > end{n}" for n in range(12)),
    gateway("fork", "parallel"),
    *(catch(f"t{n}", timer("PT1H")) for n in range(12)),
)


class Counting:
    def __init__(self) -> None:
        self.keys: list[str] = []

    def __call__(self, variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
        self.keys.append(context.idempotency_key)
        return {"done": len(self.keys)}


class Held:
    """A handler that runs until it is let go."""

    def __init__(self) -> None:
        self.began, self.let_go, self.count = Event(), Event(), 0

    def __call__(self, variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
        self.count += 1
        self.began.set()
        assert self.let_go.wait(120)
        return {"done": True}


def real_time(*offices: Office) -> ManualClock:
    """One clock for the leases of all."""
    clock = ManualClock(datetime.now(UTC))
    for office in offices:
        office.engine._services.store.real_clock = clock
    return clock


def test_two_workers_carry_out_each_timer_once(open_office: Callable[..., Office]) -> None:
    first, second = open_office(), open_office()
    first.deploy(MANY)
    instances = [first.start() for _ in range(5)]
    for office in (first, second):
        office.clock.advance(timedelta(hours=1))
    barrier = Barrier(2)

    def work(office: Office) -> None:
        barrier.wait()
        office.engine.settle()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (first, second)))
    first.engine.settle()
    for instance_id in instances:
        assert first.state(instance_id) == "completed"
        assert len(first.events(instance_id, e.TimerFired)) == 12
        assert first.engine.verify(SYSTEM, instance_id).is_whole


def test_what_one_worker_holds_no_other_begins_until_the_lease_ends(open_office: Callable[..., Office]) -> None:
    work = Counting()
    dead, alive = open_office(work=work), open_office(work=work)
    clock = real_time(dead, alive)
    dead.deploy(LATER)
    instance_id = dead.start()
    for office in (dead, alive):
        office.clock.advance(timedelta(hours=1))
    services = dead.engine._services
    [claimed] = jobs.claim(services.store, services.clock.now(), services.owner, 5, LEASE)
    clock.advance(timedelta(seconds=LEASE - 1))
    alive.engine.settle()
    assert alive.state(instance_id) == "active", "the lease is still running"
    clock.advance(timedelta(seconds=1))
    alive.engine.settle()
    assert (alive.state(instance_id), len(work.keys)) == ("completed", 1)
    assert carry_out(services, claimed) == (), "whoever comes back too late is overtaken"
    assert len(alive.events(instance_id, e.TimerFired)) == 1


def test_a_worker_whose_lease_ran_out_cannot_finish(open_office: Callable[..., Office]) -> None:
    """Both ran the handler, with one key; the effect in the engine is there once, and it is the second one's."""
    held, work = Held(), Counting()
    slow, quick = open_office(work=held), open_office(work=work)
    clock = real_time(slow, quick)
    slow.deploy(CALLS)
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(slow.start)
        assert held.began.wait(120)
        clock.advance(timedelta(seconds=LEASE + 1))  # nobody renews: the process was stopped
        quick.engine.settle()
        held.let_go.set()
        instance_id = starting.result()
    assert (held.count, len(work.keys)) == (1, 1)
    assert quick.state(instance_id) == "completed"
    assert len(quick.events(instance_id, e.JobCompleted)) == 1
    assert quick.variables(instance_id) == {"done": 1}


def test_a_result_with_an_old_fence_is_rejected(open_office: Callable[..., Office]) -> None:
    office = open_office(work=Counting())
    office.deploy(LATER)
    instance_id = office.start()
    services = office.engine._services
    office.clock.advance(timedelta(hours=1))
    [timer_] = jobs.claim(services.store, services.clock.now(), "a", 5, LEASE)
    with pytest.raises(Rejected) as rejected:
        office.do(c.TriggerTimer(timer_id=timer_.id, fence=timer_.fence - 1), WORKER)
    assert rejected.value.code == "job.lease_lost"
    assert not office.events(instance_id, e.TimerFired)


def test_a_long_handler_is_not_begun_by_another_worker(open_office: Callable[..., Office]) -> None:
    """Its lease is renewed while it runs, for many leases' time."""
    held, work = Held(), Counting()
    slow, other = open_office(work=held), open_office(work=work)
    clock = real_time(slow, other)
    slow.deploy(CALLS)
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(slow.start)
        assert held.began.wait(120)
        for _ in range(10):
            clock.advance(timedelta(seconds=LEASE / 2))
            slow.engine._worker.renew()  # as the ticker does, three times in every lease
            other.engine.settle()
        held.let_go.set()
        instance_id = starting.result()
    assert (held.count, work.keys) == (1, [])
    slow.engine._worker.close()
    assert slow.state(instance_id) == "completed"


def test_a_slow_handler_keeps_nobody_waiting_for_long(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller is answered after its patience; the handler goes on, and finishes."""
    held = Held()
    office = open_office(work=held)
    office.deploy(CALLS)
    follow_up = office.engine._worker.follow_up
    monkeypatch.setattr(office.engine._worker, "follow_up", lambda written: follow_up(written, patience=0.05))
    instance_id = office.start()
    assert held.began.wait(120)
    assert office.state(instance_id) == "active"
    held.let_go.set()
    office.engine._worker.close()
    assert (office.state(instance_id), held.count) == ("completed", 1)


def test_when_no_hand_is_free_the_job_is_given_back(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the table, where another process finds it; no try is used up."""
    held, work = Held(), Counting()
    busy, free = open_office(work=held), open_office(work=work)
    busy.deploy(CALLS)
    follow_up = busy.engine._worker.follow_up
    monkeypatch.setattr(busy.engine._worker, "follow_up", lambda written: follow_up(written, patience=0.05))
    instances = [busy.start() for _ in range(5)]
    free.engine.settle()
    done = [each for each in instances if free.state(each) == "completed"]
    assert (len(done), len(work.keys)) == (1, 1)
    held.let_go.set()
    busy.engine._worker.close()
    assert all(busy.state(each) == "completed" for each in instances)


def test_slow_handlers_do_not_hold_up_timers(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    office = open_office(work=held)
    paused = diagram("q", "start > pause > work > end", catch("pause", timer("PT1H")), user("work"))
    office.deploy(LATER, paused)
    slow = [office.start() for _ in range(6)]  # more than there are hands
    waiting = office.start("q")
    office.clock.advance(timedelta(hours=1))
    office.engine._worker.begin_due()
    assert office.task(waiting), "its timer has fired"
    assert all(office.state(each) == "active" for each in slow)
    held.let_go.set()
    office.engine._worker.close()
    assert sum(office.state(each) == "completed" for each in slow) >= 4


def test_handlers_of_one_instance_that_are_claimed_together_share_a_hand(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So they are called one after the other; those of another instance do not wait for them."""
    work = Counting()
    office = open_office(work=work)
    office.deploy(BOTH)
    services, worker = office.engine._services, office.engine._worker
    for _ in range(2):
        worker.leave(execute(services, c.StartInstance(key="p"), SYSTEM).jobs)
    given: list[list[str]] = []
    carry_on = worker._carry_on

    def noted(written: Sequence[JobView], until: float) -> None:
        given.append([job.instance_id for job in written])
        carry_on(written, until)

    monkeypatch.setattr(worker, "_carry_on", noted)
    worker.begin_due()
    worker.close()
    assert [(len(each), len(set(each))) for each in given] == [(2, 1), (2, 1)]
    assert len(work.keys) == 4


def test_a_timer_that_is_gone_when_its_turn_comes_is_no_failure(
    open_office: Callable[..., Office], caplog: pytest.LogCaptureFixture
) -> None:
    office = open_office()
    office.deploy(LATER.replace(b'topic="work"', b'topic="notify"'))
    instance_id = office.start()
    office.clock.advance(timedelta(hours=1))
    services = office.engine._services
    [claimed] = jobs.claim(services.store, services.clock.now(), "a", 5, LEASE)
    office.do(c.CancelInstance(instance_id=instance_id, reason="enough"))
    assert carry_out(services, claimed) == ()
    assert office.state(instance_id) == "cancelled"


def test_a_worker_that_meets_a_bug_goes_on(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from engine.jobs import carrying_out

    office = open_office()
    office.deploy(MANY)
    instance_id = office.start()
    real, failed = carrying_out.CARRY_OUT["timer"], []

    def once_broken(services: Any, job: Any) -> Any:
        if not failed:
            failed.append(job.id)
            raise ZeroDivisionError
        return real(services, job)

    monkeypatch.setitem(carrying_out.CARRY_OUT, "timer", once_broken)
    office.wait(hours=1)
    assert len(office.events(instance_id, e.TimerFired)) == 11
    assert failed[0] in caplog.text
    real_time(office).advance(timedelta(seconds=LEASE))
    office.engine.settle()
    assert office.state(instance_id) == "completed"


def test_settling_waits_for_what_is_in_hand(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    office = open_office(work=held)
    office.deploy(CALLS)
    follow_up = office.engine._worker.follow_up
    monkeypatch.setattr(office.engine._worker, "follow_up", lambda written: follow_up(written, patience=0.01))
    instance_id = office.start()
    with ThreadPoolExecutor(1) as pool:
        settling = pool.submit(office.engine.settle)
        assert held.began.wait(120)
        held.let_go.set()
        settling.result(120)
    assert office.state(instance_id) == "completed"
