"""In-app notices, to whom they went, and who has read them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Words

notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("element_id", String, nullable=False),
    Column("template", String, nullable=False),
    Column("title", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("level", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("title_en", Words),
    Column("body_en", Words),
    Column("is_in_app", Boolean(create_constraint=False)),  # None: as before there were other ways, so yes
    Index(None, "root_id"),
)

notice_recipient = Table(
    "notice_recipient",
    metadata,
    Column("notice_id", String, ForeignKey(notice.c.id), primary_key=True),
    Column("kind", String, primary_key=True),  # user, group
    Column("name", String, primary_key=True),
    Column("created_at", Moment),  # of the notice; None: it is not shown in the house
    Index(None, "kind", "name", "created_at", "notice_id"),
)

notice_read = Table(
    "notice_read",
    metadata,
    Column("notice_id", String, ForeignKey(notice.c.id), primary_key=True),
    Column("user_id", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "user_id"),
)
