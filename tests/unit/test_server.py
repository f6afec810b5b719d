"""Where the server listens, and what it says when it cannot."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import cli
from engine.settings import from_environment


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port: int = other.getsockname()[1]
        monkeypatch.setenv("KEFUFLOW_DATA", str(tmp_path))
        monkeypatch.setenv("KEFUFLOW_DATABASE_URL", "")
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(port))
        yield port


def test_a_taken_port_is_told_in_one_sentence(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{taken}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])  # not of this machine; no address at all
def test_so_is_an_address_of_somebody_else(
    taken: int, host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOST", host)
    assert cli.main(["serve"]) == 2
    assert host in capsys.readouterr().err


@pytest.mark.parametrize(("value", "is_https"), [("1", True), ("", False), ("0", False)])
def test_https_is_switched_on_by_the_environment(value: str, is_https: bool) -> None:
    assert from_environment({"KEFUFLOW_HTTPS": value}).is_https is is_https
    assert from_environment({}).is_https is False
