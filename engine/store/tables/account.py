"""Users and their credentials; settings and calendars of the centre."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text

from engine.store.tables.metadata import metadata
from engine.store.types import Json, Names, Words

user_account = Table(
    "user_account",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Words, nullable=False),
    Column("roles", Names, nullable=False),
    Column("groups", Names, nullable=False),
    Column("is_active", Boolean(create_constraint=False), nullable=False),
)

# Apart from the user, and in no event: the hash of a password is nobody's history.
credential = Table(
    "credential",
    metadata,
    Column("user_id", String, ForeignKey(user_account.c.id), primary_key=True),
    Column("password_hash", Text, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Json, nullable=False),
)

calendar = Table(
    "calendar",
    metadata,
    Column("key", String, primary_key=True),
    Column("body", Json, nullable=False),
)
