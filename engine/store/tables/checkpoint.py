"""Signed checkpoints that were written outside."""

from sqlalchemy import Column, Index, Integer, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("root", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("file", String, nullable=False),
    Column("made_at", Moment, nullable=False),  # real time
    Index(None, "made_at"),
)
