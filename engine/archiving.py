"""Ended cases whose time is over leave the database for files that prove themselves.

A file is written whole, read back and proved before anything is deleted; then one transaction names it in the system
stream, with its sha256, and takes its cases out. Killed in between, the next run takes up the file that is there.
"""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from engine.errors import Conflict, EngineError
from engine.history.archive import Archive, Manifest, digest_of, write
from engine.history.packing import Packing
from engine.history.verify_archive import broken_cases, verify_archive
from engine.identity.actor import SYSTEM
from engine.model.archive import ArchiveCases, ArchiveView
from engine.runtime.commands import execute
from engine.runtime.services import Services
from engine.store import disk

log = logging.getLogger(__name__)

BATCH = 500  # cases in a file
NAME = "kefuflow-archive-{}.zip"
PART = ".part"  # of a name: not whole yet


def pass_by(point: str) -> None:
    """A run stops nowhere."""


class Archiver:
    """`folder` is made when it is missing. `passing` is told: written, proved, renamed, recorded; tests stop it there.

    One at a time on a folder; another one waits.
    """

    def __init__(
        self, services: Services, folder: Path, *, batch: int = BATCH, passing: Callable[[str], None] = pass_by
    ) -> None:
        self._services = services
        self._folder = folder
        self._batch = batch
        self._passing = passing
        self.broken: list[str] = []  # cases that do not prove themselves, and stay where they are

    def run(self) -> list[ArchiveView]:
        """Everything that is due; the files that were made or taken up."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self._folder):
            self._tidy()
            made = [*self._taken_up(), *self._made()]
            disk.free(self._services.store, self._services.clock.now())
        return made

    def _tidy(self) -> None:
        for part in self._folder.glob(f"*{PART}"):
            part.unlink()

    def _made(self) -> Iterator[ArchiveView]:
        with self._services.store.read() as reader:
            kept = reader.retentions()
        for process_key, days in sorted(kept.items()):
            while roots := self._due(process_key, days):
                made = self._pack(roots)
                if made is not None:
                    yield made

    def _due(self, process_key: str, days: int) -> list[str]:
        before = self._services.clock.now() - timedelta(days=days)
        with self._services.store.read() as reader:
            return reader.archivable(process_key, before, self._batch, without=self.broken)

    def _pack(self, roots: Sequence[str]) -> ArchiveView | None:
        """None when some of them are broken, or changed meanwhile: they are asked for again."""
        now = self._services.clock.now()
        archive_id = f"{now:%Y%m%d}-{secrets.token_hex(5)}"
        part = self._folder / (NAME.format(archive_id) + PART)
        with self._services.store.read() as reader:
            packing = Packing(reader, roots)
            write(part, packing.members(), partial(packing.manifest, archive_id, now))
        self._passing("written")
        if not self._is_proved(part):
            part.unlink()
            return None
        self._passing("proved")
        whole = part.rename(part.with_suffix(""))
        _sync(self._folder)
        self._passing("renamed")
        return self._recorded(whole)

    def _is_proved(self, part: Path) -> bool:
        found = verify_archive(part)
        if found.is_whole:
            return True
        broken = broken_cases(part)
        if not broken:  # so it is the file
            raise EngineError("archive.not_proved", file=part.name)
        log.error("not archived, their history is broken: %s", ", ".join(broken))
        self.broken += broken
        return False

    def _taken_up(self) -> Iterator[ArchiveView]:
        """Files that were whole when the run before was killed, and whose cases are as they were."""
        for file in sorted(self._folder.glob(NAME.format("*"))):
            with Archive(file) as archive:
                manifest = archive.manifest
            if self._is_unrecorded(manifest) and verify_archive(file).is_whole:
                made = self._recorded(file)
                if made is not None:
                    yield made

    def _is_unrecorded(self, manifest: Manifest) -> bool:
        with self._services.store.read() as reader:
            if reader.archive(manifest.id) is not None:
                return False
            return reader.family_heads([each.root_id for each in manifest.cases]) == manifest.heads

    def _recorded(self, file: Path) -> ArchiveView | None:
        """Once for every file, however often it is asked for: the id of the command is that of the archive."""
        with Archive(file) as archive:
            manifest = archive.manifest
        command = ArchiveCases(
            command_id=f"archive/{manifest.id}",
            archive_id=manifest.id,
            file=file.name,
            digest=digest_of(file),
            size=file.stat().st_size,
            root_ids=[each.root_id for each in manifest.cases],
            heads=manifest.heads,
        )
        try:
            execute(self._services, command, SYSTEM)
        except Conflict as changed:
            log.info("not archived, something has happened meanwhile: %s", changed)
            file.unlink()
            return None
        self._passing("recorded")
        with self._services.store.read() as reader:
            return reader.archive(manifest.id)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    import fcntl  # not everywhere, and nothing else needs it

    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(folder: Path) -> None:
    """The new name is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
