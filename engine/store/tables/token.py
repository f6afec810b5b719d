"""API tokens, and what proves them."""

from sqlalchemy import Column, ForeignKey, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Names, Words

api_token = Table(
    "api_token",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Words, nullable=False),
    Column("roles", Names, nullable=False),
    Column("groups", Names, nullable=False),
    Column("topics", Names, nullable=False),
    Column("created_by", String),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),  # real time
    Column("revoked_at", Moment),
)

# Apart from the token, and in no event, as the hashes of passwords.
token_secret = Table(
    "token_secret",
    metadata,
    Column("token_id", String, ForeignKey(api_token.c.id), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("last_used_at", Moment),  # real time, to the minute
)
