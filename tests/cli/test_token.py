"""`kefuflow token`."""

from pathlib import Path

import pytest

from engine import cli
from engine.api import Engine


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("KEFUFLOW_DATABASE_URL", raising=False)
    monkeypatch.setenv("KEFUFLOW_LANGUAGE", "zh")
    monkeypatch.setenv("KEFUFLOW_DATA", str(tmp_path))
    return f"sqlite:///{tmp_path / 'kefuflow.db'}"


def test_made_listed_and_revoked(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["token", "create", "账务", "--topic", "credit", "--role", "agent", "--days", "30"]) == 0
    text = capsys.readouterr().out.strip()
    with Engine.open(database) as engine:
        holder = engine.token_holder(text)
        assert holder is not None and holder.works_on("credit")
    assert cli.main(["token", "list"]) == 0
    token_id, state, *_, name = capsys.readouterr().out.split()
    assert (state, name) == ("good", "账务")
    assert cli.main(["token", "revoke", token_id]) == 0
    with Engine.open(database) as engine:
        assert engine.token_holder(text) is None
    cli.main(["token", "list"])
    assert "revoked  20" in capsys.readouterr().out, "when it was used last is kept"


def test_one_that_could_do_nothing_is_refused(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["token", "create", "x"]) == 2
    assert "令牌" in capsys.readouterr().err
