"""A signed checkpoint outside the database convicts whoever rewrites a history whole, where a chain sees nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from engine import cli
from engine.api import SYSTEM
from engine.checkpoints import EVERY, Checkpoints
from engine.clock import ManualClock
from engine.errors import EngineError
from engine.history.checkpoint import Signed, faults, proof, read, write
from engine.model import chain
from engine.model import command as c
from engine.store.removal import remove
from engine.store.tables.history import history, payload
from engine.store.tables.instance import instance
from tests.archive.conftest import Desk
from tests.runtime.office import MONDAY


@pytest.fixture
def made(desk: Desk, tmp_path: Path) -> Signed:
    """Of a desk with an open and an ended case."""
    desk.ended("a")
    desk.begun("open")
    return signed(desk, tmp_path)


def signed(desk: Desk, folder: Path) -> Signed:
    return read(desk.engine.checkpoint(folder / "checkpoints", folder / "key" / "checkpoint.key").read_bytes())


def codes(desk: Desk, made: Signed) -> list[tuple[str, Any]]:
    held = desk.engine.held_against(made, desk.folder)
    return [(each.code, each.params.get("stream")) for each in held.verification.problems]


def test_all_streams_are_signed_and_still_there(desk: Desk, made: Signed) -> None:
    assert {"a", "open", "system", "definition:process:outer"} <= {stream for stream, _, _ in made.heads}
    assert list(faults(made)) == []
    desk.do(c.AddComment(instance_id="open", text="补充"))
    desk.do(c.CompleteUserTask(task_id=desk.open_task("open")))
    assert codes(desk, made) == []


def test_history_says_that_it_was_made(desk: Desk, made: Signed) -> None:
    [known] = desk.engine.checkpoints(SYSTEM)
    assert (known.digest, known.root) == (made.checkpoint.digest, made.checkpoint.root)
    assert desk.broken() == {}


def test_each_names_the_one_before(desk: Desk, made: Signed, tmp_path: Path) -> None:
    assert made.checkpoint.previous is None
    assert signed(desk, tmp_path).checkpoint.previous == made.checkpoint.digest


def rewrite(desk: Desk, stream: str) -> None:
    """By other commands than they were: bodies, hashes, head, all of it right, by somebody who knows the format."""
    with desk.engine._services.store.write() as unit:
        previous, commits = chain.GENESIS, unit.raw_commits(stream)
        for commit in commits:
            body = commit.body.replace(commit.command_id, "another")
            previous = chain.link(previous, body)
            values = {"body": body, "hash": previous, "command_id": "another"}
            unit.connection.execute(history.update().where(row(stream, commit.version)).values(values))
        unit.connection.execute(instance.update().where(instance.c.id == stream).values(head_hash=previous))


def cut_off(desk: Desk, stream: str) -> None:
    """The last commit never was: the remark is gone with all its traces but the counter of the state."""
    with desk.engine._services.store.write() as unit:
        *rest, last = unit.raw_commits(stream)
        unit.connection.execute(history.delete().where(row(stream, last.version)))
        unit.connection.execute(payload.delete().where(payload.c.stream == stream, payload.c.version == last.version))
        head = {"version": last.version - 1, "head_hash": rest[-1].hash, "snapshot_format": 0}
        unit.connection.execute(instance.update().where(instance.c.id == stream).values(head))


def take_away(desk: Desk, stream: str) -> None:
    with desk.engine._services.store.write() as unit:
        remove(unit.connection, [stream])


def row(stream: str, version: int) -> Any:
    return (history.c.stream == stream) & (history.c.version == version)


CRIMES: list[tuple[Callable[[Desk], None], str, str]] = [
    (lambda desk: rewrite(desk, "a"), "checkpoint.rewritten", "by another command"),
    (lambda desk: cut_off(desk, "open"), "checkpoint.cut_off", "without its end"),
    (lambda desk: take_away(desk, "a"), "checkpoint.gone", "as if there had been no case"),
]


@pytest.mark.parametrize(("crime", "code", "reason"), CRIMES, ids=[row[2] for row in CRIMES])
def test_what_a_chain_cannot_see(desk: Desk, tmp_path: Path, crime: Any, code: str, reason: str) -> None:
    desk.ended("a")
    desk.begun("open")
    desk.do(c.AddComment(instance_id="open", text="客户要求赔偿"))
    made = signed(desk, tmp_path)
    crime(desk)
    assert desk.broken() == {}, "the database itself finds nothing"
    assert code in {found for found, _ in codes(desk, made)}


def test_archived_cases_are_looked_up_in_their_files(desk: Desk, made: Signed) -> None:
    desk.wait(days=31)
    desk.archiver().run()
    held = desk.engine.held_against(made, desk.folder)
    assert (held.verification.problems, held.unseen) == ([], 0)
    away = desk.engine.held_against(made, desk.folder / "elsewhere")
    assert (away.verification.problems, away.unseen) == ([], 2)


FORGED: list[tuple[Callable[[Signed], Signed], str, str]] = [
    (lambda made: structs.replace(made, heads=made.heads[1:]), "checkpoint.bad_root", "a stream less"),
    (
        lambda made: structs.replace(made, heads=[(made.heads[0][0], 99, made.heads[0][2]), *made.heads[1:]]),
        "checkpoint.bad_root",
        "another head",
    ),
    (
        lambda made: structs.replace(made, checkpoint=structs.replace(made.checkpoint, count=1)),
        "checkpoint.bad_signature",
        "another count",
    ),
    (
        lambda made: structs.replace(made, checkpoint=structs.replace(made.checkpoint, signature="no hex")),
        "checkpoint.bad_signature",
        "no signature",
    ),
]


@pytest.mark.parametrize(("forge", "code", "reason"), FORGED, ids=[row[2] for row in FORGED])
def test_a_forged_checkpoint_is_found(made: Signed, forge: Callable[[Signed], Signed], code: str, reason: str) -> None:
    assert code in [each.code for each in faults(forge(made))]


def test_another_key_is_found_by_who_kept_the_right_one(made: Signed) -> None:
    assert list(faults(made, made.checkpoint.key)) == []
    assert [each.code for each in faults(made, "0" * 64)] == ["checkpoint.other_key"]


def test_a_proof_of_one_case_is_small_and_holds(made: Signed) -> None:
    cut = read(write(proof(made, ["open"])))
    assert [stream for stream, _, _ in cut.heads] == ["open"]
    assert list(faults(cut)) == []
    other = structs.replace(cut, heads=[("open", 1, "0" * 64)])
    assert [each.code for each in faults(other)] == ["checkpoint.bad_root"]
    with pytest.raises(EngineError, match="no_such_stream"):
        proof(made, ["nobody"])


def test_a_key_that_others_may_read_signs_nothing(desk: Desk, made: Signed, tmp_path: Path) -> None:
    (tmp_path / "key" / "checkpoint.key").chmod(0o644)
    with pytest.raises(EngineError, match="checkpoint.key_readable"):
        signed(desk, tmp_path)


def test_what_is_no_key_signs_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "checkpoint.key").touch(0o600)
    with pytest.raises(EngineError, match="checkpoint.no_key"):
        signed(desk, tmp_path)


def test_one_a_day_whoever_makes_it(desk: Desk, tmp_path: Path) -> None:
    services = desk.engine._services
    services.store.real_clock = clock = ManualClock(MONDAY)
    checkpoints = Checkpoints(services, tmp_path / "c", tmp_path / "k")
    assert checkpoints.make_if_due() is not None
    assert checkpoints.make_if_due() is None
    clock.advance(EVERY)
    assert checkpoints.make_if_due() is not None


def test_the_command_holds_files_against_a_checkpoint(
    desk: Desk, made: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported, small, whole = tmp_path / "open.json", tmp_path / "open.proof", tmp_path / "whole"
    exported.write_bytes(desk.engine.export(SYSTEM, "open"))
    whole.write_bytes(write(made))
    instances = [stream for stream, _, _ in made.heads if stream.partition(".")[0] == "open"]
    assert cli.main(["checkpoint", "prove", str(whole), *instances, "--to", str(small)]) == 0
    verify = ["checkpoint", "verify", str(small), "--history", str(exported), "--key"]
    assert cli.main([*verify, made.checkpoint.key]) == 0
    assert "2 of 2 streams" in capsys.readouterr().out
    assert cli.main([*verify, "0" * 64]) == 1
    rewrite(desk, "open")
    exported.write_bytes(desk.engine.export(SYSTEM, "open"))
    assert cli.main(["history", "verify", str(exported)]) == 0
    assert cli.main([*verify, made.checkpoint.key]) == 1
    assert "历史被改写过" in capsys.readouterr().err


def test_nothing_signed_proves_nothing(desk: Desk, made: Signed, tmp_path: Path) -> None:
    desk.begun("later")
    exported, whole = tmp_path / "later.json", tmp_path / "whole"
    exported.write_bytes(desk.engine.export(SYSTEM, "later"))
    whole.write_bytes(write(made))
    assert cli.main(["checkpoint", "verify", str(whole), "--history", str(exported)]) == 1


def test_bytes_that_are_no_checkpoint_are_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no")
    assert cli.main(["checkpoint", "verify", str(tmp_path / "x")]) == 2
