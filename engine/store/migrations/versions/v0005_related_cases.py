"""The case that a case came from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("instance") as instance:
        instance.add_column(sa.Column("source_id", sa.String(), nullable=True))
        instance.create_index(op.f("ix_instance_source_id"), ["source_id"])


def downgrade() -> None:
    with op.batch_alter_table("instance") as instance:
        instance.drop_index(op.f("ix_instance_source_id"))
        instance.drop_column("source_id")
