"""Process instances with their snapshots."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, literal_column

from engine.store.period import LASTING
from engine.store.tables.indexing import partial
from engine.store.tables.metadata import metadata
from engine.store.types import Label, Moment, Words

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
    Column("business_key", Label),
    Column("state", String, nullable=False),
    Column("starter_id", String),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),  # of the stream; what the snapshot and its tail stand for
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
    Column("snapshot_version", Integer),  # what the snapshot alone stands for, where it has a tail
    Index(None, "root_id", "state"),
    postgresql_with={"fillfactor": 80},  # the snapshot is rewritten in place
)
case = instance.c
_is_root = case.parent_id.is_(None)
IS_ACTIVE = case.state == literal_column("'active'")  # no parameter: else no plan may rely on it
_STARTED = (case.started_at, case.id)
Index("ix_instance_started", *_STARTED, **partial(_is_root))
Index("ix_instance_state_started", case.state, *_STARTED, **partial(_is_root))
Index("ix_instance_process_started", case.process_key, case.state, *_STARTED, **partial(_is_root))
Index("ix_instance_starter_started", case.starter_id, *_STARTED, **partial(_is_root & case.starter_id.is_not(None)))
Index("ix_instance_suspended", *_STARTED, **partial(_is_root & case.is_suspended))
Index("ix_instance_ended", case.process_key, case.ended_at, case.id, **partial(_is_root & case.ended_at.is_not(None)))
Index("ix_instance_running", case.definition_id, *_STARTED, **partial(IS_ACTIVE))
for _each in (case.parent_id, case.business_key, case.customer_id, case.device_id, case.source_id):
    Index(f"ix_instance_{_each.name}", _each, **partial(_each.is_not(None)))
