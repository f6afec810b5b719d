"""What the errors of the drivers mean: another transaction was first, or the database is not there."""

import sqlite3
from types import TracebackType
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.errors import Conflict, EngineError, InVain, Unavailable

_TAKEN = {"23505"}  # unique_violation
_LOCKED = {"40001", "40P01", "55P03"}  # serialization_failure, deadlock_detected, lock_not_available
_FULL = {"53100"}  # disk_full
_AWAY = ("08", "53", "57P")  # connection exceptions, no resources, the server is stopping or starting


class Busy(Conflict):
    """Nothing was written; running the command again sees what the other one did."""


class Locked(Busy, InVain):
    """Nobody else was first: there was no getting on."""


class reported:  # read as what is done to the block; a generator costs every command more
    """Raises Busy `store.taken` for a row that another transaction wrote first, `store.locked` for a lock in vain.

    Raises Unavailable `store.unreachable` and `store.full`.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, EngineError):
            return
        meant = _meaning(error.orig if isinstance(error, DBAPIError) else error)
        if meant is not None:
            raise meant from error


def _meaning(error: Any) -> EngineError | None:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, PoolTimeout):
        return Unavailable("store.unreachable")
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _of_postgres(state)
    # Known by the name that DB-API gives it: the driver may be absent.
    is_cut_off = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    return Unavailable("store.unreachable") if is_cut_off else None


def _of_postgres(state: str) -> EngineError | None:
    if state in _TAKEN:
        return Busy("store.taken")
    if state in _LOCKED:
        return Locked("store.locked")
    if state in _FULL:
        return Unavailable("store.full")
    return Unavailable("store.unreachable") if state.startswith(_AWAY) else None


def _of_sqlite(number: int) -> EngineError | None:
    if number in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE):
        return Busy("store.taken")
    primary = number & 0xFF  # without the extension
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked("store.locked")
    if primary == sqlite3.SQLITE_FULL:
        return Unavailable("store.full")
    return Unavailable("store.unreachable") if primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) else None
