"""No space is left on the disk of the server's tables: a command is refused with its code, and done once later."""

import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import Unavailable
from engine.model import command as c
from tests.faults.office import ASKS
from tests.faults.postgres import Postgres
from tests.faults.small_disk import SmallDisk


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    if os.geteuid():
        pytest.skip("only root mounts a disk of fixed size")
    with TemporaryDirectory(prefix="kfd") as place:
        try:
            made = SmallDisk(Path(place) / "disk", 40)
        except CalledProcessError:
            pytest.skip("not even root mounts anything here")
        with made:
            yield made


@pytest.mark.postgres
def test_a_command_is_refused_and_later_done_once(disk: SmallDisk) -> None:
    with TemporaryDirectory(prefix="kfp") as place, Postgres(Path(place) / "pg") as postgres:
        postgres.put_tables_on(disk.folder)
        postgres.run("CREATE DATABASE small TABLESPACE small")
        with Engine.open(postgres.url_of("small")) as engine:
            engine.execute(c.DeployFiles(files={"asks.bpmn": ASKS.encode()}), SYSTEM)
            disk.fill()
            done: list[Any] = []
            with pytest.raises(Unavailable, match=r"store\.full"):
                while len(done) < 10_000:
                    done += [engine.execute(_start(len(done)), SYSTEM)]
            assert engine.instances(SYSTEM).total == len(done), "what was accepted is there, and nothing else"
            disk.free()
            again = [engine.execute(_start(len(done)), SYSTEM) for _ in range(2)]
            assert again[0] == again[1]
            assert len(engine.instance_ids(SYSTEM)) == len(done) + 1
            assert all(found.is_whole for _, found in engine.verify_all(SYSTEM))


def _start(number: int) -> c.StartInstance:
    return c.StartInstance(key="asks", command_id=f"start-{number}", variables={"text": "字" * 5000})
