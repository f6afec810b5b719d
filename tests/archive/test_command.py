"""`kefuflow archive`: into a file, and what is seen in it when there is no database any more."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from engine import cli
from engine.history.archive import MANIFEST
from tests.archive.conftest import Desk


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two ended cases, whose time is over: they ended in January."""
    file = tmp_path / "kefuflow.db"
    monkeypatch.setenv("KEFUFLOW_DATA", str(tmp_path))
    monkeypatch.setenv("KEFUFLOW_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KEFUFLOW_ARCHIVE", str(tmp_path / "files"))
    with_desk = Desk(f"sqlite:///{file}")
    with_desk.set_up()
    with_desk.ended("a", "b")
    with_desk.close()
    return file


def archived(database: Path) -> Path:
    assert cli.main(["archive", "run"]) == 0
    [file] = (database.parent / "files").glob("*.zip")
    return file


def test_cases_are_archived_and_found(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["archive", "keep", "outer", "10"]) == 0
    file = archived(database)
    assert file.name in capsys.readouterr().out
    assert cli.main(["archive", "list", "TS-a"]) == 0
    assert capsys.readouterr().out == f"a  TS-a  2026-01-05  {file.name}\n"
    assert cli.main(["archive", "list"]) == 0
    assert file.name in capsys.readouterr().out
    assert cli.main(["history", "verify"]) == 0


def test_an_auditor_needs_only_the_file(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archived(database)
    database.unlink()
    monkeypatch.setenv("KEFUFLOW_DATABASE_URL", "postgresql://nobody@nowhere.invalid/none")
    capsys.readouterr()
    assert cli.main(["archive", "verify", str(file)]) == 0
    assert cli.main(["history", "verify", str(file)]) == 0
    assert cli.main(["archive", "show", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "a  TS-a  2026-01-05  outer 流程"
    assert cli.main(["archive", "show", str(file), "a"]) == 0
    said = capsys.readouterr().out
    assert "发起流程" in said and "已联系客户 a" in said
    assert cli.main(["archive", "show", str(file), "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def changed(file: Path, name: str, old: str, new: str) -> None:
    """One member has another text; everything else is packed again as it was."""
    with ZipFile(file) as packed:
        members = {each: packed.read(each) for each in packed.namelist()}
    assert old.encode() in members[name]
    members[name] = members[name].replace(old.encode(), new.encode())
    with ZipFile(file, "w") as packed:
        for each, data in members.items():
            packed.writestr(each, data)


TAMPERED = [
    ("cases/a.json", "赵强", "钱进", "a value"),
    ("cases/a.json", "outer:1", "outer:2", "a fact"),
    (MANIFEST, '"root_id":"a"', '"root_id":"z"', "the name of a case"),
]


@pytest.mark.parametrize(("name", "old", "new", "reason"), TAMPERED, ids=[row[3] for row in TAMPERED])
def test_a_changed_file_is_found(database: Path, name: str, old: str, new: str, reason: str) -> None:
    file = archived(database)
    changed(file, name, old, new)
    assert cli.main(["archive", "verify", str(file)]) == 1


def test_a_case_that_was_taken_out_is_found(database: Path) -> None:
    file = archived(database)
    with ZipFile(file) as packed:
        members = {each: packed.read(each) for each in packed.namelist() if each != "cases/b.json"}
    with ZipFile(file, "w") as packed:
        for each, data in members.items():
            packed.writestr(each, data)
    assert cli.main(["archive", "verify", str(file)]) == 1


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"PK no")
    assert cli.main(["archive", "verify", str(file)]) == 1
    assert cli.main(["archive", "show", str(file)]) == 2
