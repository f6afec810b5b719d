"""Lists that cost the same however long they are: whose list a task stands in, indexes in the order of the lists."""

import json
from itertools import islice

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DUE = "coalesce(due_at, '9999-12-31T00:00:00.000000Z')"
GONE = {
    "user_task": ["instance_id", "assignee_state", "completed_by_ended_at", "state_due_at"],
    "instance": [
        *("business_key", "starter_id", "owner_id_state", "customer_id", "device_id", "source_id"),
        *("process_key_state", "definition_id_state", "started_at"),
    ],
    "incident": ["state_created_at", "instance_id_state"],
    "notice": ["created_at", "instance_id"],
    "notice_recipient": ["kind_name"],
    "delivery": ["state_created_at"],
    "notice_failure": ["state_created_at", "instance_id"],
    "customer": ["created_at"],
    "archived_case": ["ended_at"],
}
MADE = [
    "ix_user_task_list_due ON user_task (list_key, {due}, created_at, id) WHERE list_key IS NOT NULL",
    "ix_user_task_list_priority ON user_task (list_key, (-priority), {due}, created_at, id) WHERE list_key IS NOT NULL",
    "ix_user_task_list_created ON user_task (list_key, created_at, id) WHERE list_key IS NOT NULL",
    "ix_user_task_open_due ON user_task ({due}, created_at, id) WHERE state = 'open'",
    "ix_user_task_open_priority ON user_task ((-priority), {due}, created_at, id) WHERE state = 'open'",
    "ix_user_task_open_created ON user_task (created_at, id) WHERE state = 'open'",
    "ix_user_task_process_due ON user_task (process_key, {due}, created_at, id) WHERE state = 'open'",
    "ix_user_task_done ON user_task (completed_by, ended_at, id) WHERE completed_by IS NOT NULL",
    "ix_offer_due ON offer (list_key, {due}, created_at, task_id) WHERE is_free IS {true}",
    "ix_offer_priority ON offer (list_key, (-priority), {due}, created_at, task_id) WHERE is_free IS {true}",
    "ix_offer_created ON offer (list_key, created_at, task_id) WHERE is_free IS {true}",
    "ix_instance_started ON instance (started_at, id) WHERE parent_id IS NULL",
    "ix_instance_state_started ON instance (state, started_at, id) WHERE parent_id IS NULL",
    "ix_instance_process_started ON instance (process_key, state, started_at, id) WHERE parent_id IS NULL",
    "ix_instance_starter_started ON instance (starter_id, started_at, id)"
    " WHERE parent_id IS NULL AND starter_id IS NOT NULL",
    "ix_instance_suspended ON instance (started_at, id) WHERE parent_id IS NULL AND {suspended}",
    "ix_instance_running ON instance (definition_id, started_at, id) WHERE state = 'active'",
    "ix_instance_parent_id ON instance (parent_id) WHERE parent_id IS NOT NULL",
    "ix_instance_business_key ON instance (business_key) WHERE business_key IS NOT NULL",
    "ix_instance_customer_id ON instance (customer_id) WHERE customer_id IS NOT NULL",
    "ix_instance_device_id ON instance (device_id) WHERE device_id IS NOT NULL",
    "ix_instance_source_id ON instance (source_id) WHERE source_id IS NOT NULL",
    "ix_incident_state_created_at_id ON incident (state, created_at, id)",
    "ix_notice_root_id ON notice (root_id)",
    "ix_notice_recipient_kind_name_created_at_notice_id ON notice_recipient (kind, name, created_at, notice_id)",
    "ix_delivery_state_created_at_id ON delivery (state, created_at, id)",
    "ix_delivery_log ON delivery (channel, state, created_at, id)",
    "ix_notice_failure_state_created_at_id ON notice_failure (state, created_at, id)",
    "ix_archived_case_ended_at_root_id ON archived_case (ended_at, root_id)",
    "ix_customer_name_id ON customer (name, id)",
    "ix_customer_email ON customer (email)",
    "ix_device_serial ON device (serial)",
    "ix_device_plate ON device (plate)",
]
LABELS = {
    "instance": ["business_key"],
    "archived_case": ["business_key"],
    "customer": ["name", "phone", "email"],
    "device": ["serial", "plate"],
}
AT_ONCE = 5_000

task = sa.table(
    "user_task",
    *(sa.column(name) for name in ("id", "state", "assignee", "candidate_users", "candidate_groups", "list_key")),
    *(sa.column(name) for name in ("due_at", "created_at", "priority")),
)


def upgrade() -> None:
    connection = op.get_bind()
    for table, names in GONE.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    op.drop_table("candidate")
    op.create_table(
        "offer",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("list_key", sa.String(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "list_key", name="pk_offer"),
    )
    op.add_column("user_task", sa.Column("list_key", sa.String(), nullable=True))
    op.add_column("notice_recipient", sa.Column("created_at", types.Moment(), nullable=True))
    op.execute(
        "UPDATE notice_recipient SET created_at = (SELECT created_at FROM notice WHERE notice.id = notice_id"
        " AND is_in_app IS NOT FALSE)"
    )
    _fill_lists(connection)
    if connection.dialect.name == "postgresql":
        for table, columns in LABELS.items():
            for column in columns:
                op.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT COLLATE "C"')
    is_postgres = connection.dialect.name == "postgresql"
    words = {
        "due": DUE,
        "true": "TRUE" if is_postgres else "1",
        "suspended": "is_suspended" if is_postgres else "is_suspended = 1",
    }
    for index in MADE:
        op.execute(f"CREATE INDEX {index.format(**words)}")


def _fill_lists(connection: sa.Connection) -> None:
    """As `engine/store/worklist.py` had it then."""
    offer = "INSERT INTO offer SELECT id, :list_key, due_at, created_at, priority, assignee IS NULL FROM user_task"
    found = connection.execute(sa.select(task).where(task.c.state == "open")).fetchall()
    rows = iter(found)
    while some := list(islice(rows, AT_ONCE)):
        lists = [(row, _offered(row.candidate_users, row.candidate_groups)) for row in some]
        first = [
            {"id": row.id, "list_key": f"mine/{row.assignee}" if row.assignee else next(iter(offers), None)}
            for row, offers in lists
        ]
        further = [{"id": row.id, "list_key": each} for row, offers in lists for each in offers[1:]]
        connection.execute(sa.text("UPDATE user_task SET list_key = :list_key WHERE id = :id"), first)
        if further:
            connection.execute(sa.text(f"{offer} WHERE id = :id"), further)


def _offered(users: str, groups: str) -> list[str]:
    named = [f"user/{each}" for each in json.loads(users)] + [f"group/{each}" for each in json.loads(groups)]
    return list(dict.fromkeys(named))


def downgrade() -> None:
    raise RuntimeError("lists of tasks cannot be made as they were")
