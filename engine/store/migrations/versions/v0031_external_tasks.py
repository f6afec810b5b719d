"""External tasks by topic, priority and due time, and when they were made; lists are planned as if they were long."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0031"
down_revision = "0030"
oldest_program = "0030"
branch_labels = None
depends_on = None

_ALIVE = "kind = 'external' AND is_dead IS {false} AND is_suspended IS {false}"
MADE = {
    "ix_job_external_due": f"job (handler, (-priority), due_at, id) WHERE {_ALIVE}",
    "ix_job_external_priority": "job (priority, id) WHERE kind = 'external'",
    "ix_job_external_created": "job ((coalesce(created_at, due_at)), id) WHERE kind = 'external'",
}
NAMES_OF_LISTS = {"user_task": "list_key", "offer": "list_key"}
FEW = 10  # as many lists are expected: else a list of very many rows is planned as a short one, and sorted whole


def upgrade() -> None:
    op.add_column("job", sa.Column("created_at", types.Moment(), nullable=True))
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    for name, what in MADE.items():
        op.execute(f"CREATE INDEX {name} ON {what.format(false=false)}")
    _expect(f"SET (n_distinct = {FEW})")


def downgrade() -> None:
    _expect("RESET (n_distinct)")
    for name in MADE:
        op.drop_index(name, "job")
    with op.batch_alter_table("job") as batch:
        batch.drop_column("created_at")


def _expect(what: str) -> None:
    """By the planner of PostgreSQL, from the next ANALYZE on."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in NAMES_OF_LISTS.items():
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} {what}")
