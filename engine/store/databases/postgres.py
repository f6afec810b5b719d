"""PostgreSQL: any number of writers, kept apart by row locks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, create_engine, text
from sqlalchemy.engine import URL

from engine.store.migrate import upgrade

PATIENCE = "30s"  # to wait for a lock before the command is told to come again
POOL, LARGEST_POOL = 10, 40  # connections kept, and at most
MIGRATION_LOCK = 5_338_001  # any number, the same in all processes


class Postgres:
    def __init__(self, url: URL) -> None:
        options = f"-c timezone=UTC -c lock_timeout={PATIENCE}"
        self._engine = create_engine(
            url, pool_size=POOL, max_overflow=LARGEST_POOL - POOL, pool_pre_ping=True, connect_args={"options": options}
        )
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    def prepare(self) -> None:
        with self.write() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            upgrade(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._readers.begin() as connection:
            yield connection

    def connections(self) -> tuple[int, int]:
        pool: Any = self._engine.pool
        return pool.checkedout(), LARGEST_POOL

    def shrink(self) -> None:
        """Partitions are dropped; other rows leave their place to new ones."""

    def close(self) -> None:
        self._engine.dispose()
