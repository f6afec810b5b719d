"""Messages that wait for a receiver."""

from sqlalchemy import BigInteger, Column, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Json, Moment, Words

buffered_message = Table(
    "buffered_message",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("position", BigInteger, nullable=False),  # the order in which messages of one name were sent
    Column("business_key", Words),
    Column("correlation_key", Words),
    Column("body", Json, nullable=False),  # variables, correlation_keys, local_correlation_keys
    Column("sent_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "name", "position"),
)
