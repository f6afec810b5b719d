"""Rows of signed checkpoints."""

from engine.model.event import CheckpointMade
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.checkpoint import checkpoint


def checkpoint_made(rows: Rows, context: Context, event: CheckpointMade) -> None:
    rows.insert(
        checkpoint,
        digest=event.digest,
        root=event.root,
        count=event.count,
        key=event.key,
        file=event.file,
        made_at=event.made_at,
    )
