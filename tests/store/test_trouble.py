"""What drivers say when another was first, and when the database is not there: told apart, and told in words."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from psycopg import errors

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Unavailable
from engine.model import command as c
from engine.runtime.retrying import patiently
from engine.store.busy import Busy, reported
from tests.monitoring.conftest import DIAGRAM


def of_sqlite(number: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("")
    error.sqlite_errorcode = number  # type: ignore[misc]
    return error


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (errors.UniqueViolation(), Busy, "store.taken"),
        (errors.SerializationFailure(), Busy, "store.locked"),
        (errors.DeadlockDetected(), Busy, "store.locked"),
        (errors.DiskFull(), Unavailable, "store.full"),
        (errors.TooManyConnections(), Unavailable, "store.unreachable"),
        (errors.AdminShutdown(), Unavailable, "store.unreachable"),
        (errors.CannotConnectNow(), Unavailable, "store.unreachable"),
        (errors.OperationalError("server closed the connection"), Unavailable, "store.unreachable"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Busy, "store.locked"),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), Busy, "store.taken"),
        (of_sqlite(sqlite3.SQLITE_FULL), Unavailable, "store.full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Unavailable, "store.unreachable"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_trouble_has_a_name(error: Exception, kind: type[EngineError], code: str) -> None:
    with pytest.raises(kind) as caught, reported():
        raise error
    assert caught.value.code == code


@pytest.mark.parametrize("error", [errors.SyntaxError(), errors.NotNullViolation(), of_sqlite(sqlite3.SQLITE_CORRUPT)])
def test_a_mistake_of_ours_stays_one(error: Exception) -> None:
    with pytest.raises(type(error)), reported():
        raise error


class Lost:
    """Breaks off so many times, as a connection does in the middle of a commit."""

    def __init__(self, times: int) -> None:
        self.times, self.tried = times, 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.times:
            raise Unavailable("store.in_doubt")
        return "done"


def test_a_commit_in_doubt_is_tried_again_only_by_who_is_known_again() -> None:
    assert patiently(Lost(2), is_known_again=True) == "done"
    once = Lost(2)
    with pytest.raises(Unavailable, match=r"store\.in_doubt"):
        patiently(once)
    assert once.tried == 1


def test_on_a_full_disk_a_command_is_refused_and_later_done_once(tmp_path: Path) -> None:
    with Engine.open(f"sqlite:///{tmp_path / 'small.db'}") as engine:
        engine.execute(c.DeployFiles(files={"watched.bpmn": DIAGRAM}), SYSTEM)
        _limit(engine, 1)
        done: list[Any] = []
        with pytest.raises(Unavailable, match=r"store\.full"):
            while len(done) < 10_000:
                done.append(engine.execute(c.StartInstance(key="watched", command_id=f"start-{len(done)}"), SYSTEM))
        assert engine.instances(SYSTEM).total == len(done), "what was accepted is there, and nothing else"
        _limit(engine, 1_000_000)
        refused = f"start-{len(done)}"
        again = [engine.execute(c.StartInstance(key="watched", command_id=refused), SYSTEM) for _ in range(2)]
        assert again[0] == again[1]
        assert engine.instances(SYSTEM).total == len(done) + 1
        assert all(found.is_whole for _, found in engine.verify_all(SYSTEM))


def _limit(engine: Engine, pages: int) -> None:
    """How large the file may become; no larger than it is for a number below that."""
    with engine._services.store.write() as unit:
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
