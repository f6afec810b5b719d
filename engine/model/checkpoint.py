"""Signed checkpoints, as the database remembers them; the checkpoints themselves lie outside."""

from datetime import datetime

import msgspec

from engine.model.command import Command


class RecordCheckpoint(Command, frozen=True, kw_only=True):
    """This one has been signed and written. For the engine itself."""

    digest: str
    root: str
    count: int
    key: str
    file: str
    made_at: datetime


class CheckpointView(msgspec.Struct, frozen=True, kw_only=True):
    """`digest`: sha256 of what was signed; `count`: streams; `key`: public, in hex; `made_at`: real time."""

    digest: str
    root: str
    count: int
    key: str
    file: str
    made_at: datetime
