"""Notices on their way out of the house, notices whose template failed, and how people are reached."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from engine.store.tables.metadata import metadata
from engine.store.tables.notice import notice
from engine.store.types import Json, Moment, Words

delivery = Table(
    "delivery",
    metadata,
    Column("id", String, primary_key=True),  # <notice id>/<channel>, and /<user id> where the channel reaches a person
    Column("notice_id", String, ForeignKey(notice.c.id), nullable=False),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("user_id", String, nullable=False),  # empty: whoever reads the channel
    Column("is_digest", Boolean(create_constraint=False), nullable=False),
    Column("state", String, nullable=False),  # waiting, failed (and tried again), sent, dead
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),  # business time
    Column("sent_at", Moment),
    Column("address", Words),  # where it went
    Column("code", String),  # of the last failure
    Column("params", Json),
    Column("fence", Integer, nullable=False, default=0),
    Column("leased_until", Moment),  # real time
    Column("lease_owner", String),
    Index(None, "channel", "state", "due_at"),
    Index(None, "state", "created_at", "id"),
    Index("ix_delivery_log", "channel", "state", "created_at", "id"),
    Index(None, "notice_id"),
)

notice_failure = Table(
    "notice_failure",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("definition_id", String, nullable=False),
    Column("process_name", Words),
    Column("business_key", Words),
    Column("element_id", String, nullable=False),
    Column("template", String, nullable=False),
    Column("request", Json, nullable=False),  # whom to tell, by which channels
    Column("variables", Json, nullable=False),  # the locals that the template saw
    Column("code", String, nullable=False),
    Column("params", Json, nullable=False),
    Column("state", String, nullable=False),  # open, resolved
    Column("created_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Index(None, "state", "created_at", "id"),
)

contact = Table(
    "contact",
    metadata,
    Column("user_id", String, primary_key=True),
    Column("email", Words, nullable=False),
    Column("phone", Words, nullable=False),
    Column("chat_ids", Json, nullable=False),  # channel -> the name that its robot knows the person by
    Column("quiet_from", String),
    Column("quiet_until", String),
    Column("digest_minutes", Integer, nullable=False),
)
