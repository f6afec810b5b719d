"""Signed checkpoints."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_checkpoint"),
    )
    op.create_index("ix_checkpoint_made_at", "checkpoint", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_table("checkpoint")
