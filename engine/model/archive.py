"""Archives: how long ended cases are kept, and where they went."""

from datetime import datetime

import msgspec

from engine.model.command import Command


class SetRetention(Command, frozen=True, kw_only=True):
    """Ended cases of a process are kept for `days` after their end, then archived; None: for ever."""

    process_key: str
    days: int | None
    reason: str = ""


class ArchiveCases(Command, frozen=True, kw_only=True):
    """These families stand whole in this file, and leave the database. For the engine itself.

    `digest`: sha256 of the file. `heads`: of every stream of the families, version and hash, as the file has them.
    """

    archive_id: str
    file: str
    digest: str
    size: int
    root_ids: list[str]
    heads: dict[str, tuple[int, str]]


class ArchiveView(msgspec.Struct, frozen=True, kw_only=True):
    """A file of cases; `file` is its name in the folder of archives, `size` in bytes."""

    id: str
    file: str
    digest: str
    size: int
    case_count: int
    made_at: datetime


class ArchivedCaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case that left the database; `file` has it."""

    root_id: str
    archive_id: str
    file: str
    process_key: str
    process_name: str | None
    business_key: str | None
    started_at: datetime
    ended_at: datetime
