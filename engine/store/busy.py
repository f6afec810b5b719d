"""Who came second: the errors of the drivers that only mean that another transaction was first."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from engine.errors import Conflict

_TAKEN = {"23505"}  # unique_violation
_LOCKED = {"40001", "40P01", "55P03"}  # serialization_failure, deadlock_detected, lock_not_available


class Busy(Conflict):
    """Nothing was written; running the command again sees what the other one did."""


@contextmanager
def reported() -> Iterator[None]:
    """Raises Busy `store.taken` for a row that another transaction wrote first, `store.locked` for a lock in vain."""
    try:
        yield
    except Exception as error:
        code = _code(error.orig if isinstance(error, DBAPIError) else error)
        if code is None:
            raise
        raise Busy(code) from error


def _code(error: Any) -> str | None:
    if isinstance(error, sqlite3.Error):
        return _sqlite_code(getattr(error, "sqlite_errorcode", 0))
    state = getattr(error, "sqlstate", None)
    if state in _TAKEN:
        return "store.taken"
    return "store.locked" if state in _LOCKED else None


def _sqlite_code(number: int) -> str | None:
    if number in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE):
        return "store.taken"
    primary = number & 0xFF  # without the extension
    return "store.locked" if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else None
