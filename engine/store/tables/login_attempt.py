"""Who tried to sign in, by real time; forgotten when it was right, and soon in any case."""

from sqlalchemy import Column, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Words

login_attempt = Table(
    "login_attempt",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", Words, nullable=False),
    Column("address", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "user_id", "address"),
    Index(None, "at"),
)
