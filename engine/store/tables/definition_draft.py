"""Drafts of definitions: one row per file of a draft, as it was last saved; the file itself is a resource."""

from sqlalchemy import Column, Index, Integer, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Words

definition_draft = Table(
    "definition_draft",
    metadata,
    Column("draft_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("about_kind", String, nullable=False),
    Column("about_key", String, nullable=False),
    Column("file", Words, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_by", String, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Index(None, "about_kind", "about_key"),
)
