"""The command `kefuflow`: what it does, what it prints, and with which code it ends."""

import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine import cli, demo
from engine.api import SYSTEM, Engine
from engine.cli import printing
from engine.cli.configured import configured_engine
from engine.errors import Conflict, EngineError, Rejected
from engine.model import command as c
from engine.settings import from_environment
from tests.ports import free_port, is_up
from tests.runtime.diagram import catch, diagram, message, service, user

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds after which a server has gone wrong
PLAIN = diagram("p", "start > work > end", user("work"))
WRONG = diagram("p", "start > call > end", service("call", "nobody"))

Run = Callable[..., int]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KEFUFLOW_DATABASE_URL", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KEFUFLOW_LANGUAGE", "zh")
    monkeypatch.setenv("KEFUFLOW_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], str]:
    def written(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return written


def opened(data: Path) -> Engine:
    return Engine.open(f"sqlite:///{data / 'kefuflow.db'}")


def test_deploy_and_check(data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", file("p.bpmn", PLAIN)]) == 0
    assert not (data / "kefuflow.db").exists(), "checking writes nothing"
    assert cli.main(["check", file("q.bpmn", WRONG)]) == 1
    assert "q.bpmn" in capsys.readouterr().err
    assert cli.main(["deploy", file("p.bpmn", PLAIN), "--comment", "first"]) == 0
    assert "p:1" in capsys.readouterr().out
    assert cli.main(["deploy", file("q.bpmn", WRONG)]) == 2
    with opened(data) as engine:
        assert [each.id for each in engine.definitions(SYSTEM)] == ["p:1"]


def test_a_file_that_is_not_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["deploy", "/no/such/file.bpmn"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_user_gets_the_password_from_a_pipe(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long password\n"))
    assert cli.main(["user", "root", "管理员", "--role", "admin", "--group", "office"]) == 0
    with opened(data) as engine:
        actor = engine.authenticate("root", "a long password")
        assert actor is not None and actor.groups == {"office"}
        assert engine.authenticate("root", "a wrong password") is None
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert cli.main(["user", "other", "x"]) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long password\n"))
    assert cli.main(["user", "root", "again"]) == 2


def test_an_interrupt_leaves_no_trace_on_the_screen(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.cli.history.configured_engine", interrupted)
    assert cli.main(["history", "verify"]) == 130
    assert "Traceback" not in capsys.readouterr().err


# copy

SAID = {
    "zh": ("表 行数 核对", "instance 1 一致", "已全部复制，逐行核对一致"),
    "en": ("table rows compared", "instance 1 the same", "are copied, each row compared"),
}


@pytest.mark.parametrize("language", SAID)
def test_a_copy_is_told_of_table_by_table(
    language: str,
    with_case: str,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEFUFLOW_LANGUAGE", language)
    target = f"sqlite:///{tmp_path / 'copy.db'}"
    capsys.readouterr()
    assert cli.main(["copy", "--to", target]) == 0
    printed = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    head, row, rows = SAID[language]
    assert printed[0] == head
    assert row in printed
    assert any(rows in line for line in printed)
    with Engine.open(target) as engine:
        assert engine.instance(SYSTEM, with_case).state == "completed"
    assert cli.main(["copy", "--to", target]) == 2, "it is not empty any more"


def test_a_copy_of_a_broken_history_says_so(
    with_case: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(data, "UPDATE history SET actor_id = 'sun' WHERE stream = ? AND version = 2", with_case)
    assert cli.main(["copy", "--to", f"sqlite:///{tmp_path / 'copy.db'}"]) == 1
    assert with_case in capsys.readouterr().err


# history verify


@pytest.fixture
def with_case(data: Path, file: Callable[..., str]) -> str:
    """A database with one case in it; answers its id."""
    cli.main(["deploy", file("p.bpmn", PLAIN)])
    with opened(data) as engine:
        engine.execute(c.CreateUser(user_id="lin", name="林晓", roles=["agent"]), SYSTEM)
        instance_id: str = engine.execute(c.StartInstance(key="p", variables={"a": 1}), SYSTEM)
        [task] = engine.instance_tasks(SYSTEM, instance_id)
        engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
    return instance_id


def tamper(data: Path, statement: str, *values: str) -> None:
    with sqlite3.connect(data / "kefuflow.db") as connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def test_a_whole_history(with_case: str, data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["history", "verify"]) == 0
    assert cli.main(["history", "verify", with_case]) == 0
    with opened(data) as engine:
        exported = file("case.json", engine.export(SYSTEM, with_case))
    assert cli.main(["history", "verify", exported]) == 0
    assert capsys.readouterr().err == ""


TAMPERED = [
    ("a word of a commit", "UPDATE history SET body = replace(body, 'end', 'End') WHERE stream = ? AND version = 2"),
    ("who did it", "UPDATE history SET actor_id = 'sun' WHERE stream = ? AND version = 2"),
    ("when it was", "UPDATE history SET at = '2020-01-01T00:00:00.000000Z' WHERE stream = ? AND version = 2"),
    ("the last commit is gone", "DELETE FROM history WHERE stream = ? AND version = 2"),
    ("all commits are gone", "DELETE FROM history WHERE stream = ?"),
    ("a value", "UPDATE payload SET body = replace(body, '1]', '2]') WHERE stream = ? AND version = 1"),
    ("the state", "UPDATE instance SET snapshot = replace(snapshot, 'completed', 'cancelled') WHERE id = ?"),
    (
        "another stream: the users",
        "UPDATE history SET body = replace(body, 'lin', 'Lin') WHERE stream = 'system' AND ? <> ''",
    ),
    ("another stream: its end", "DELETE FROM history WHERE stream = 'system' AND version = 2 AND ? <> ''"),
    ("a definition's stream", "DELETE FROM history WHERE stream = 'definition:process:p' AND ? <> ''"),
]


@pytest.mark.parametrize(("reason", "statement"), TAMPERED, ids=[each[0] for each in TAMPERED])
def test_a_change_by_hand_is_seen(
    with_case: str, data: Path, reason: str, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(data, statement, with_case)
    assert cli.main(["history", "verify"]) == 1
    assert "broken" in capsys.readouterr().err
    is_of_the_case = "another" not in reason and "definition" not in reason
    assert cli.main(["history", "verify", with_case]) == (1 if is_of_the_case else 0)


def test_an_export_that_was_changed(with_case: str, data: Path, file: Callable[..., str]) -> None:
    with opened(data) as engine:
        exported = engine.export(SYSTEM, with_case)
    assert cli.main(["history", "verify", file("case.json", exported.replace(b'"system"', b'"worker"'))]) == 1
    assert cli.main(["history", "verify", file("cut.json", exported[:-20])]) == 1
    assert json.loads(exported)["root_id"] == with_case


def test_an_unknown_case(data: Path) -> None:
    assert cli.main(["history", "verify", "nobody"]) == 2


STAFF = "staff: [{id: lin, name: 林晓, roles: [agent], groups: [desk]}]"
SCENARIOS = """
process: p
scenarios:
  - name: done
    at: 2026-01-05T09:00+08:00
    start: {by: lin, values: {}}
    steps:
      - expect: {tasks: [work]}
      - complete: {task: work, by: lin, values: {}}
      - expect: {state: completed}
"""


@pytest.mark.parametrize(("state", "code"), [("completed", 0), ("cancelled", 1)])
def test_scenarios(data: Path, tmp_path: Path, state: str, code: int) -> None:
    folder = tmp_path / "processes" / "p"
    folder.mkdir(parents=True)
    (folder / "p.bpmn").write_bytes(PLAIN)
    (folder / "scenarios.yaml").write_text(SCENARIOS.replace("completed", state))
    (folder / "demo.yaml").write_text(STAFF)
    assert cli.main(["scenario", "run", str(folder)]) == code


def test_no_scenarios(data: Path, tmp_path: Path) -> None:
    assert cli.main(["scenario", "run", str(tmp_path)]) == 2


# the demo


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of two people and without its cases, which take their time."""
    load = demo.demo.load
    monkeypatch.setattr(demo.demo, "load", lambda path: replace(load(path), staff=load(path).staff[:2]))
    monkeypatch.setattr(demo.demo, "play", lambda engine, move_to, found: move_to(found.begins_at))
    monkeypatch.setattr(demo, "deploy_shipped", lambda engine, shipped: engine.execute(DEPLOY, SYSTEM))


DEPLOY = c.DeployFiles(files={"p.bpmn": PLAIN})


def test_a_demo_keeps_its_data_and_its_passwords(data: Path, small: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--exit"]) == 0
    first = capsys.readouterr().out
    with opened(data) as engine:
        began = engine.now()
        instance_id = engine.execute(c.StartInstance(key="p"), SYSTEM)
        engine.execute(c.AdvanceClock(seconds=7200), SYSTEM)
    assert cli.main(["demo", "--exit"]) == 0
    second = capsys.readouterr().out
    with opened(data) as engine:
        assert engine.instance_ids(SYSTEM) == [instance_id]
        assert (engine.now() - began).total_seconds() >= 7200, "the clock only grows"
        password = next(line.split()[1] for line in first.splitlines() if "lin_xiaoyu" in line)
        assert password not in second
        assert engine.authenticate("lin_xiaoyu", password) is not None
    assert cli.main(["demo", "--exit", "--new-passwords"]) == 0
    with opened(data) as engine:
        assert engine.authenticate("lin_xiaoyu", password) is None
    assert cli.main(["history", "verify"]) == 0


def test_a_demo_that_was_interrupted_is_filled_at_the_next_start(
    data: Path, small: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Staff that is missing comes, and everybody has a password to sign in with."""

    def interrupted(engine: Engine, shipped: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(demo, "deploy_shipped", interrupted)
        assert cli.main(["demo", "--exit"]) == 130
    capsys.readouterr()
    assert cli.main(["demo", "--exit"]) == 0
    password = next(line.split()[1] for line in capsys.readouterr().out.splitlines() if "lin_xiaoyu" in line)
    with opened(data) as engine:
        assert engine.authenticate("lin_xiaoyu", password) is not None
        assert [each.id for each in engine.definitions(SYSTEM)] == ["p:1"]
        assert engine.now() >= demo.demo.load(ROOT / "processes" / "demo.yaml").begins_at


def test_what_is_no_demo_does_not_become_one(data: Path, file: Callable[..., str]) -> None:
    cli.main(["deploy", file("p.bpmn", PLAIN)])
    assert cli.main(["demo", "--exit"]) == 2
    with opened(data) as engine:
        assert not engine.is_demo()
        with pytest.raises(Conflict):
            engine.execute(c.CreateDemo(begins_at=engine.now()), SYSTEM)
        with pytest.raises(Rejected) as rejected:
            engine.execute(c.AdvanceClock(seconds=60), SYSTEM)
        assert rejected.value.code == "clock.no_demo"


def test_time_moves_ahead_and_not_too_far(data: Path, small: None) -> None:
    cli.main(["demo", "--exit"])
    with opened(data) as engine:
        before = engine.now()
        for seconds in (0, -60, 1e12, float("nan"), float("inf")):
            with pytest.raises(Rejected) as rejected:
                engine.execute(c.AdvanceClock(seconds=seconds), SYSTEM)
            assert rejected.value.code == "clock.bad_step"
        assert (engine.now() - before).total_seconds() < 60


def test_a_second_demo_would_turn_back_the_clock(data: Path, small: None) -> None:
    cli.main(["demo", "--exit"])
    with opened(data) as engine, pytest.raises(Conflict):
        engine.execute(c.CreateDemo(begins_at=engine.now()), SYSTEM)


# settings


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    found = from_environment({"KEFUFLOW_DATA": str(tmp_path), "PORT": "9000", "HOST": "0.0.0.0"})
    assert (found.data, found.port, found.host) == (tmp_path, 9000, "0.0.0.0")
    assert found.database_url == f"sqlite:///{tmp_path / 'kefuflow.db'}"
    plain = from_environment({})
    assert (plain.host, plain.port, plain.data.name) == ("127.0.0.1", 8080, "data")
    assert from_environment({"KEFUFLOW_DATABASE_URL": "postgresql:///x"}).database_url == "postgresql:///x"


@pytest.mark.parametrize("port", ["x", "-1", "80.5", "８０"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(EngineError):
        from_environment({"PORT": port})


def test_the_secret_key_is_made_once_and_is_its_owner_s(tmp_path: Path) -> None:
    place = from_environment({"KEFUFLOW_DATA": str(tmp_path / "new")})
    key = place.secret_key()
    assert place.secret_key() == key and len(key) == 64
    file = tmp_path / "new" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]
    assert from_environment({"KEFUFLOW_DATA": str(tmp_path / "other")}).secret_key() != key


# the server, as a process of its own


@pytest.fixture
def server(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    environment = {**os.environ, "KEFUFLOW_DATA": str(data), "PORT": str(port)}
    arguments = [sys.executable, "-m", "engine.cli", "serve"]
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def is_ready(address: str, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if is_up(address):
            return True
        time.sleep(0.05)  # a process of its own: there is nothing to set here
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_cleanly(server: tuple[subprocess.Popen[bytes], str], number: signal.Signals) -> None:
    process, address = server
    assert is_ready(address, process)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_a_signal(data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    trigger = '<signalEventDefinition signalRef="s"/>'
    names = '<signal id="s" name="alarm"/>'
    listens = diagram("p", "start > listen > work > end", catch("listen", trigger), user("work"), names=names)
    assert cli.main(["deploy", file("p.bpmn", listens)]) == 0
    with opened(data) as engine:
        cases = [engine.execute(c.StartInstance(key="p"), SYSTEM) for _ in range(2)]
    capsys.readouterr()
    for _ in range(2):
        assert cli.main(["signal", "alarm", "--var", "a=1", "--id", "1"]) == 0
        assert capsys.readouterr().out.split() == ["2"]
    with opened(data) as engine:
        assert [engine.variables(SYSTEM, each) for each in cases] == [{"a": 1}] * 2


def test_a_message(data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    names = '<message id="m" name="go"/>'
    listens = diagram("p", "start > listen > work > end", catch("listen", message("m")), user("work"), names=names)
    assert cli.main(["deploy", file("p.bpmn", listens)]) == 0
    assert cli.main(["message", "go", "--var", "a=1", "--id", "1"]) == 2, "nobody waits"
    with opened(data) as engine:
        cases = [engine.execute(c.StartInstance(key="p", variables={"order": each}), SYSTEM) for each in "AB"]
    capsys.readouterr()
    for _ in range(2):
        assert cli.main(["message", "go", "--match", "order=B", "--var", "a=1", "--var", "b=yes", "--id", "1"]) == 0
        assert capsys.readouterr().out.split() == [cases[1]]
    with opened(data) as engine:
        assert engine.variables(SYSTEM, cases[1]) == {"order": "B", "a": 1, "b": "yes"}
    assert cli.main(["message", "go", "--all"]) == 0
    assert capsys.readouterr().out.split() == [cases[0]]
    assert cli.main(["message", "go", "--ttl", "60"]) == 0
    assert capsys.readouterr().out.split() == ["kept"]


def test_running_instances_are_migrated(data: Path, file: Callable[[str, bytes], str], capsys) -> None:
    """Tried first; what cannot be migrated is named, and stays."""
    renamed = PLAIN.replace(b'id="work"', b'id="job"').replace(b'"work"', b'"job"')
    assert cli.main(["deploy", file("p.bpmn", PLAIN)]) == 0
    with configured_engine() as engine:
        cases = [engine.execute(c.StartInstance(key="p"), SYSTEM) for _ in range(2)]
    assert cli.main(["deploy", file("p.bpmn", renamed)]) == 0
    capsys.readouterr()
    assert cli.main(["migrate", "p", "1", "2", "--try"]) == 1
    said = capsys.readouterr()
    assert said.out == "0 of 2\n" and all(case in said.err and "work" in said.err for case in cases)
    assert cli.main(["migrate", "p", "1", "2", "--map", "work=job", "--try"]) == 0
    assert cli.main(["migrate", "p", "1", "2", "--map", "work=job", "--reason", "x"]) == 0
    assert capsys.readouterr().out == "2 of 2\n2 of 2\n"
    with configured_engine() as engine:
        assert {engine.instance(SYSTEM, case).version for case in cases} == {2}


def test_start_many(data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["deploy", file("p.bpmn", PLAIN)]) == 0
    capsys.readouterr()
    assert cli.main(["start", "p", "--count", "3", "--var", "price=1200"]) == 0
    cases = capsys.readouterr().out.split()
    assert len(cases) == 3
    with opened(data) as engine:
        assert engine.variables(SYSTEM, cases[2]) == {"price": 1200}
    assert cli.main(["start", "nobody"]) == 1
    assert capsys.readouterr().err.startswith("1: ")


def test_start_from_a_file_twice(data: Path, file: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    """A line is started once, under the name of the batch; a line that is added later comes on top."""
    assert cli.main(["deploy", file("p.bpmn", PLAIN)]) == 0
    capsys.readouterr()
    lines = "business_key,name,amount\nTS-1,王女士,200\nTS-2,李先生,\n"
    assert cli.main(["start", "p", "--csv", file("a.csv", b"\xef\xbb\xbf" + lines.encode()), "--batch", "monday"]) == 0
    first = capsys.readouterr().out.split()
    more = file("b.csv", f"{lines}TS-3,赵先生,5\n".encode())
    assert cli.main(["start", "p", "--csv", more, "--batch", "monday"]) == 0
    again = capsys.readouterr().out.split()
    assert again[:2] == first
    assert len(again) == 3
    with opened(data) as engine:
        assert engine.instance(SYSTEM, first[0]).business_key == "TS-1"
        assert engine.variables(SYSTEM, first[0]) == {"name": "王女士", "amount": 200}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({}, "zh", id="nothing is said"),
        pytest.param({"LANG": "C.UTF-8"}, "zh", id="a language that we do not have"),
        pytest.param({"LANG": "en_GB.UTF-8"}, "en", id="that of the terminal"),
        pytest.param({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh", id="LC_ALL goes before LANG"),
        pytest.param({"KEFUFLOW_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en", id="the setting goes before both"),
    ],
)
def test_the_language_of_what_is_printed(environment: dict[str, str], language: str) -> None:
    assert printing.language(environment) == language


def test_a_refusal_in_english(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KEFUFLOW_LANGUAGE", "en")
    assert cli.main(["start", "nothing"]) == 1
    assert "nothing" in (said := capsys.readouterr().err) and said.isascii()
