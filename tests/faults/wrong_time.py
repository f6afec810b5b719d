"""In a process: the clock of its machine, and that of the database server, as a file says they are set.

`install(folder)`: files `<name>.ahead` and `server.ahead` hold seconds, and are read again and again.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import apscheduler.schedulers.base as base
import apscheduler.triggers.interval as interval

from engine import clock
from engine.jobs import steady, ticker
from engine.store.databases.postgres import Postgres

SERVER = "server"


def install(folder: Path, name: str) -> None:
    ours, theirs = reading(folder, name), reading(folder, SERVER)
    true_time, true_answer = time.time, Postgres._time

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=ours())

    for module in (clock, base, interval, ticker, steady):
        module.datetime = Wrong  # type: ignore[attr-defined]
    time.time = lambda: true_time() + ours()
    Postgres._time = lambda self: true_answer(self) + timedelta(seconds=theirs())  # type: ignore[method-assign]


def reading(folder: Path, name: str) -> Callable[[], float]:
    file = folder / f"{name}.ahead"
    return lambda: float(file.read_text()) if file.exists() else 0.0


def put_ahead(folder: Path, name: str, seconds: float) -> None:
    """At once, and never half written."""
    new = folder / f"{name}.new"
    new.write_text(str(seconds))
    new.replace(folder / f"{name}.ahead")
