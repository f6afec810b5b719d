"""A fresh, migrated database for every test, on SQLite and on PostgreSQL.

`TEST_DATABASE_URL` names a PostgreSQL whose user may create databases; without it a server from a wheel is started.
Where neither can be had the tests on PostgreSQL are skipped, and fail when `CI` is "true".

`TAILS=all` stores every state as a snapshot and a tail, however small it is: the long form of `store/test_tails.py`.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from psycopg.errors import ObjectInUse
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from engine.jobs import worker
from engine.scenario import crosscheck
from engine.store import tail
from engine.store.databases import postgres
from engine.store.store import Store
from tests import wheel
from tests.browser.product import Product
from tests.emptied import Emptied

# the same examples in every run, and no limit of time: what a busy machine does to them is not looked for
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
# new ones each time, for who looks for more: HYPOTHESIS=wide
settings.register_profile("wide", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS", "steady"))
worker.PATIENCE = crosscheck.SECONDS = postgres.LEAVING = 120.0  # seconds: what no person would wait for
if os.environ.get("TAILS") == "all":
    tail.LARGE, tail.SHARE, tail.LONGEST = 0, 1e9, 7


class PostgresServer:
    """Makes databases, copies of one that was migrated once; empties them for the next test, and drops them."""

    def __init__(self, url: URL, settings: Sequence[str] = ()) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_size=1)
        for setting in settings:
            self.run(setting)
        self._template = self._new("template0")
        Store.open(self.url_of(self._template)).close()
        self._emptied = Emptied(self.plain_url_of(self._template))
        self._spare: list[str] = []

    def create(self, *, is_empty: bool = False) -> str:
        """The name of a new database; an empty one has no tables."""
        return self._new("template0" if is_empty else self._template)

    def take(self) -> str:
        """The name of one with all tables, which nobody has seen: a new one, or one that was given back."""
        if not self._spare:
            return self.create()
        name = _name()
        self.run(f"ALTER DATABASE {self._spare.pop()} RENAME TO {name}")
        return name

    def give_back(self, name: str) -> None:
        if self._emptied.is_again(self.plain_url_of(name)):
            self._spare.append(name)
        else:
            self.drop(name)

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        for name in (*self._spare, self._template):
            self.drop(name)
        self._engine.dispose()

    def url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def plain_url_of(self, name: str) -> str:
        """For the driver itself."""
        return self._url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Patiently: whoever has just left a database may still be in it; the server waits for five seconds."""
        until = monotonic() + wheel.PATIENCE
        while True:
            try:
                with self._engine.connect() as connection:
                    connection.execute(text(statement))
                return
            except OperationalError as error:
                if not isinstance(error.orig, ObjectInUse) or monotonic() > until:
                    raise

    def _new(self, template: str) -> str:
        name = _name()
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


def _name() -> str:
    return f"kefuflow_test_{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")
    with _postgres_from_wheel() if given is None else nullcontext(given) as url:
        mine = ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()") if given is None else ()
        server = PostgresServer(make_url(url), mine)
        yield server
        server.close()


@contextmanager
def _postgres_from_wheel() -> Iterator[str]:
    """All workers of a run share one; it ends, and its files go, with the last of them."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"kefuflow-pg-{run[:12]}"  # short: sockets have short paths
    try:
        running = wheel.begin(folder, "delete")
    except Exception as error:
        _do_without(f"no PostgreSQL: {error!r}")
    yield running.get_uri()
    wheel.end(running)


def _do_without(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def monday_at_nine(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The demo as every day begins: made once for all workers of a run, and copied."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    made = Product(folder / "monday" / "data")
    with (folder / "monday.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        made.prepare()
    return made


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
        name = server.take()
        yield server.url_of(name)
        server.give_back(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()
