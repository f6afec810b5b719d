"""PostgreSQL: any number of writers, kept apart by row locks."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from psycopg import OperationalError
from sqlalchemy import Connection, Engine, TableClause, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from engine.clock import MeasuredClock
from engine.errors import EngineError, Unavailable
from engine.store.bundles import flush_call, query_call
from engine.store.busy import Locked
from engine.store.databases.bulk import copy_in
from engine.store.databases.channel import BEGIN, COMMIT, ROLLBACK, Call, Channel
from engine.store.databases.database import Asked, Found
from engine.store.databases.lines import Lines
from engine.store.migrate import upgrade
from engine.store.rows import Rows

PATIENCE = "30s"  # to wait for a lock before the command is told to come again
POOL, LARGEST_POOL = 10, 40  # connections kept, and at most
HINTS = "kefuflow_jobs"
BEAT = 1.0  # seconds
LEAVING = 3.0  # seconds that a connection may take to end
MIGRATION_LOCK = 5_338_001  # any number, the same in all processes

_OTHERS = text(
    "SELECT coalesce(nullif(application_name, ''), usename) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"  # people and programs
    " ORDER BY 1"
)


class PostgresSession:
    """Begins with its first statement, in the same round trip."""

    def __init__(self, engine: Engine, lines: Lines) -> None:
        self._engine = engine
        self._lines = lines
        self._pooled = lines.take()
        self._channel = self._of_connection()
        self._connection: Connection | None = None
        self._has_begun = False

    def _of_connection(self) -> Channel:
        """Kept as long as the connection, with what is prepared there."""
        info = self._pooled.info
        if "channel" not in info:
            info["channel"] = Channel(self._pooled.driver_connection.pgconn)  # type: ignore[union-attr]
        channel: Channel = info["channel"]
        return channel

    @property
    def connection(self) -> Connection:
        if self._connection is None:
            self._run([])
            self._connection = Connection(self._engine, connection=self._pooled)
        return self._connection

    def exchange(self, rows: Rows, asked: Sequence[Asked] = ()) -> list[Found]:
        written = flush_call(rows)
        calls = [query_call(clause, **parameters) for clause, parameters in asked]
        found = self._run([written, *calls] if written else calls)
        rows.clear()
        return found[1:] if written else found

    def alone(self, asked: Asked, *, is_change: bool = False) -> Found:
        """Before the transaction begins, in none: the server commits it by itself."""
        return self._exchanged([query_call(asked.clause, **asked.parameters)], is_last=is_change)[0]

    def finish(self, rows: Rows) -> None:
        written = flush_call(rows)
        if written or self._has_begun:
            self._run([written, (COMMIT, ())] if written else [(COMMIT, ())], is_last=True)
        self._has_begun = False
        rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """What was not committed is undone."""
        try:
            if self._has_begun and not self._channel.is_broken:
                self._channel.exchange([(ROLLBACK, ())])
        finally:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is None and not self._channel.is_broken:
            return self._lines.give_back(self._pooled)
        if self._channel.is_broken:
            self._pooled.invalidate()
            self._lines.hang_up()  # the others have lost theirs too
        (self._connection or self._pooled).close()
        return None

    def _run(self, calls: Sequence[Call], *, is_last: bool = False) -> list[Found]:
        if self._has_begun:
            return self._exchanged(calls, is_last=is_last)
        self._has_begun = True
        return self._exchanged([(BEGIN, ()), *calls], is_last=is_last)[1:]

    def _exchanged(self, calls: Sequence[Call], *, is_last: bool = False) -> list[Found]:
        try:
            return self._channel.exchange(calls)
        except OperationalError as error:
            if not self._channel.is_broken:
                raise
            if is_last:  # perhaps it was committed
                raise Unavailable("store.in_doubt") from error
            raise Locked("store.lost") from error


def _be_first(connection: Connection) -> None:
    """To open the database, until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _others(connection: Connection) -> Sequence[str]:
    """By their programs, or users; those that are just leaving may go."""
    ends = time.monotonic() + LEAVING
    while others := connection.scalars(_OTHERS).all():
        if time.monotonic() > ends:
            break
        time.sleep(0.05)
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    return others


def _listen(driver: Any, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
    driver.rollback()
    driver.autocommit = True
    driver.execute(f"LISTEN {HINTS}")
    while not is_over():
        if any(True for _ in driver.notifies(timeout=BEAT, stop_after=1)):
            heard()


class Postgres:
    """Two pools: on the connections that write, only we prepare statements, and begin transactions where we say so."""

    locks_rows = True

    def __init__(self, url: URL) -> None:
        arguments = {"options": f"-c timezone=UTC -c lock_timeout={PATIENCE}"}
        size = {"pool_size": POOL, "max_overflow": LARGEST_POOL - POOL}
        own = {"isolation_level": "AUTOCOMMIT", "connect_args": {**arguments, "prepare_threshold": None}}
        self._writer = create_engine(url, **size, **own)
        self._lines = Lines(self._writer, POOL)
        readers = create_engine(url, **size, pool_pre_ping=True, connect_args=arguments)
        self._readers = readers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._migrator = create_engine(url, poolclass=NullPool, connect_args=arguments)

    def prepare(self) -> None:
        with self._migrator.begin() as connection:
            _be_first(connection)
            upgrade(connection)

    def write(self) -> PostgresSession:
        """Raises Locked `store.lost` when the server has gone away before anything could be committed."""
        return PostgresSession(self._writer, self._lines)

    def look(self, asked: Asked) -> Found:
        """Raises Busy `store.lost`."""
        with PostgresSession(self._writer, self._lines) as session:
            return session.alone(asked)

    def change(self, asked: Asked) -> Found:
        """Raises Unavailable `store.in_doubt`."""
        with PostgresSession(self._writer, self._lines) as session:
            return session.alone(asked, is_change=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._readers.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Whoever opens the database waits for the lock of the migrations."""
        with self._migrator.begin() as connection:
            _be_first(connection)
            if others := _others(connection):
                database = self._migrator.url.database
                raise EngineError("store.used_by", database=database, names=", ".join(others))
            yield connection

    def load(self, connection: Connection, table: TableClause, pages: Iterable[Sequence[Sequence[Any]]]) -> None:
        copy_in(connection, table, pages)

    def clock(self) -> MeasuredClock:
        return MeasuredClock(self._time)

    def _time(self) -> datetime:
        with self._writer.connect() as connection:
            found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return found.astimezone(UTC)

    def give_hint(self) -> None:
        with self._writer.connect() as connection:
            connection.exec_driver_sql(f"NOTIFY {HINTS}")

    def await_hints(self, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """On a connection of its own, which is made again when it is lost."""
        while not is_over():
            try:
                with closing(self._migrator.raw_connection()) as connection:
                    _listen(connection.driver_connection, heard, is_over)
            except (OperationalError, DBAPIError):
                time.sleep(BEAT)

    def connections(self) -> tuple[int, int]:
        pools: list[Any] = [self._writer.pool, self._readers.pool]
        return sum(each.checkedout() for each in pools) - self._lines.idle, LARGEST_POOL * len(pools)

    def shrink(self) -> None:
        """Partitions are dropped; other rows leave their place to new ones."""

    def close(self) -> None:
        self._readers.dispose()
        self._lines.hang_up()
