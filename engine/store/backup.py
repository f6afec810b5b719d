"""A copy of a SQLite database while others work on it. PostgreSQL has its own programs for that."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import mkstemp

from sqlalchemy.engine import make_url

from engine.errors import EngineError


def backup(url: str, target: Path) -> int:
    """Bytes written. The file appears as a whole, checked, or not at all.

    Raises EngineError `backup.not_sqlite`, `backup.exists`, `backup.no_database` or `backup.damaged`.
    """
    source = _file(url)
    if target.exists():
        raise EngineError("backup.exists", file=str(target))
    if not source.exists():
        raise EngineError("backup.no_database", file=str(source))
    handle, made = mkstemp(dir=target.absolute().parent, prefix=target.name)
    os.close(handle)
    try:
        with closing(sqlite3.connect(source)) as theirs, closing(sqlite3.connect(made)) as ours:
            theirs.backup(ours)  # in one step: a log that goes on behind it disturbs nothing, and never begins it anew
        _check(Path(made))
        os.link(made, target)  # fails where somebody else has made the file meanwhile
    except FileExistsError:
        raise EngineError("backup.exists", file=str(target)) from None
    finally:
        Path(made).unlink()
    return target.stat().st_size


def restore(source: Path, url: str) -> None:
    """Into a place where no database is. Raises EngineError as `backup`, and `restore.exists`."""
    target = _file(url)
    if target.exists():
        raise EngineError("restore.exists", file=str(target))
    _check(source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup(f"sqlite:///{source.absolute()}", target)


def _file(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise EngineError("backup.not_sqlite", database=parsed.get_backend_name())
    return Path(str(parsed.database))


def _check(file: Path) -> None:
    """All pages, and what refers to what; on the disk, not only on the way there."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as failure:
        raise EngineError("backup.damaged", file=str(file), reason=str(failure)) from failure
    if said != "ok":
        raise EngineError("backup.damaged", file=str(file), reason=said)
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
