"""Streams of commits, the personal values beside them, and the answers to commands."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, literal_column

from engine.store.period import LASTING
from engine.store.tables.indexing import partial
from engine.store.tables.metadata import metadata
from engine.store.types import Moment


def period() -> Column[int]:
    """What the rows are partitioned by on PostgreSQL; the same for a whole family, so it keeps nothing unique."""
    return Column("period", Integer, primary_key=True, autoincrement=False, default=LASTING, server_default="0")


history = Table(
    "history",
    metadata,
    Column("stream", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    period(),
    Column("root_id", String),
    Column("command_id", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor_kind", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("format", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "root_id"),
    Index(None, "at", "stream", "version"),
    postgresql_partition_by="LIST (period)",
)
IS_OF_PERSON = history.c.actor_kind == literal_column("'user'")  # no parameter: else no plan may rely on it
Index(
    "ix_history_person", *(history.c[name] for name in ("actor_id", "at", "stream", "version")), **partial(IS_OF_PERSON)
)

# No foreign key to history: what is personal is erased, archived and moved on its own.
payload = Table(
    "payload",
    metadata,
    Column("stream", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    period(),
    Column("body", Text, nullable=False),
    postgresql_partition_by="LIST (period)",
)

# Heads of the streams that are no instances; an instance carries its own.
stream_head = Table(
    "stream_head",
    metadata,
    Column("stream", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

command = Table(
    "command",
    metadata,
    Column("id", String, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
