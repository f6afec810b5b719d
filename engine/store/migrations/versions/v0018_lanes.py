"""Where a job stands in line, by who carries it out and by priority: what claims look at, and nothing else.

Compatible: a job that an older program writes stands in lane 0, and is found there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
oldest_program = "0017"
branch_labels = None
depends_on = None

BASE = "CASE kind WHEN 'handler' THEN 10 WHEN 'external' THEN 20 ELSE 0 END"
LEVEL = (
    "CASE WHEN priority < 0 THEN -1 WHEN priority < 1 THEN 0 WHEN priority < 10 THEN 1 "
    "WHEN priority < 100 THEN 2 WHEN priority < 1000 THEN 3 ELSE 4 END"
)
ALIVE = sa.and_(sa.column("is_dead", sa.Boolean()).is_(False), sa.column("is_suspended", sa.Boolean()).is_(False))
ROOM = "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500"


def upgrade() -> None:
    op.add_column("job", sa.Column("lane", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE job SET lane = {BASE} + {LEVEL} WHERE priority <> 0 OR kind IN ('handler', 'external')")
    op.create_index("ix_job_lane_due_at", "job", ["lane", "due_at"], postgresql_where=ALIVE, sqlite_where=ALIVE)
    op.drop_index("ix_job_is_dead_due_at", "job")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE job SET ({ROOM})")  # rows are claimed in place, and are soon gone


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE job RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)")
    op.create_index("ix_job_is_dead_due_at", "job", ["is_dead", "due_at"])
    op.drop_index("ix_job_lane_due_at", "job")
    with op.batch_alter_table("job") as batch:
        batch.drop_column("lane")
