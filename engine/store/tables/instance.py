"""Process instances with their snapshots."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false

from engine.store.period import LASTING
from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Words

instance = Table(
    "instance",
    metadata,
    Column("id", String, primary_key=True),
    Column("root_id", String, nullable=False),
    Column("parent_id", String),
    Column("definition_id", String, nullable=False),
    Column("process_key", String, nullable=False),
    Column("version_number", Integer, nullable=False),  # of the definition
    Column("process_name", Words),
    Column("business_key", Words),
    Column("state", String, nullable=False),
    Column("starter_id", String),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),  # of the stream; what the snapshot stands for
    Column("head_hash", String(64), nullable=False),
    Column("snapshot_format", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("owner_id", String),  # who answers for the case
    Column("customer_id", String),
    Column("device_id", String),
    Column("source_id", String),  # the case that it came from
    Column("is_suspended", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Column("period", Integer, nullable=False, default=LASTING, server_default="0"),  # of the root's start
    Column("head_at", Moment),  # of the last commit; None: before this was kept
    Index(None, "root_id", "state"),
    Index(None, "business_key"),
    Index(None, "starter_id"),
    Index(None, "owner_id", "state"),
    Index(None, "customer_id"),
    Index(None, "device_id"),
    Index(None, "source_id"),
    Index(None, "process_key", "state"),
    Index(None, "definition_id", "state"),
    Index(None, "started_at"),
    postgresql_with={"fillfactor": 80},  # the snapshot is rewritten in place
)
