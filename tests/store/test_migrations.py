"""The migrations lead to the tables that the program knows, on both databases."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from engine.errors import EngineError
from engine.store.migrate import configuration
from engine.store.schema import metadata, script
from engine.store.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'empty.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.create(is_empty=True)
        yield server.url_of(name)
        server.drop(name)


@pytest.fixture
def migrated(empty_url: str) -> Iterator[Engine]:
    Store.open(empty_url).close()
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # they are compared below
def test_head_is_what_the_program_knows(migrated: Engine) -> None:
    with migrated.connect() as connection:
        options = {"compare_type": True, "include_object": is_compared}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def is_compared(found: Any, name: str | None, kind: str, is_in_database: bool, _: Any) -> bool:
    """A partition has the shape of its table, and names of its own; of indexes see below."""
    table = found if kind == "table" else found.table
    return kind != "index" and not re.fullmatch(r"(history|payload)_(\d{6}|other)", table.name)


INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :table",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table AND indexname LIKE 'ix\\_%'",
}


def test_indexes_are_what_the_program_knows(migrated: Engine) -> None:
    """As the database says them, the migrated ones and those made from the tables."""
    with migrated.connect() as connection:
        for table in metadata.sorted_tables:
            found = _indexes(connection, table.name)
            assert set(found) == {each.name for each in table.indexes}
            for index in table.indexes:
                index.drop(connection)
                index.create(connection)
            assert _indexes(connection, table.name) == found
        connection.rollback()


def _indexes(connection: Connection, table: str) -> dict[str, str]:
    found = connection.execute(text(INDEXES[connection.dialect.name]), {"table": table}).all()
    return {name: re.sub(r"[\s()\"]", "", sql) for name, sql in found}


def test_foreign_keys_and_columns_too(migrated: Engine) -> None:
    """Which the first comparison does not look at on every database."""
    inspector = inspect(migrated)
    for table in metadata.sorted_tables:
        assert len(inspector.get_foreign_keys(table.name)) == len(table.foreign_key_constraints)
        found = {each["name"]: each["nullable"] for each in inspector.get_columns(table.name)}
        assert found == {column.name: column.nullable for column in table.columns}


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_opening_again_changes_nothing(empty_url: str) -> None:
    Store.open(empty_url).close()
    store = Store.open(empty_url)
    with store.read() as reader:
        assert reader.users() == []
    store.close()


def newer(engine: Engine, floor: str) -> None:
    """As a program left it that knows a later migration, and says from which one on programs can work with it."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE setting SET value = :floor WHERE name = 'schema_floor'"), {"floor": floor})


def test_a_database_of_a_newer_program_is_left_alone(migrated: Engine, empty_url: str) -> None:
    newer(migrated, '"9999"')
    with pytest.raises(EngineError, match=r"store\.newer"):
        Store.open(empty_url)


def test_a_newer_one_that_suits_is_worked_with(migrated: Engine, empty_url: str) -> None:
    newer(migrated, '"0018"')
    store = Store.open(empty_url)
    with store.read() as reader:
        assert reader.is_current()
    with migrated.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    store.close()


def test_a_migration_suits_its_own_program_at_least() -> None:
    for each in ScriptDirectory.from_config(configuration()).walk_revisions():
        assert getattr(each.module, "oldest_program", each.revision) <= each.revision


def test_several_processes_may_open_a_new_database_at_once(empty_url: str) -> None:
    gate = threading.Barrier(4, timeout=120)

    def open_it(_: int) -> None:
        gate.wait()
        Store.open(empty_url).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_it, range(4)))


def test_the_tables_in_memory_are_the_same(tmp_path: Path) -> None:
    """They are made without a migration."""
    Store.open(f"sqlite:///{tmp_path / 'x.db'}").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    made = create_engine("sqlite://")
    raw = made.raw_connection()
    raw.driver_connection.executescript(script("sqlite"))  # type: ignore[union-attr]
    first, second = inspect(engine), inspect(made)
    tables = set(first.get_table_names()) - {"alembic_version"}
    assert tables == set(second.get_table_names())
    for table in tables:
        assert [str(each) for each in first.get_columns(table)] == [str(each) for each in second.get_columns(table)]
        with engine.connect() as one, made.connect() as other:
            assert _indexes(one, table) == _indexes(other, table)
        assert first.get_foreign_keys(table) == second.get_foreign_keys(table)
    raw.close()
    made.dispose()
    engine.dispose()
