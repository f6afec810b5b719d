"""A database is copied as a whole, row by row, or not at all."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Double, Integer, LargeBinary, String, Text, insert, inspect, select, text

from engine.errors import EngineError
from engine.store import crossing
from engine.store.copy import Copied, copy
from engine.store.databases import postgres, sqlite
from engine.store.databases.sqlite import SqliteFile
from engine.store.period import LASTING
from engine.store.schema import TABLES
from engine.store.store import Store, database_of
from engine.store.tables.job import job
from engine.store.types import Day, Entries, Json, Label, Moment, Names, Numbers, Words
from tests.conftest import PostgresServer
from tests.golden.restore import FILES, restore

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], str]:
    return lambda name: f"sqlite:///{tmp_path / name}"


@pytest.fixture(scope="module")
def played_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("played") / "played.db"
    restore(f"sqlite:///{path}", FILES[-1])
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def played(played_once: Path, folder: Callable[[str], str], tmp_path: Path) -> str:
    """A desk with cases at every kind of wait."""
    (tmp_path / "played.db").write_bytes(played_once.read_bytes())
    return folder("played.db")


@pytest.fixture
def server_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Of a database without any table."""
    name = postgres_server.create(is_empty=True)
    yield postgres_server.url_of(name)
    postgres_server.drop(name)


def rows_of(url: str) -> Rows:
    """Of all tables, as the program reads them, in an order that both databases share."""
    with database_of(url).alone() as connection:
        found = {each.name: connection.execute(select(each)).mappings().all() for each in TABLES}
    return {name: sorted(map(dict, rows), key=repr) for name, rows in found.items()}


def copied(source: str, target: str) -> dict[str, int]:
    told: list[Copied] = []
    copy(source, target, told.append)
    return {each.table: each.rows for each in told}


def test_there_and_back_every_table_is_the_same(
    played: str, folder: Callable[[str], str], server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossing, "PAGE", 7)
    before = rows_of(played)
    assert copied(played, server_url) == {name: len(rows) for name, rows in before.items()}
    assert rows_of(server_url) == before
    assert copied(server_url, folder("back.db")) == {name: len(rows) for name, rows in before.items()}
    assert rows_of(folder("back.db")) == before
    assert rows_of(played) == before


def test_every_table_that_there_is_is_copied(played: str, server_url: str) -> None:
    for url in (played, server_url):
        Store.open(url).close()
        with database_of(url).alone() as connection:
            tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
            counting = inspect(connection).get_sequence_names() if url == server_url else []
        partitions = {each for each in tables if each.rpartition("_")[2] in ("other", "000000")}
        assert tables - partitions == {each.name for each in TABLES}
        assert counting == [], "nothing counts by itself: there is nothing to set after a copy"


def test_history_lies_in_the_partition_of_its_month(played: str, server_url: str) -> None:
    copied(played, server_url)
    with database_of(server_url).alone() as connection:
        found = connection.execute(text("SELECT DISTINCT tableoid::regclass::text, period FROM history")).all()
    assert {period for _, period in found} > {LASTING}
    assert all(name == f"history_{period:06}" for name, period in found)


# any rows

words = st.text(st.characters(codec="utf-8"), max_size=9)
anything = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | words, st.lists, max_leaves=3)
KINDS: tuple[tuple[type[Any], st.SearchStrategy[Any]], ...] = (
    (Moment, st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))),
    (Day, st.dates(date(1900, 1, 1))),
    (Entries, st.dictionaries(words, words, max_size=3)),
    (Json, st.lists(anything, max_size=2)),
    (Names, st.lists(words, max_size=3)),
    (Numbers, st.lists(st.floats(0, 1e9), max_size=3)),
    (Integer, st.integers(-(2**31), 2**31 - 1)),
    (Boolean, st.booleans()),
    (Double, st.floats(allow_nan=False)),
    (LargeBinary, st.binary(max_size=9)),
    (Words | Text | String | Label, words),
)
Values = dict[type[Any], list[Any]]
values_of_each_kind = st.fixed_dictionaries({kind: st.lists(values, min_size=5, max_size=5) for kind, values in KINDS})


def some_rows(values: Values) -> Rows:
    """Two of each table, with keys of their own and what they refer to; NULL where there may be."""
    made: Rows = {}
    for table in TABLES:
        refers = {key.parent.name: key.column for key in table.foreign_keys}
        unique = [*table.primary_key.columns, *(table.c[name] for name in ("key", "version") if name in table.c)]
        made[table.name] = [
            {each.name: _value(each, values, place + number) for place, each in enumerate(table.columns)}
            | {each.name: number if isinstance(each.type, Integer) else f"{number}'\\" for each in unique}
            | {name: made[column.table.name][number][column.name] for name, column in refers.items()}
            for number in range(2)
        ]
    return made


def _value(column: Column[Any], values: Values, place: int) -> Any:
    [found, *_] = [values[kind] for kind, _ in KINDS if isinstance(column.type, kind)]
    return None if column.nullable and place % 3 == 0 else found[place % 5]


@given(values=values_of_each_kind)
@settings(max_examples=2)
def test_any_rows_go_there_and_back(
    values: Values, sqlite_template: Path, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, name = tmp_path_factory.mktemp("rows"), postgres_server.create(is_empty=True)
    source, back, between = (
        f"sqlite:///{folder / 'a.db'}",
        f"sqlite:///{folder / 'b.db'}",
        postgres_server.url_of(name),
    )
    (folder / "a.db").write_bytes(sqlite_template.read_bytes())
    rows = some_rows(values)
    with database_of(source).alone() as connection:
        for table in TABLES:
            connection.execute(insert(table), rows[table.name])
    before = rows_of(source)
    copied(source, between)
    assert rows_of(between) == before
    copied(between, back)
    assert rows_of(back) == before
    postgres_server.drop(name)


# what is refused


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a file that stays open."""
    monkeypatch.setattr(sqlite, "SHORT", 0)


def refusal(source: str, target: str) -> str:
    with pytest.raises(EngineError) as refused:
        copied(source, target)
    return refused.value.code


def test_a_database_that_holds_anything_is_not_written_to(played: str, folder: Callable[[str], str]) -> None:
    copied(played, folder("b.db"))
    before = rows_of(folder("b.db"))
    assert refusal(played, folder("b.db")) == "copy.not_empty"
    assert rows_of(folder("b.db")) == before
    assert refusal(played, played) == "store.in_use"


def test_a_file_that_is_open_elsewhere_is_left_alone(played: str, folder: Callable[[str], str]) -> None:
    for used, source, target in ((played, played, folder("b.db")), (folder("c.db"), played, folder("c.db"))):
        desk = Store.open(used)
        assert refusal(source, target) == "store.in_use"
        desk.close()
    assert copied(played, folder("b.db"))


@pytest.mark.postgres
def test_a_server_whose_database_is_in_use_is_left_alone(
    played: str, server_url: str, folder: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Store.open(server_url)
    with monkeypatch.context() as quick:
        quick.setattr(postgres, "LEAVING", 0)
        assert refusal(played, server_url) == "store.used_by"
        assert refusal(server_url, folder("b.db")) == "store.used_by"
    desk.close()
    assert copied(server_url, folder("b.db"))


def test_who_comes_while_it_is_copied_has_to_wait(played: str, folder: Callable[[str], str]) -> None:
    with database_of(played).alone():
        assert refusal(played, folder("b.db")) == "store.in_use"


def test_an_older_schema_is_to_be_migrated_first(folder: Callable[[str], str]) -> None:
    restore(folder("old.db"), FILES[0])
    assert refusal(folder("old.db"), folder("b.db")) == "copy.other_schema"


BAD = [
    ("sqlite:////no/such/file.db", "sqlite:///b.db", "copy.no_database"),
    ("sqlite://", "sqlite:///b.db", "store.in_memory"),
    ("nonsense", "sqlite:///b.db", "store.bad_url"),
    ("{played}", "sqlite://", "store.in_memory"),
    ("{played}", "mysql://host/database", "store.bad_url"),
    ("{played}", "/some/file.db", "store.bad_url"),
]


@pytest.mark.parametrize(("source", "target", "code"), BAD)
def test_what_is_no_database(source: str, target: str, code: str, played: str) -> None:
    assert refusal(source.format(played=played), target) == code


def test_the_password_is_not_repeated() -> None:
    with pytest.raises(EngineError) as refused:
        database_of("mysql://u:secret@host/database")
    assert "secret" not in str(refused.value)


# all or nothing


def dropping(load: Any, spoil: Callable[[list[Any]], list[Any]]) -> Any:
    def loaded(self: Any, connection: Any, table: Any, pages: Iterable[Any]) -> None:
        load(self, connection, table, (spoil(page) if table.name == "job" else page for page in pages))

    return loaded


LANE = list(job.c.keys()).index("lane")
SPOILED = {
    "a row is missing": lambda page: page[1:],
    "a row is twice there": lambda page: [*page[1:], page[1]],
    "a value is another": lambda page: [(*page[0][:LANE], 7, *page[0][LANE + 1 :]), *page[1:]],
}


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_not_the_same_is_not_kept(
    how: str, played: str, folder: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as spoiled:
        spoiled.setattr(SqliteFile, "load", dropping(SqliteFile.load, SPOILED[how]))
        assert refusal(played, folder("b.db")) in ("copy.differs", "store.taken")
    assert copied(played, folder("b.db"))


KILLED = """
import os, signal, sys
from engine.store.copy import copy

def tell(each):
    if each.table == "user_task":
        os.kill(os.getpid(), signal.SIGKILL)

copy(sys.argv[1], sys.argv[2], tell)
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_copy_that_was_killed_has_left_nothing_and_is_begun_anew(
    kind: str, played: str, folder: Callable[[str], str], request: pytest.FixtureRequest
) -> None:
    target = folder("b.db") if kind == "sqlite" else request.getfixturevalue("server_url")
    ended = subprocess.run([sys.executable, "-c", KILLED, played, target], timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    with database_of(target).alone() as connection:
        assert inspect(connection).get_table_names() == []
    assert copied(played, target)["user_task"] > 0
    assert rows_of(target) == rows_of(played)
