"""How long ended cases are kept, the files that they went to, and which case is in which file."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Label, Moment, Words

retention = Table(
    "retention",
    metadata,
    Column("process_key", String, primary_key=True),
    Column("days", Integer),  # after the end; None: for ever
)

archive = Table(
    "archive",
    metadata,
    Column("id", String, primary_key=True),
    Column("file", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("case_count", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
)

archived_case = Table(
    "archived_case",
    metadata,
    Column("root_id", String, primary_key=True),
    Column("archive_id", String, ForeignKey(archive.c.id), nullable=False),
    Column("process_key", String, nullable=False),
    Column("process_name", Words),
    Column("business_key", Label),
    Column("period", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("customer_id", String),
    Index(None, "archive_id"),
    Index(None, "business_key"),
    Index(None, "ended_at", "root_id"),
    Index(None, "customer_id"),
)
