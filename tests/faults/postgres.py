"""A PostgreSQL of its own, for campaigns that stop, kill and restart it. The server comes in a wheel."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from sqlalchemy import create_engine, make_url, text

from tests import wheel


class Postgres:
    """`settings` are those of postgresql.conf; fsync stays on, as it is about faults."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """`folder` has a short path: the socket lies in it."""
        self.folder = folder
        self._server = wheel.begin(folder, "stop")
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
        for name, value in (settings or {}).items():
            self.run(f"ALTER SYSTEM SET {name} = '{value}'")
        if settings:
            self.restart()

    def url_of(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(False)

    def run(self, statement: str) -> None:
        """Outside every transaction."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self, mode: str = "fast") -> None:
        """`fast`: clients are cut off. `immediate`: as if the machine had lost power; the next start recovers."""
        self._control("-m", mode, "stop")

    def start(self) -> None:
        """Patiently: a server that lost its power recovers first, and the disk may be busy."""
        place = make_url(self.url).query["host"]
        self._control("-l", str(self.folder / "log"), "-o", f'-h "" -k {place}', "start")
        self._server.ensure_postgres_running()  # it is; the wheel takes note of it

    def restart(self, mode: str = "fast") -> None:
        self.stop(mode)
        self.start()

    @property
    def is_running(self) -> bool:
        program = [str(self._server.bin_path / "pg_ctl"), "-D", str(self.folder), "status"]
        return subprocess.run(program, capture_output=True, user=self._server.system_user).returncode == 0

    def put_tables_on(self, disk: Path) -> None:
        """Those of databases that are made in the tablespace `small`."""
        folder = disk / "tables"
        folder.mkdir()
        if self._server.system_user:
            shutil.chown(folder, self._server.system_user)
        self.run(f"CREATE TABLESPACE small LOCATION '{folder}'")

    def cut(self) -> None:
        """All connections but this one, wherever they are in a command."""
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def close(self) -> None:
        """The server ends, and its files go."""
        wheel.end(self._server)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _control(self, *arguments: str) -> None:
        program = [
            str(self._server.bin_path / "pg_ctl"),
            "-w",
            "-t",
            str(wheel.PATIENCE),
            "-D",
            str(self.folder),
            *arguments,
        ]
        subprocess.run(program, check=True, capture_output=True, user=self._server.system_user)
