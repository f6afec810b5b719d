"""A server and workers as processes of their own: one is killed at work, and another one does it, once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import cli
from engine.api import SYSTEM, Engine
from engine.model import command as c
from engine.model import event as e
from engine.model import external_task as x
from tests.client.conftest import until
from tests.ports import free_port, is_up
from tests.rest.conftest import CALLS
from tests.served import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time
from engine.client.worker import Worker
worker = Worker(sys.argv[1], sys.argv[2], name=sys.argv[3], patience=2)
@worker.topic("credit", lock=1.5)
def credit(task):
    print("begun", flush=True)
    time.sleep(float(sys.argv[4]))
    return {"by": sys.argv[3]}
sys.exit(0 if worker.run() else 1)
"""


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    given = {"KEFUFLOW_DATA": str(tmp_path), "KEFUFLOW_EXTERNAL_TOPICS": "credit", "PORT": str(free_port())}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("KEFUFLOW_DATABASE_URL", raising=False)
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    arguments = [sys.executable, "-m", "engine.cli", "serve"]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{environment['PORT']}"
    until(lambda: is_up(address))
    yield address
    process.terminate()
    assert process.wait(PATIENCE) == 0


def test_a_killed_worker_s_task_is_done_by_another_once(
    environment: dict[str, str], server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["token", "create", "workers", "--topic", "credit"]) == 0
    token = capsys.readouterr().out.strip()

    def worker(name: str, seconds: str) -> "subprocess.Popen[str]":
        arguments = [sys.executable, "-c", WORKER, server, token, name, seconds]
        return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)

    with Engine.open(f"sqlite:///{tmp_path / 'kefuflow.db'}", external_topics=["credit"]) as engine:
        engine.execute(c.DeployFiles(files={"calls.bpmn": CALLS}), SYSTEM)
        instance_id = engine.execute(c.StartInstance(key="calls"), SYSTEM)
        killed = worker("killed", "600")
        assert killed.stdout is not None and killed.stdout.readline() == "begun\n"
        [task] = engine.external_tasks(SYSTEM, x.ExternalTaskFilter()).items
        assert task.worker_id == "killed"
        killed.kill()
        killed.communicate()
        other = worker("other", "0")
        until(lambda: engine.instance(SYSTEM, instance_id).state == "completed")
        other.send_signal(signal.SIGTERM)
        assert other.wait(PATIENCE) == 0, "what it had in hand came to its end"
        other.communicate()
        assert engine.variables(SYSTEM, instance_id) == {"by": "other"}
        done = [each for commit in engine.commits(SYSTEM, instance_id) for each in commit.events]
        assert sum(isinstance(each, e.JobCompleted) for each in done) == 1
        assert engine.verify(SYSTEM, instance_id).is_whole
