"""Rows of files."""

from engine.model.event import AttachmentAdded
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.attachment import attachment


def attachment_added(rows: Rows, context: Context, event: AttachmentAdded) -> None:
    rows.insert(
        attachment,
        id=context.id(event.attachment_id),
        instance_id=context.instance_id,
        root_id=context.root_id,
        name=event.name,
        media_type=event.media_type,
        size=event.size,
        digest=event.digest,
        added_by=context.actor.id,
        created_at=context.at,
    )
