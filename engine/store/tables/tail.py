"""What happened to a large instance since its snapshot was written."""

from sqlalchemy import Column, Integer, String, Table, Text

from engine.store.tables.metadata import metadata

# One row per commit; all of an instance are deleted with the next snapshot.
tail = Table(
    "tail",
    metadata,
    Column("instance_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)
