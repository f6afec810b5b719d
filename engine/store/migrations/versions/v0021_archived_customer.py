"""Whose case is in an archive, so that an erasure can name the files."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("archived_case", sa.Column("customer_id", sa.String(), nullable=True))
    op.create_index("ix_archived_case_customer_id", "archived_case", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_archived_case_customer_id", "archived_case")
    with op.batch_alter_table("archived_case") as batch:
        batch.drop_column("customer_id")
