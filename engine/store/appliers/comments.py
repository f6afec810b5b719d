"""Rows of remarks."""

from engine.model.event import CommentAdded
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.comment import comment


def comment_added(rows: Rows, context: Context, event: CommentAdded) -> None:
    rows.insert(
        comment,
        id=context.id(event.comment_id),
        instance_id=context.instance_id,
        root_id=context.root_id,
        author_id=context.actor.id,
        text=event.text,
        mentions=event.mentions,
        created_at=context.at,
    )
