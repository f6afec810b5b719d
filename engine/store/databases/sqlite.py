"""SQLite: a file with one writer and readers beside it, or one shared connection in memory."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, TableClause, create_engine, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from engine.clock import SystemClock
from engine.errors import EngineError
from engine.store.databases import alike
from engine.store.databases.database import Asked, Found
from engine.store.databases.turn import Turn, turn_of
from engine.store.flush import flush
from engine.store.migrate import upgrade
from engine.store.rows import Rows
from engine.store.schema import script
from engine.store.statements import Statements

PATIENCE = 60  # seconds to wait for a writer in another process
SHORT = 2  # where others are to be told of, not waited for
READERS = 32
INCREMENTAL = 2  # as PRAGMA auto_vacuum answers
MADE = ["auto_vacuum=INCREMENTAL", "journal_mode=WAL"]


class SqliteSession:
    """Has begun when it is made; whoever made it commits."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self.connection = connection
        self._statements = statements
        self._cursor: Any = connection.connection.cursor()

    def exchange(self, rows: Rows, asked: Sequence[Asked] = ()) -> list[Found]:
        flush(rows, self._cursor, self._statements)
        return [self._ask(*each) for each in asked]

    def finish(self, rows: Rows) -> None:
        flush(rows, self._cursor, self._statements)

    def _ask(self, clause: Any, parameters: dict[str, Any]) -> Found:
        return _found(self._cursor, self._statements, Asked(clause, parameters))


class SqliteFile:
    """Write-ahead log: readers see the last commit while somebody writes."""

    locks_rows = False

    def __init__(self, url: URL) -> None:
        path = Path(str(url.database)).absolute()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._turn = turn_of(str(path.resolve()))
        self._path = path
        self._writer = _engine(url, "BEGIN IMMEDIATE", MADE, pool_size=1, max_overflow=0)
        self._statements = Statements(self._writer.dialect)
        self._readers = _engine(url, "BEGIN", ["query_only=ON"], pool_size=8, max_overflow=READERS - 8)

    def prepare(self) -> None:
        with self.write() as session:
            upgrade(session.connection)

    @contextmanager
    def write(self) -> Iterator[SqliteSession]:
        with self._turn.taken(), self._writer.begin() as connection:
            yield SqliteSession(connection, self._statements)

    def look(self, asked: Asked) -> Found:
        with self.read() as connection:
            return _found(connection.connection.cursor(), self._statements, asked)

    def change(self, asked: Asked) -> Found:
        with self.write() as session:
            return session.exchange(Rows(), [asked])[0]

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._readers.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Without shared memory: SQLite lets nobody else open the file then, nor this while it is open elsewhere."""
        engine = _engine(self._writer.url, "BEGIN IMMEDIATE", MADE, is_shared=False, poolclass=NullPool)
        with closing(_only(engine, self._path)) as connection, connection.begin():
            yield connection

    def load(self, connection: Connection, table: TableClause, pages: Iterable[Sequence[Sequence[Any]]]) -> None:
        _insert(connection, table, pages)

    def clock(self) -> SystemClock:
        return SystemClock()

    def give_hint(self) -> None:
        """Nobody hears it; they look once a second."""

    def await_hints(self, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """There are none."""

    def connections(self) -> tuple[int, int]:
        pools: list[Any] = [self._writer.pool, self._readers.pool]
        return sum(each.checkedout() for each in pools), 1 + READERS

    def shrink(self) -> None:
        """Cuts free pages off the end; a file of an older version is written anew, once."""
        with self._turn.taken(), self._writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if driver.execute("PRAGMA auto_vacuum").fetchone()[0] != INCREMENTAL:
                driver.execute("PRAGMA auto_vacuum=INCREMENTAL")
                driver.execute("VACUUM")
            driver.executescript("PRAGMA incremental_vacuum")  # one step of it frees one page: this takes them all
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()


class SqliteMemory:
    """Gone when it is closed; reading and writing take turns on the one connection."""

    locks_rows = False

    def __init__(self, url: URL) -> None:
        self._turn = Turn()
        self._engine = _engine(url, "BEGIN IMMEDIATE", [], poolclass=StaticPool)
        self._statements = _statements(self._engine.dialect)
        self._connection = self._engine.connect()

    def prepare(self) -> None:
        driver: Any = self._connection.connection.driver_connection
        driver.executescript(script("sqlite"))

    @contextmanager
    def write(self) -> Iterator[SqliteSession]:
        with self._turn.taken(), self._connection.begin():
            yield SqliteSession(self._connection, self._statements)

    def look(self, asked: Asked) -> Found:
        with self.read() as connection:
            return _found(connection.connection.cursor(), self._statements, asked)

    def change(self, asked: Asked) -> Found:
        with self.write() as session:
            return session.exchange(Rows(), [asked])[0]

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._turn.shared() as is_writing:
            if is_writing:
                yield self._connection
            else:
                with self._connection.begin():
                    yield self._connection

    def alone(self) -> AbstractContextManager[Connection]:
        raise EngineError("store.in_memory")

    def load(self, connection: Connection, table: TableClause, pages: Iterable[Sequence[Sequence[Any]]]) -> None:
        _insert(connection, table, pages)

    def clock(self) -> SystemClock:
        return SystemClock()

    def give_hint(self) -> None:
        """Nobody hears it; they look once a second."""

    def await_hints(self, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """There are none."""

    def connections(self) -> tuple[int, int]:
        return 1, 1

    def shrink(self) -> None:
        """Memory is given back with the database."""

    def close(self) -> None:
        with self._turn.taken():  # a connection that is closed beneath a statement ends the whole process
            self._connection.close()
            self._engine.dispose()


def _only(engine: Engine, path: Path) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        raise EngineError("store.in_use", database=str(path)) from error


def _insert(connection: Connection, table: TableClause, pages: Iterable[Sequence[Sequence[Any]]]) -> None:
    names = [column.name for column in table.columns]
    for page in pages:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in page])


def _found(cursor: Any, statements: Statements, asked: Asked) -> Found:
    statements.query(asked.clause).run(cursor, **asked.parameters)
    found: Found = cursor.fetchall()
    return found


@cache
def _statements(dialect: Dialect) -> Statements:
    """One for all that are alike."""
    return Statements(dialect)


def _engine(url: URL, begin: str, pragmas: list[str], *, is_shared: bool = True, **options: Any) -> Engine:
    options = {"poolclass": QueuePool} | options
    options |= {"connect_args": {"check_same_thread": False, "timeout": PATIENCE if is_shared else SHORT}}
    engine = create_engine(
        url.set(drivername=alike.DRIVER), execution_options={"compiled_cache": alike.COMPILED}, **options
    )
    all_pragmas = [*([] if is_shared else ["locking_mode=EXCLUSIVE"]), "foreign_keys=ON", "synchronous=FULL", *pragmas]

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        for pragma in all_pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
