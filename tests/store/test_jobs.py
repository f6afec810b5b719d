"""Claims: nobody works on a job twice, and nobody waits for a worker that died."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from engine.clock import ManualClock
from engine.model import event as e
from engine.model.view import Backlog
from engine.store import jobs
from engine.store.lanes import HANDLERS, QUICK, lane_of
from engine.store.store import Store
from engine.store.tables.job import job
from tests.store.build import AT, LU, deploy, go_on, instance, start, started

REAL = AT + timedelta(days=300)  # leases run on another clock than due times
MINUTE = timedelta(minutes=1)
NORMAL = lane_of("timer", 0)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(REAL)


@pytest.fixture
def store(database_url: str, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(database_url, real_clock=clock)
    deploy(opened)
    yield opened
    opened.close()


def timers(store: Store, *minutes: int, instance_id: str = "i1") -> None:
    """Due so many minutes after AT; their ids are i1.1, i1.2 ..."""
    start(store, instance_id, *(
        e.TimerScheduled(timer_id=str(number), activity_id="9", element_id="t", due_at=AT + due * MINUTE)
        for number, due in enumerate(minutes, 1)
    ))  # fmt: skip


def test_what_is_due_is_claimed_the_longest_due_first(store: Store) -> None:
    timers(store, 3, 1, 2, 5)
    claimed = jobs.claim(store, AT + 3 * MINUTE, "a", 10, 60)
    assert [(each.id, each.fence, each.leased_until) for each in claimed] == [
        ("i1.2", 1, REAL + MINUTE),
        ("i1.3", 1, REAL + MINUTE),
        ("i1.1", 1, REAL + MINUTE),
    ]


def test_no_more_than_asked_for(store: Store) -> None:
    timers(store, 1, 2, 3)
    assert [each.id for each in jobs.claim(store, AT + 9 * MINUTE, "a", 2, 60)] == ["i1.1", "i1.2"]
    assert [each.id for each in jobs.claim(store, AT + 9 * MINUTE, "a", 2, 60)] == ["i1.3"]


def handler(number: int, **more: Any) -> e.JobCreated:
    return e.JobCreated(job_id=str(number), activity_id="2", element_id="x", handler="h", due_at=AT, **more)


def test_only_these_lanes(store: Store) -> None:
    start(store, "i1", e.StepPaused(job_id="1", due_at=AT), handler(2), handler(3, is_external=True))
    assert [each.id for each in jobs.claim(store, AT, "a", 9, 60, HANDLERS)] == ["i1.2"]
    assert [each.id for each in jobs.claim(store, AT, "a", 9, 60)] == ["i1.1"]


def urgent(store: Store, priority: int, minutes: int) -> str:
    """A timer due so many minutes after AT, in a case of its own."""
    instance_id = f"i{priority}at{minutes}".replace("-", "minus")
    due_at = AT + minutes * MINUTE
    timer = e.TimerScheduled(timer_id="1", activity_id="9", element_id="t", due_at=due_at, priority=priority)
    start(store, instance_id, timer)
    return f"{instance_id}.1"


def test_the_more_urgent_goes_first(store: Store) -> None:
    expected = [urgent(store, priority, 1) for priority in (5000, 100, 10, 1, 0, -1)]
    assert [each.id for _ in expected for each in jobs.claim(store, AT + MINUTE, "a", 1, 60)] == expected


def test_who_has_waited_longest_goes_before_the_more_urgent(store: Store) -> None:
    """Half a minute for each level: so nothing starves, whatever comes in above it."""
    low, soon = urgent(store, -1, 0), urgent(store, 50, 1)
    high = [urgent(store, 5000, minutes) for minutes in range(2, 6)]
    claimed = [each.id for _ in range(6) for each in jobs.claim(store, AT + 9 * MINUTE, "a", 1, 60)]
    assert claimed == [high[0], soon, low, *high[1:]]


def test_handlers_of_one_instance_are_called_one_after_the_other(store: Store, clock: ManualClock) -> None:
    """Whoever asks; timers and other instances do not wait for them."""
    start(
        store, "i1", handler(1), handler(2), e.TimerScheduled(timer_id="3", activity_id="9", element_id="t", due_at=AT)
    )
    start(store, "i2", handler(1))
    [first] = jobs.claim(store, AT, "a", 1, 60, HANDLERS)
    assert [each.id for each in jobs.claim(store, AT, "b", 9, 60)] == ["i1.3", "i2.1"]
    jobs.release(store, [(first.id, first.fence)], clock.now())
    assert len(jobs.claim(store, AT, "b", 1, 60, HANDLERS)) == 1


def test_a_job_that_an_older_program_wrote_is_found(store: Store) -> None:
    """It knows of no lanes."""
    start(store, "i1", handler(1))
    with store.write() as unit:
        unit.connection.execute(update(job).values(lane=0))
    assert [each.id for each in jobs.claim(store, AT, "a", 9, 60, QUICK)] == ["i1.1"]


def test_a_held_job_is_nobody_elses_until_its_lease_is_over(store: Store, clock: ManualClock) -> None:
    timers(store, 1)
    [first] = jobs.claim(store, AT + MINUTE, "a", 9, 60)
    clock.advance(timedelta(seconds=59))
    assert jobs.claim(store, AT + MINUTE, "b", 9, 60) == []
    clock.advance(timedelta(seconds=1))
    [second] = jobs.claim(store, AT + MINUTE, "b", 9, 60)
    assert (first.fence, second.fence) == (1, 2)
    with store.write() as unit:
        assert not unit.lease_valid("i1.1", first.fence)
        assert unit.lease_valid("i1.1", second.fence)
        assert not unit.lease_valid("gone", 1)


def test_a_lease_that_ran_out_is_good_while_nobody_claims_again(store: Store, clock: ManualClock) -> None:
    timers(store, 1)
    [held] = jobs.claim(store, AT + MINUTE, "a", 9, 60)
    clock.advance(timedelta(hours=1))
    with store.write() as unit:
        assert unit.lease_valid("i1.1", held.fence)


def test_a_job_that_was_never_claimed_is_nobodys(store: Store) -> None:
    timers(store, 1)
    with store.write() as unit:
        assert not unit.lease_valid("i1.1", 0)


def test_a_lease_is_renewed_by_its_holder_only(store: Store, clock: ManualClock) -> None:
    timers(store, 1)
    [held] = jobs.claim(store, AT + MINUTE, "a", 9, 60)
    clock.advance(timedelta(seconds=50))
    assert jobs.renew(store, [("i1.1", held.fence)], 60)
    assert not jobs.renew(store, [("i1.1", held.fence + 1)], 60)
    clock.advance(timedelta(seconds=50))
    assert jobs.claim(store, AT + MINUTE, "b", 9, 60) == []


def test_a_released_job_is_free_at_once(store: Store) -> None:
    timers(store, 1)
    [held] = jobs.claim(store, AT + MINUTE, "a", 9, 60)
    assert not jobs.release(store, [("i1.1", held.fence + 1)])
    assert jobs.release(store, [("i1.1", held.fence)])
    assert not jobs.renew(store, [("i1.1", held.fence)], 60)
    with store.write() as unit:
        assert not unit.lease_valid("i1.1", held.fence)
    [again] = jobs.claim(store, AT + MINUTE, "b", 9, 60)
    assert (again.fence, again.retries) == (2, held.retries)


def test_a_job_may_be_released_for_later(store: Store, clock: ManualClock) -> None:
    timers(store, 1)
    [held] = jobs.claim(store, AT + MINUTE, "a", 9, 60)
    jobs.release(store, [("i1.1", held.fence)], clock.now() + 5 * MINUTE)
    assert jobs.claim(store, AT + MINUTE, "b", 9, 60) == []
    clock.advance(5 * MINUTE)
    assert len(jobs.claim(store, AT + MINUTE, "b", 9, 60)) == 1


def test_one_job_is_claimed_due_or_not(store: Store) -> None:
    timers(store, 60)
    first = jobs.claim_one(store, "i1.1", "a", 60)
    assert first is not None
    assert first.fence == 1
    assert jobs.claim_one(store, "i1.1", "b", 60) is None
    assert jobs.claim_one(store, "gone", "b", 60) is None


def failing(store: Store, retries: int) -> None:
    start(store, "i1", handler(5))
    jobs.claim_one(store, "i1.5", "a", 60)
    failed = e.JobFailed(job_id="5", activity_id="2", retries=retries, due_at=AT + MINUTE)
    go_on(store, "i1", [failed], after=instance())


def test_a_failed_job_is_free_when_it_is_due_again(store: Store) -> None:
    failing(store, 2)
    with store.write() as unit:
        assert not unit.lease_valid("i1.5", 1)
    assert jobs.claim(store, AT, "b", 9, 60) == []
    [again] = jobs.claim(store, AT + MINUTE, "b", 9, 60)
    assert (again.fence, again.retries) == (2, 2)


def test_a_dead_job_is_not_claimed(store: Store) -> None:
    failing(store, 0)
    assert jobs.claim(store, AT + 99 * MINUTE, "b", 9, 60) == []
    assert jobs.claim_one(store, "i1.5", "b", 60) is None
    assert jobs.due(store) == {}


def test_the_next_that_is_due_is_the_earliest_free_one(store: Store, clock: ManualClock) -> None:
    assert jobs.due(store) == {}
    timers(store, 5, 3)
    assert jobs.due(store) == {NORMAL: AT + 3 * MINUTE}
    jobs.claim(store, AT + 3 * MINUTE, "a", 9, 60)
    assert jobs.due(store) == {NORMAL: AT + 5 * MINUTE}
    clock.advance(MINUTE)
    assert jobs.due(store) == {NORMAL: AT + 3 * MINUTE}


def test_each_lane_has_a_head_of_its_own(store: Store) -> None:
    """What workers outside carry out is nobody's here."""
    urgent(store, 100, 7)
    start(store, "i1", e.StepPaused(job_id="1", due_at=AT), handler(2), handler(3, is_external=True))
    assert jobs.due(store) == {lane_of("timer", 100): AT + 7 * MINUTE, NORMAL: AT, lane_of("handler", 0): AT}


def test_who_knows_what_is_due_looks_nowhere_else(store: Store) -> None:
    timers(store, 1)
    assert jobs.claim(store, AT + MINUTE, "a", 9, 60, known={}) == []
    assert jobs.claim(store, AT + MINUTE, "a", 9, 60, known={NORMAL: AT + 2 * MINUTE}) == []
    assert len(jobs.claim(store, AT + MINUTE, "a", 9, 60, known=jobs.due(store))) == 1
    assert jobs.claim(store, AT + MINUTE, "b", 9, 60, known={NORMAL: AT}) == [], "somebody else was faster"


def test_a_timer_that_repeats_keeps_its_fence(store: Store) -> None:
    """So that a worker that slept through a round cannot finish the next."""
    timers(store, 1)
    jobs.claim(store, AT + MINUTE, "a", 9, 60)
    again = e.TimerScheduled(timer_id="1", activity_id="9", element_id="t", due_at=AT + 2 * MINUTE)
    go_on(store, "i1", [e.TimerFired(timer_id="1", element_id="t"), again])
    with store.write() as unit:
        assert not unit.lease_valid("i1.1", 1)
    [next_round] = jobs.claim(store, AT + 2 * MINUTE, "b", 9, 60)
    assert next_round.fence == 2


def test_jobs_made_by_a_unit_are_leased_to_its_process(store: Store) -> None:
    made = instance()
    job = e.JobCreated(job_id="5", activity_id="2", element_id="x", handler="h", due_at=AT)
    with store.write() as unit:
        events = [started(made), job]
        unit.record("i1", "i1", None, events, after=made, command_id="c", actor=LU, at=AT)
        [held] = unit.take_new_jobs("a", 60)
        assert unit.take_new_jobs("a", 60) == []
    assert (held.id, held.fence, held.leased_until) == ("i1.5", 1, REAL + MINUTE)
    assert jobs.claim(store, AT, "b", 9, 60) == []
    with store.write() as unit:
        assert unit.lease_valid("i1.5", 1)


def test_the_backlog_counts_what_is_due_held_and_dead(store: Store) -> None:
    """What is not due yet is not looked at, however many they are."""
    timers(store, 1, 2, 3, 60)
    start(store, "i2", handler(1))
    failed = e.JobFailed(job_id="1", activity_id="2", retries=0, due_at=AT)
    go_on(store, "i2", [failed], after=instance("i2"))
    jobs.claim(store, AT + 3 * MINUTE, "a", 1, 60)
    with store.read() as reader:
        found = reader.backlog(AT + 3 * MINUTE, store.real_clock.now())
    assert found == [
        Backlog(kind="handler", due=0, leased=0, failed=1),
        Backlog(kind="timer", due=2, leased=1, failed=0, age=60.0),
    ]


def test_many_workers_share_without_overlap(store: Store) -> None:
    timers(store, *[1] * 60)

    def work(owner: int) -> list[str]:
        taken: list[str] = []
        while claimed := jobs.claim(store, AT + MINUTE, f"w{owner}", 4, 60):
            taken += [each.id for each in claimed]
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [job_id for found in pool.map(work, range(6)) for job_id in found]
    assert sorted(taken) == sorted(f"i1.{number}" for number in range(1, 61))


def test_one_of_many_gets_the_one_job(store: Store) -> None:
    timers(store, 1)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda owner: jobs.claim_one(store, "i1.1", f"w{owner}", 60), range(8)))
    assert len([each for each in got if each is not None]) == 1
