"""History lies in the month in which the root started, on PostgreSQL in a partition of its own."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from engine.store import partitions
from engine.store.period import following, period_of
from engine.store.store import Store
from engine.store.tables.history import history, payload
from engine.store.tables.instance import instance as instance_table
from tests.conftest import PostgresServer
from tests.store.build import AT, LU, activity, deploy, go_on, instance, start, started, task

LATER = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[Store]:
    name = postgres_server.create()
    store = Store.open(postgres_server.url_of(name))
    yield store
    store.close()
    postgres_server.drop(name)


def test_months_are_those_of_utc() -> None:
    assert period_of(datetime.fromisoformat("2026-12-01T07:59:00+08:00")) == 202611
    assert [following(202611), following(202612)] == [202612, 202701]


def test_all_that_happens_to_a_family_lies_where_its_root_began(store: Store) -> None:
    """Also what a later month brings, and what is called then."""
    deploy(store)
    start(store, "i1", task("2"))
    go_on(store, "i1", [task("3")], at=LATER)
    with store.write() as unit:
        unit.family("i1")
        called = instance("i1.2", root_id="i1", parent_id="i1")
        unit.record("i1.2", "i1", None, [started(called)], after=called, command_id="c", actor=LU, at=LATER)
    start(store, "i2", at=LATER)
    with store.write() as unit:
        found = unit.connection.execute(select(history.c.stream, history.c.version, history.c.period)).all()
        assert sorted(tuple(each) for each in found) == [
            ("definition:process:complaint", 1, 0),
            ("i1", 1, 202611),
            ("i1", 2, 202611),
            ("i1.2", 1, 202611),
            ("i2", 1, 202701),
        ]
        personal = unit.connection.execute(select(payload.c.stream, payload.c.version, payload.c.period)).all()
        assert sorted(tuple(each) for each in personal) == [("i1", 1, 202611), ("i1", 2, 202611)]
        of_instances = unit.connection.execute(select(instance_table.c.id, instance_table.c.period)).all()
        assert dict(tuple(each) for each in of_instances) == {"i1": 202611, "i1.2": 202611, "i2": 202701}


def rows_of(store: Store, table: str) -> int:
    with store.write() as unit:
        found = unit.connection.scalar(text(f"SELECT count(*) FROM {table}"))
    assert isinstance(found, int)
    return found


@pytest.mark.postgres
def test_what_came_before_its_month_was_made_moves_there(postgres: Store) -> None:
    deploy(postgres)
    start(postgres, "i1", task("2"))
    assert [rows_of(postgres, each) for each in ("history_other", "payload_other", "history_000000")] == [1, 1, 1]
    assert partitions.keep_ahead(postgres, AT) == [202611, 202612, 202701]
    assert [rows_of(postgres, each) for each in ("history_other", "payload_other")] == [0, 0]
    assert [rows_of(postgres, each) for each in ("history_202611", "payload_202611")] == [1, 1]
    go_on(postgres, "i1", [activity("3")])
    assert rows_of(postgres, "history_202611") == 2
    with postgres.read() as reader:
        assert [each.version for each in reader.raw_commits("i1")] == [1, 2]


@pytest.mark.postgres
def test_months_are_made_once_and_ahead(postgres: Store) -> None:
    partitions.keep_ahead(postgres, AT)
    assert partitions.keep_ahead(postgres, AT) == []
    assert partitions.keep_ahead(postgres, AT + timedelta(days=30)) == [202702]


@pytest.mark.postgres
def test_several_processes_may_make_them_while_others_write(postgres: Store) -> None:
    deploy(postgres)
    gate = threading.Barrier(4, timeout=120)

    def make(_: int) -> None:
        gate.wait()
        partitions.keep_ahead(postgres, AT)

    def write(name: str) -> None:
        gate.wait()
        for number in range(30):
            start(postgres, f"{name}{number}", task("2"))

    with ThreadPoolExecutor(4) as pool:
        for done in [*(pool.submit(make, each) for each in range(2)), *(pool.submit(write, each) for each in "ab")]:
            done.result()
    assert (rows_of(postgres, "history"), rows_of(postgres, "history_other")) == (61, 0)


@pytest.mark.postgres
def test_a_partition_is_dropped_only_when_it_is_empty(postgres: Store) -> None:
    deploy(postgres)
    partitions.keep_ahead(postgres, AT)
    start(postgres, "i1")
    with postgres.write() as unit:
        assert partitions.drop(unit.connection, 202611) is False
        assert partitions.drop(unit.connection, 202612) is True
        assert partitions.months(unit.connection) == [0, 202611, 202701]
