"""Who may start a process, person by person."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("definition", sa.Column("candidate_starter_users", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("definition") as batch:
        batch.drop_column("candidate_starter_users")
