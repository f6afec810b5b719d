"""Large states are not written anew with every commit: a snapshot, and rows of what happened since."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
oldest_program = "0025"  # folds a state of a format that it does not know from history
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tail",
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "version", name="pk_tail"),
    )
    op.add_column("instance", sa.Column("snapshot_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    """States with a tail are folded anew from history."""
    op.drop_table("tail")
    with op.batch_alter_table("instance") as batch:
        batch.drop_column("snapshot_version")
