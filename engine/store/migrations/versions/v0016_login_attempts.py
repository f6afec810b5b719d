"""Attempts to sign in, counted over all processes."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", types.Words(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index(op.f("ix_login_attempt_user_id_address"), "login_attempt", ["user_id", "address"])
    op.create_index(op.f("ix_login_attempt_at"), "login_attempt", ["at"])


def downgrade() -> None:
    op.drop_table("login_attempt")
