"""What failed, for workers outside, and the way to the jobs of a topic."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = "ix_job_handler_priority"


def upgrade() -> None:
    op.add_column("job", sa.Column("error_message", types.Words(), nullable=True))
    op.add_column("job", sa.Column("error_details", types.Words(), nullable=True))
    is_external = sa.text("kind = 'external'")
    op.create_index(NAME, "job", ["handler", "priority"], sqlite_where=is_external, postgresql_where=is_external)


def downgrade() -> None:
    op.drop_index(NAME, "job")
    with op.batch_alter_table("job") as batch:
        batch.drop_column("error_details")
        batch.drop_column("error_message")
