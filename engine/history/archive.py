"""An archive: a ZIP file of whole cases that proves itself, without a database.

    manifest.json          Manifest: which cases, their heads, and the sha256 of every other member
    cases/<root id>.json   engine.history.document, without the sources of definitions
    resources/<sha256>     diagrams that the cases ran on
    attachments/<sha256>   files that hang on the cases

The manifest is the last member. The same cases give the same bytes, but for the id and the time.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec

from engine.errors import EngineError
from engine.history.document import Document
from engine.history.document import read as read_document
from engine.model.seal import canonical

MANIFEST = "manifest.json"
LARGEST_MEMBER = 1 << 30  # bytes
EPOCH = (1980, 1, 1, 0, 0, 0)  # no member has a time of its own

Head = tuple[int, str]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A family in the archive. `heads`: stream -> version and hash of its last commit."""

    root_id: str
    process_key: str
    process_name: str | None
    business_key: str | None
    started_at: datetime
    ended_at: datetime
    heads: dict[str, Head]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A process definition that cases ran on; its source is the resource with this digest."""

    id: str
    file: str
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal["kefuflow-archive"] = "kefuflow-archive"
    version: Literal[1] = 1
    id: str
    made_at: datetime
    cases: list[Case]
    definitions: list[Origin] = []
    members: dict[str, str] = {}

    @property
    def heads(self) -> dict[str, Head]:
        """Of all streams."""
        return {stream: head for case in self.cases for stream, head in case.heads.items()}


_decoder = msgspec.json.Decoder(Manifest, float_hook=Decimal)


def case_member(root_id: str) -> str:
    return f"cases/{root_id}.json"


def resource_member(digest: str) -> str:
    return f"resources/{digest}"


def attachment_member(digest: str) -> str:
    return f"attachments/{digest}"


def write(path: Path, members: Iterable[tuple[str, bytes]], manifest: Callable[[dict[str, str]], Manifest]) -> None:
    """All of it, on the disk when this returns; `manifest` is made from the digests of the members."""
    digests: dict[str, str] = {}
    with path.open("wb") as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as packed:
            for name, data in members:
                if name not in digests:
                    digests[name] = sha256(data).hexdigest()
                    packed.writestr(_info(name), data, ZIP_DEFLATED)
            packed.writestr(_info(MANIFEST), canonical(manifest(digests)).encode(), ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())


def _info(name: str) -> ZipInfo:
    return ZipInfo(name, EPOCH)


class Archive:
    """Opened for reading. Raises EngineError `archive.unreadable`, and for a case `archive.no_such_case`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = ZipFile(path)
            self.manifest = _decoder.decode(self.member(MANIFEST))
        except (BadZipFile, KeyError, OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
            raise EngineError("archive.unreadable", file=path.name) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> Iterator[str]:
        return (name for name in self._zip.namelist() if name != MANIFEST)

    def member(self, name: str) -> bytes:
        """Raises KeyError, and EngineError for one that is too large to be true."""
        if self._zip.getinfo(name).file_size > LARGEST_MEMBER:
            raise EngineError("archive.unreadable", file=self._path.name)
        return self._zip.read(name)

    def document(self, root_id: str) -> Document:
        if not any(each.root_id == root_id for each in self.manifest.cases):
            raise EngineError("archive.no_such_case", case=root_id, file=self._path.name)
        return read_document(self.member(case_member(root_id)))


def digest_of(path: Path) -> str:
    """The sha256 of a file, as the system stream of the database names it."""
    found = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()
