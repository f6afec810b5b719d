"""Files that hang on a case; their bytes by sha256, so that the same file is kept once."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table

from engine.store.tables.instance import instance
from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Words

attachment = Table(
    "attachment",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, ForeignKey(instance.c.id), nullable=False),
    Column("root_id", String, nullable=False),
    Column("name", Words, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("added_by", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "root_id", "created_at"),
    Index(None, "instance_id"),
    Index(None, "digest"),
)

# Apart from what is deployed, which is never erased.
attachment_content = Table(
    "attachment_content",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
