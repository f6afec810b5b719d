"""What is suspended: instances with their jobs and tasks, and versions of definitions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("definition", "instance", "job", "user_task")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("is_suspended", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("is_suspended")
