"""People's work: open, done and cancelled."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, false

from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Names, Words

user_task = Table(
    "user_task",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("element_id", String, nullable=False),
    Column("definition_id", String, nullable=False),
    Column("process_key", String, nullable=False),
    Column("process_name", Words),
    Column("business_key", Words),
    Column("name", Words, nullable=False),
    Column("description", Words),
    Column("state", String, nullable=False),
    Column("assignee", String),
    Column("candidate_users", Names, nullable=False),
    Column("candidate_groups", Names, nullable=False),
    Column("form_key", String),
    Column("priority", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("follow_up_at", Moment),
    Column("ended_at", Moment),
    Column("completed_by", String),
    Column("mark", BigInteger, nullable=False),  # another number after every change, for the pulse
    Column("is_suspended", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Index(None, "instance_id"),
    Index(None, "root_id"),
    Index(None, "assignee", "state"),
    Index(None, "completed_by", "ended_at"),
    Index(None, "state", "due_at"),
    postgresql_with={"fillfactor": 80},
)

# The same names as in user_task, so that a list finds its tasks by an index; also after they ended.
candidate = Table(
    "candidate",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("kind", String, primary_key=True),  # user, group
    Column("name", String, primary_key=True),
    Index(None, "kind", "name"),
)
