"""Searches that somebody comes back to, by page and name."""

from sqlalchemy import Column, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Words

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("user_id", String, primary_key=True),
    Column("page", String, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("query", Words, nullable=False),
)
