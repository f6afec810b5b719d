"""Remarks of people on a case."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from engine.store.tables.instance import instance
from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Names, Words

comment = Table(
    "comment",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, ForeignKey(instance.c.id), nullable=False),
    Column("root_id", String, nullable=False),
    Column("author_id", String, nullable=False),
    Column("text", Words, nullable=False),
    Column("mentions", Names, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "root_id", "created_at"),
    Index(None, "instance_id"),
)
