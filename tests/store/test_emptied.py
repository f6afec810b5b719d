"""What the tests stand on: a database that is given to the next one is as a new one."""

import psycopg
import pytest
from psycopg import Connection

from engine.store.store import Store
from tests.conftest import PostgresServer
from tests.emptied import NAMES
from tests.store.build import deploy, start, task

pytestmark = pytest.mark.postgres
RELATIONS = """SELECT relname, relkind::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND NOT relispartition"""
CHANGES = [
    "CREATE TABLE more (id integer)",
    "CREATE INDEX more ON instance (ended_at, id, state)",
    "ALTER TABLE setting ADD COLUMN more integer",
    "ALTER TABLE setting DROP COLUMN value",
    "DROP TABLE draft",
    "TRUNCATE setting",
]


def rows(server: PostgresServer, name: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(server.plain_url_of(name)) as connection:
        return {each: connection.execute(f"SELECT * FROM {each}").fetchall() for each in NAMES}


def is_kept(server: PostgresServer, name: str) -> bool:
    with psycopg.connect(server.plain_url_of("postgres")) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def test_what_a_test_wrote_is_gone_for_the_next(postgres_server: PostgresServer) -> None:
    new = postgres_server.create()
    store = Store.open(postgres_server.url_of(new))
    before = rows(postgres_server, new)
    deploy(store)
    start(store, "a", task("1", assignee="li"))
    store.close()
    assert rows(postgres_server, new) != before
    postgres_server.give_back(new)
    again = postgres_server.take()
    assert again != new and not is_kept(postgres_server, new)
    assert rows(postgres_server, again) == before
    postgres_server.give_back(again)


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_otherwise_is_dropped(postgres_server: PostgresServer, change: str) -> None:
    name = postgres_server.take()
    with psycopg.connect(postgres_server.plain_url_of(name)) as connection:
        connection.execute(change)
    postgres_server.give_back(name)
    assert not is_kept(postgres_server, name)


def test_so_is_one_that_somebody_still_reads(postgres_server: PostgresServer) -> None:
    name = postgres_server.take()
    left: Connection = psycopg.connect(postgres_server.plain_url_of(name))
    postgres_server.give_back(name)
    left.close()
    assert not is_kept(postgres_server, name)


def test_all_tables_are_emptied(postgres_server: PostgresServer) -> None:
    name = postgres_server.take()
    with psycopg.connect(postgres_server.plain_url_of(name)) as connection:
        kinds = dict(connection.execute(RELATIONS).fetchall())
    assert {each for each, kind in kinds.items() if kind in "rp"} == set(NAMES)
    assert "S" not in kinds.values(), "a sequence would go on where the test before ended"
    postgres_server.give_back(name)
