"""The store: one database, opened, migrated, and worked in by transactions."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache
from typing import Self

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.clock import Clock, MeasuredClock
from engine.errors import EngineError
from engine.store.busy import reported
from engine.store.catalogue import Catalogue
from engine.store.databases.database import Asked, Database, Found
from engine.store.databases.sqlite import SqliteFile, SqliteMemory
from engine.store.loaded import Fold
from engine.store.queries.definitions import ProcessName
from engine.store.reader import Glance, Reader
from engine.store.unit_of_work import UnitOfWork


class Store:
    """`real_clock` is for leases; `fold` makes an instance anew whose snapshot has an older format."""

    def __init__(self, database: Database, real_clock: Clock, fold: Fold | None = None) -> None:
        self._database = database
        self._fold = fold
        self._catalogue = Catalogue()
        self._processes: dict[str, ProcessName] = {}
        self.real_clock = real_clock

    @classmethod
    def open(cls, url: str, *, real_clock: Clock | None = None, fold: Fold | None = None) -> Self:
        """`sqlite:///file`, `sqlite://` (in memory) or `postgresql+psycopg://...`; makes or migrates the tables."""
        database = database_of(url)
        with reported():
            database.prepare()
            return cls(database, real_clock or database.clock(), fold)

    @property
    def is_partitioned(self) -> bool:
        """Whether history lies in partitions, one per month."""
        return self._database.locks_rows

    @property
    def is_shared(self) -> bool:
        """Whether other processes can open it too."""
        return not isinstance(self._database, SqliteMemory)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """One transaction, committed at the end; rolled back when something is raised.

        Raises Busy when another transaction was first: the command is to be run again.
        """
        known, locks_rows = self._processes, self._database.locks_rows
        with reported(), self._database.write() as session:
            unit = UnitOfWork(session, self._catalogue, known, self.real_clock, self._fold, locks_rows)
            yield unit
            unit.finish()
        self._processes.update(unit.named)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """One consistent state of the last commit."""
        with reported(), self._database.read() as connection:
            yield Reader(lambda: connection, self._fold)

    @contextmanager
    def glance(self) -> Iterator[Reader]:
        """As `read`, for whoever wants one state and hardly more: that takes one round trip. Raises Busy."""
        with reported(), ExitStack() as stack:
            yield Glance(self._database.look, cache(lambda: stack.enter_context(self._database.read())), self._fold)

    def change(self, asked: Asked) -> Found:
        """One statement of the hot path, and a transaction of its own; what it answers, as the driver gives it.

        Raises Busy, Unavailable.
        """
        with reported():
            return self._database.change(asked)

    def follow_time(self) -> timedelta:
        """Asks the server for it; how far real time moved here."""
        if not isinstance(self.real_clock, MeasuredClock):
            return timedelta()
        with reported():
            return self.real_clock.measure()

    def give_hint(self) -> None:
        """That there is work, to all processes; it may get lost."""
        with reported():
            self._database.give_hint()

    def await_hints(self, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Calls `heard` for each until it is over; returns at once where there are none."""
        self._database.await_hints(heard, is_over)

    def connections(self) -> tuple[int, int]:
        """Those in use in this process, and how many there may be."""
        return self._database.connections()

    def shrink(self) -> None:
        """Gives the disk back that nothing uses any more, where the database does not do so itself."""
        with reported():
            self._database.shrink()

    def close(self) -> None:
        self._database.close()


class Joined(Store):
    """Stands for a store inside one of its units: whatever is written takes part in that, and is seen there."""

    def __init__(self, store: Store, unit: UnitOfWork) -> None:
        super().__init__(store._database, store.real_clock, store._fold)
        self._unit = unit

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        yield self._unit

    @contextmanager
    def read(self) -> Iterator[Reader]:
        yield self._unit

    @contextmanager
    def glance(self) -> Iterator[Reader]:
        yield self._unit

    def change(self, asked: Asked) -> Found:
        return self._unit.ask(asked)


def address_of(url: str) -> URL:
    """Raises EngineError `store.bad_url` for what is no address of a database of ours."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() in ("postgresql", "sqlite"):
            return parsed
    except ArgumentError:
        pass
    raise EngineError("store.bad_url", url=url.rpartition("@")[2])  # not the password


def database_of(url: str) -> Database:
    """Neither asked nor changed yet."""
    parsed = address_of(url)
    if parsed.get_backend_name() == "postgresql":
        from engine.store.databases.postgres import Postgres  # its driver is an extra

        return Postgres(parsed.set(drivername="postgresql+psycopg"))
    is_in_memory = parsed.database in (None, "", ":memory:")
    return SqliteMemory(parsed) if is_in_memory else SqliteFile(parsed)
