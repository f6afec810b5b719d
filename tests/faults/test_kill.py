"""kill -9 at any moment: nothing accepted is lost, nothing is done twice. `FAULT_KILLS` makes the campaign longer."""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.api import SYSTEM, Engine
from engine.model import command as c
from engine.model import event as e

KILLS = int(os.environ.get("FAULT_KILLS", "6"))
PROGRAM = Path(__file__).with_name("desk.py")

_spec = importlib.util.spec_from_file_location("faults_desk", PROGRAM)
desk = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(desk)


class LeaseClock:
    """Real time, moved past every lease, so that nobody has to wait for one."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=1)


@contextmanager
def working(url: str, seed: str, heard: Path) -> Iterator[subprocess.Popen]:
    with (heard / seed).open("w") as file:
        process = subprocess.Popen([sys.executable, str(PROGRAM), url, seed], stdout=file, stderr=subprocess.PIPE)
        yield process
        process.kill()
        process.wait()


def acknowledged(heard: Path) -> dict[str, str]:
    """Complete lines only: a torn one, the last of a process, was not heard."""
    lines = [line for each in heard.iterdir() for line in each.read_text().splitlines(keepends=True)]
    return dict(line.split() for line in lines if line.endswith("\n"))


def wait_for_lines(heard: Path, process: subprocess.Popen, count: int) -> None:
    until = time.monotonic() + 180
    while len(acknowledged(heard)) < count:
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until, "the program does not get on"
        time.sleep(0.005)  # real processes: there is nothing to set here


def test_kill_9_at_any_moment_loses_nothing_and_repeats_nothing(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(database_url)
    heard = tmp_path / "heard"
    heard.mkdir()
    with Engine.open(database_url, handlers=desk.HANDLERS) as engine:
        engine.execute(c.DeployFiles(files={"faults.bpmn": desk.DIAGRAM.encode()}), SYSTEM)
    for kill in range(KILLS):
        with working(database_url, f"run{kill}", heard) as process:
            wait_for_lines(heard, process, len(acknowledged(heard)) + 3)
            time.sleep(chance.random() * 0.1)  # where in a command it is killed is left to chance
            process.send_signal(signal.SIGKILL)
    check(database_url, acknowledged(heard))


def check(url: str, heard: dict[str, str]) -> None:
    with Engine.open(url, handlers=desk.HANDLERS) as engine:
        engine._services.store.real_clock = LeaseClock()
        settle_timers(engine)
        ids = engine.instance_ids(SYSTEM)
        started = {answer for command, answer in heard.items() if "." not in answer}
        assert started <= set(ids), "an accepted start is lost"
        assert len(ids) - len(started) <= KILLS, "a start was carried out that nobody asked for"
        for instance_id in ids:
            check_instance(engine, instance_id)
        for task_id in (answer for answer in heard.values() if "." in answer):
            assert engine.user_task(SYSTEM, task_id).state == "completed", "an accepted completion is lost"
        check_answers(engine, heard)
        assert engine.incidents(SYSTEM).total == 0


def settle_timers(engine: Engine) -> None:
    """Everything that was left half done goes on, and the remaining tasks are completed."""
    time.sleep(0.06)  # the last timers run on real time
    engine.settle()
    for _ in range(100):
        tasks = engine.user_tasks(SYSTEM, "all", limit=200).items
        if not tasks:
            return
        for task in tasks:
            engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
        engine.settle()


def check_instance(engine: Engine, instance_id: str) -> None:
    assert engine.instance(SYSTEM, instance_id).state == "completed"
    assert engine.variables(SYSTEM, instance_id)["counted"] == 1
    assert engine.verify(SYSTEM, instance_id).is_whole
    with engine._services.store.read() as reader:
        events = [event for commit in reader.commits(instance_id) for event in commit.events]
    for kind in (e.TimerFired, e.JobCompleted, e.UserTaskCompleted, e.InstanceCompleted):
        assert sum(isinstance(event, kind) for event in events) == 1, kind.__name__


def check_answers(engine: Engine, heard: dict[str, str]) -> None:
    """A command sent again gets the same answer, and is not carried out again."""
    before = len(engine.instance_ids(SYSTEM))
    for command_id, answer in list(heard.items())[:20]:
        if "." not in answer:
            again = engine.execute(c.StartInstance(key="faults", command_id=command_id), SYSTEM)
            assert again == answer, command_id
    assert len(engine.instance_ids(SYSTEM)) == before
