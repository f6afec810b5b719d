"""Makes signed checkpoints of a database, and holds a database against one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine.errors import EngineError
from engine.history.archive import Archive
from engine.history.checkpoint import Head, Signed, difference, faults, sign, write
from engine.identity.actor import SYSTEM
from engine.model.checkpoint import RecordCheckpoint
from engine.model.problem import Problem
from engine.model.view import Verification
from engine.runtime.commands import execute
from engine.runtime.dispatch import root_of
from engine.runtime.services import Services
from engine.signing_key import signing_key
from engine.store.reader import Reader

EVERY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """`folder`: where they are written; `key`: file of the private key."""

    services: Services
    folder: Path
    key: Path

    def make(self) -> Path:
        """Of all streams as they are now. Written and on the disk before history says so."""
        key = signing_key(self.key)
        with self.services.store.read() as reader:
            heads, earlier = reader.heads(), reader.checkpoints(limit=1)
        signed = sign(key, heads, self.services.store.real_clock.now(), earlier[0].digest if earlier else None)
        file = self._written(signed)
        made = signed.checkpoint
        command = RecordCheckpoint(
            digest=made.digest, root=made.root, count=made.count, key=made.key, file=file.name, made_at=made.made_at
        )
        execute(self.services, command, SYSTEM)
        return file

    def make_if_due(self) -> Path | None:
        """When the last one, whoever made it, is a day old."""
        with self.services.store.read() as reader:
            earlier = reader.checkpoints(limit=1)
        is_due = not earlier or self.services.store.real_clock.now() - earlier[0].made_at >= EVERY
        return self.make() if is_due else None

    def _written(self, signed: Signed) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"checkpoint-{signed.checkpoint.made_at:%Y%m%dT%H%M%S%f}Z.json.gz"
        part = self.folder / f"{name}.part"
        with part.open("wb") as file:
            file.write(write(signed))
            file.flush()
            os.fsync(file.fileno())
        return part.rename(self.folder / name)


@dataclass(frozen=True, slots=True)
class Held:
    """What came of holding a database against a checkpoint; `unseen`: streams in archives that are not at hand."""

    verification: Verification
    unseen: int


def held_against(services: Services, signed: Signed, archives: Path, key: str | None = None) -> Held:
    """Whether every head that was signed is still in its history, here or in an archive in that folder.

    That the commits up to it are as they were follows from the chain, which `history verify` proves.
    """
    problems = list(faults(signed, key))
    unseen = 0
    with services.store.read() as reader:
        now = reader.heads()
        for head in signed.heads:
            stream, version, hash = head
            if now.get(stream) == (version, hash):
                continue
            if stream in now:
                problems += difference(stream, version, hash, reader.hash_at(stream, version))
                continue
            found = _archived(reader, head, archives)
            unseen += found is None
            problems += found or []
    return Held(Verification(is_whole=not problems, commit_count=len(signed.heads), problems=problems), unseen)


def _archived(reader: Reader, head: Head, archives: Path) -> list[Problem] | None:
    """None when it is in an archive that is not at hand."""
    stream, version, hash = head
    case = reader.archived_case(root_of(stream))
    if case is None:
        return [Problem("checkpoint.gone", params={"stream": stream})]
    try:
        with Archive(archives / case.file) as archive:
            document = archive.document(case.root_id)
    except EngineError:
        return None
    commits = next((each.commits for each in document.instances if each.id == stream), [])
    return list(_differences(stream, version, hash, [(each.version, each.hash) for each in commits]))


def _differences(stream: str, version: int, hash: str, commits: list[tuple[int, str]]) -> Iterator[Problem]:
    yield from difference(stream, version, hash, dict(commits).get(version))
