"""Who has which task open, by real time; written over and over, and soon forgotten."""

from sqlalchemy import Column, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment

presence = Table(
    "presence",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("user_id", String, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Index(None, "seen_at"),
)
