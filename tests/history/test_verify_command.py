"""`kefuflow history verify` without a target: every stream there is, counted by kind."""

import sqlite3
from pathlib import Path

import pytest

from engine import cli
from engine.api import SYSTEM, Engine
from engine.model.command import CreateUser, DeployFiles, StartInstance

DESK = Path(__file__).parents[1] / "web" / "desk"


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """One process with its forms and notices, one person, two cases."""
    file = tmp_path / "kefuflow.db"
    monkeypatch.setenv("KEFUFLOW_DATA", str(tmp_path))
    monkeypatch.setenv("KEFUFLOW_DATABASE_URL", f"sqlite:///{file}")
    with Engine.open(f"sqlite:///{file}") as engine:
        engine.execute(CreateUser(user_id="lin", name="林晓", roles=["agent"], groups=["junior_agents"]), SYSTEM)
        engine.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        for customer in ("赵强", "钱进"):
            engine.execute(StartInstance(key="desk", variables={"customer": customer}), SYSTEM)
    return file


def test_each_kind_of_stream_is_counted(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["history", "verify"]) == 0
    assert capsys.readouterr().out == "4 definition, 2 instance, 1 system verified, 0 broken\n"


@pytest.mark.parametrize("stream", ["system", "definition:process:desk", "definition:form:desk_start"])
def test_a_stream_that_is_no_instance_is_proved_too(
    database: Path, stream: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(database) as connection:
        changed = connection.execute("UPDATE history SET body = replace(body, ':', ': ') WHERE stream = ?", [stream])
        assert changed.rowcount
    assert cli.main(["history", "verify"]) == 1
    said = capsys.readouterr()
    assert said.out == "4 definition, 2 instance, 1 system verified, 1 broken\n"
    assert f"{stream}: broken" in said.err


@pytest.mark.parametrize("stream", ["system", "definition:process:desk"])
def test_so_is_one_that_was_taken_away(database: Path, stream: str, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM history WHERE stream = ?", [stream])
    assert cli.main(["history", "verify"]) == 1
    assert f"{stream}: broken" in capsys.readouterr().err
