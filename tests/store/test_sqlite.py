"""What is SQLite's own: one connection in memory, and a file that is safe when the power fails."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ResourceClosedError

from engine.store import jobs
from engine.store.store import Store
from engine.store.tables.account import credential
from tests.store.build import AT, activity, deploy, start


@pytest.fixture
def memory():
    store = Store.open("sqlite://")
    yield store
    store.close()


def test_threads_share_what_is_in_memory(memory: Store) -> None:
    deploy(memory)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: start(memory, f"i{number}", activity("2")), range(30)))
        counts = list(pool.map(lambda _: _count(memory), range(6)))
    assert counts == [30] * 6


def _count(store: Store) -> int:
    with store.read() as reader:
        return reader.instances(limit=0).total


def test_reading_while_writing_is_no_deadlock_in_memory(memory: Store) -> None:
    deploy(memory)
    with memory.write() as unit:
        unit.remember("c", b"1", AT)
        with memory.read() as reader:
            assert reader.latest("process", "complaint") is not None
    with memory.write() as unit:
        assert unit.answer("c") == b"1"


def test_what_failed_in_memory_is_rolled_back(memory: Store) -> None:
    with pytest.raises(ValueError, match="no"), memory.write() as unit:
        unit.remember("c", b"1", AT)
        unit.flush()
        raise ValueError("no")
    with memory.write() as unit:
        assert unit.answer("c") is None


def test_jobs_work_in_memory(memory: Store) -> None:
    assert (jobs.claim(memory, AT, "a", 5, 60), jobs.due(memory)) == ([], {})


def test_two_stores_in_memory_know_nothing_of_each_other(memory: Store) -> None:
    deploy(memory)
    other = Store.open("sqlite://")
    with other.read() as reader:
        assert reader.definitions() == []
    other.close()


def test_closing_waits_for_whoever_reads_in_memory() -> None:
    store = Store.open("sqlite://")
    closing = Thread(target=store.close, daemon=True)
    with store.read() as reader:
        closing.start()
        closing.join(0.1)
        assert reader.definitions() == [], "a page that is answered to its end"
    closing.join()
    with pytest.raises(ResourceClosedError), store.read():
        pass


PRAGMAS = [
    ("journal_mode", "wal", "readers are not in the way of the writer"),
    ("synchronous", 2, "a commit is on the disk when it is acknowledged"),
    ("foreign_keys", 1, "SQLite checks none by itself"),
    ("busy_timeout", 60000, "wait for another process"),
]


@pytest.mark.parametrize(("name", "expected"), [row[:2] for row in PRAGMAS], ids=[row[0] for row in PRAGMAS])
def test_settings_of_the_writer(tmp_path: Path, name: str, expected: object) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    with store.write() as unit:
        assert unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() == expected
    store.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(OperationalError, match="readonly"), store.read() as reader:
        reader._connection.exec_driver_sql("DELETE FROM job")
    store.close()


def test_an_orphan_is_refused(memory: Store) -> None:
    with pytest.raises(IntegrityError), memory.write() as unit:
        unit.connection.execute(credential.insert().values(user_id="nobody", password_hash="x"))


def test_what_is_committed_is_there_after_reopening(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    store = Store.open(url)
    deploy(store)
    start(store, "i1")
    store.close()
    store = Store.open(url)
    with store.read() as reader:
        assert reader.instance("i1") is not None
    store.close()
