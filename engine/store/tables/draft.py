"""Half-filled forms of tasks, kept for whoever works on them until they are completed. No fact, so in no history."""

from sqlalchemy import Column, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Json, Moment

draft = Table(
    "draft",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("user_id", String, nullable=False),
    Column("body", Json, nullable=False),
    Column("saved_at", Moment, nullable=False),
)
