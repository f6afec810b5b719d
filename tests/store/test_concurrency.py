"""Many at once: they wait for each other, and nobody sees a lock error."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import Conflict
from engine.model import event as e
from engine.store.busy import Busy
from engine.store.store import Store
from tests.store.build import AT, LU, activity, deploy, start

WRITERS = 8
EACH = 10


def add_activity(store: Store, instance_id: str, number: str) -> None:
    with store.write() as unit:
        loaded = unit.family(instance_id)[instance_id]
        unit.record(
            instance_id, instance_id, loaded, [activity(number)],
            after=loaded.instance, command_id=f"c{number}", actor=LU, at=AT,
        )  # fmt: skip


def test_writers_of_one_instance_take_turns(store: Store) -> None:
    deploy(store)
    start(store, "i1")

    def write(writer: int) -> None:
        for number in range(EACH):
            add_activity(store, "i1", f"{writer}{number:02}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with store.read() as reader:
        found = reader.stored_instance("i1")
        assert found is not None
        assert found.version == 1 + WRITERS * EACH
        assert len(reader.raw_commits("i1")) == found.version
        assert len(reader.activities("i1")) == WRITERS * EACH


def test_writers_in_different_stores_wait_too(database_url: str) -> None:
    """As two processes on one database; and readers are never in the way."""
    with ExitStack() as stack:
        stores = [Store.open(database_url) for _ in range(3)]
        for each in stores:
            stack.callback(each.close)
        deploy(stores[0])

        def write(number: int) -> None:
            store = stores[number % 3]
            start(store, f"i{number}")
            with store.read() as reader:
                assert reader.instance(f"i{number}") is not None

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(write, range(60)))
        with stores[1].read() as reader:
            assert reader.instances(limit=0).total == 60


def test_a_reader_sees_one_moment(store: Store) -> None:
    deploy(store)
    start(store, "i1")
    with store.read() as reader:
        before = len(reader.raw_commits("i1"))
        thread = threading.Thread(target=add_activity, args=(store, "i1", "2"))
        thread.start()
        thread.join(120)
        assert not thread.is_alive()
        assert len(reader.raw_commits("i1")) == before
        assert reader.activities("i1") == []
    with store.read() as reader:
        assert len(reader.activities("i1")) == 1


def test_the_same_command_at_once_is_answered_once(store: Store) -> None:
    """A browser that sends a form twice."""
    deploy(store)

    def obey(number: int) -> bytes:
        with store.write() as unit:
            known = unit.answer("same")
            if known is None:
                known = b"%d" % number
                unit.remember("same", known, AT)
            return known

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(obey, range(6)))
    assert len(answers) == 1


def test_a_deployment_at_once_is_one_after_the_other_or_busy(store: Store) -> None:
    outcomes: list[str] = []

    def publish(version: int) -> None:
        try:
            deploy(store, version=version)
            outcomes.append("done")
        except Busy:
            outcomes.append("busy")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(1, 5)))
    with store.read() as reader:
        commits = reader.raw_commits("definition:process:complaint")
    assert [each.version for each in commits] == list(range(1, outcomes.count("done") + 1))


def test_a_thread_that_would_wait_for_itself_is_told(tmp_path: Any) -> None:
    for url in (f"sqlite:///{tmp_path / 'x.db'}", "sqlite://"):
        store = Store.open(url)
        with store.write(), pytest.raises(RuntimeError, match="writing already"), store.write():
            pass
        with store.write() as unit:
            unit.remember("c", b"1", AT)  # and the turn is not lost
        store.close()


def test_busy_is_a_conflict() -> None:
    assert issubclass(Busy, Conflict)


@pytest.mark.postgres
def test_a_deadlock_is_busy(store: Store, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one writer at a time cannot deadlock")
    deploy(store)
    start(store, "i1")
    start(store, "i2")
    meeting = threading.Barrier(2, timeout=120)

    def cross(first: str, second: str) -> str:
        try:
            with store.write() as unit:
                unit.family(first)
                meeting.wait()
                unit.family(second)
            return "done"
        except Busy as busy:
            return busy.code

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(cross, ["i1", "i2"], ["i2", "i1"]))
    assert sorted(ends) == ["done", "store.locked"]


def test_a_worker_that_finishes_and_a_person_that_cancels_do_not_lock_each_other_out(store: Store) -> None:
    """Root first, then the job: the one order of locks."""
    from engine.store import jobs

    deploy(store)
    for number in range(10):
        job = e.JobCreated(job_id="5", activity_id="2", element_id="x", handler="h", due_at=AT)
        start(store, f"i{number}", job)
        held = jobs.claim_one(store, f"i{number}.5", "a", 60)
        assert held is not None

        def finish(instance_id: str, event: e.Event) -> None:
            with store.write() as unit:
                loaded = unit.family(instance_id)[instance_id]
                unit.lease_valid(f"{instance_id}.5", 1)
                unit.record(
                    instance_id, instance_id, loaded, [event],
                    after=loaded.instance, command_id="c", actor=LU, at=AT + timedelta(seconds=1),
                )  # fmt: skip

        ends = [e.JobCompleted(job_id="5", activity_id="2"), e.JobCancelled(job_id="5")]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(finish, [f"i{number}"] * 2, ends))
    with store.read() as reader:
        assert reader.jobs() == []
