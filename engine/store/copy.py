"""A whole database into an empty one of either kind: all of it, compared row by row, or nothing.

Both stand still meanwhile: whoever works on one of them is to end first, and whoever opens one waits.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, delete, exists, select

from engine.errors import EngineError
from engine.store import partitions
from engine.store.busy import reported
from engine.store.crossing import Tally, crossing, pages, tally
from engine.store.databases.database import Database
from engine.store.migrate import newest, upgrade, version_of
from engine.store.period import LASTING
from engine.store.schema import TABLES
from engine.store.store import address_of, database_of
from engine.store.tables.account import setting
from engine.store.tables.history import history


@dataclass(frozen=True, slots=True)
class Copied:
    """A table, with the rows that are in both databases now."""

    table: str
    rows: int


def copy(source_url: str, target_url: str, tell: Callable[[Copied], None]) -> None:
    """Tells of each table once it is compared; committed after the last.

    Raises EngineError `store.bad_url`, `store.in_memory`, `store.in_use`, `store.used_by`, `copy.no_database`,
    `copy.other_schema`, `copy.not_empty`, `copy.differs`.
    """
    with reported(), _existing(source_url).alone() as here:
        _require_same_schema(here)
        database = database_of(target_url)
        with database.alone() as there:
            upgrade(there)
            _require_empty(there)
            if database.locks_rows:
                _make_partitions(here, there)
            for table in TABLES:
                tell(_copied(table, here, there, database))


def _existing(url: str) -> Database:
    """SQLite makes a file that is not there."""
    parsed = address_of(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or ".").exists():
        raise EngineError("copy.no_database", file=parsed.database)
    return database_of(url)


def _require_same_schema(connection: Connection) -> None:
    if version_of(connection) != newest():
        raise EngineError("copy.other_schema", schema=" ".join(version_of(connection)), program=" ".join(newest()))


def _require_empty(connection: Connection) -> None:
    """But for the settings that come with the tables."""
    for table in TABLES:
        if table is not setting and connection.scalar(select(exists(select(table)))):
            raise EngineError("copy.not_empty", table=table.name)
    connection.execute(delete(setting))


def _make_partitions(here: Connection, there: Connection) -> None:
    for month in here.scalars(select(history.c.period).distinct().where(history.c.period != LASTING)).all():
        partitions.make(there, month)


def _copied(table: Table, here: Connection, there: Connection, database: Database) -> Copied:
    crossed, read = crossing(table), Tally()
    with closing(pages(here, crossed)) as rows:  # also when the other database takes no more of them
        database.load(there, crossed, read.of(rows))
    written = tally(there, crossed)
    if (read.rows, read.sum) != (written.rows, written.sum):
        raise EngineError("copy.differs", table=table.name, read=read.rows, written=written.rows)
    return Copied(table.name, read.rows)
