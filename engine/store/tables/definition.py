"""What was deployed: definitions of all kinds, the files, and what finds them."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from engine.store.tables.metadata import metadata
from engine.store.types import Entries, Json, Moment, Names, Words

definition = Table(
    "definition",
    metadata,
    Column("kind", String, primary_key=True),  # process, decision, form, templates, texts, drawing
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Words),
    Column("file", Words, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("deployment_id", String, nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("deployed_by", String),
    Column("comment", Words, nullable=False),
    Column("start_form", String),
    Column("candidate_starter_groups", Names, nullable=False),
    Column("message_starts", Json),
    Column("is_suspended", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Column("candidate_starter_users", Names),
    Column("searchable", Entries, nullable=False, default={}, server_default="{}"),  # name -> type
    UniqueConstraint("kind", "key", "version"),
)

# What begins an instance of a process: the name of a message or signal, or a start event with a condition.
start_listener = Table(
    "start_listener",
    metadata,
    Column("trigger", String, primary_key=True),  # message, signal, conditional
    Column("name", String, primary_key=True),
    Column("definition_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("element_id", String, nullable=False),
    ForeignKeyConstraint(["kind", "definition_id"], ["definition.kind", "definition.id"]),
)

# The decisions in a file of decisions.
decision = Table(
    "decision",
    metadata,
    Column("id", String, primary_key=True),
    Column("definition_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    ForeignKeyConstraint(["kind", "definition_id"], ["definition.kind", "definition.id"]),
)

resource = Table(
    "resource",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
