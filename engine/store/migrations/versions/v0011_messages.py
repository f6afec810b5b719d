"""Messages that wait for a receiver, and correlation keys."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("correlation_key", types.Words(), nullable=True))
    op.create_table(
        "buffered_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("correlation_key", types.Words(), nullable=True),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("sent_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buffered_message")),
    )
    op.create_index(op.f("ix_buffered_message_name_position"), "buffered_message", ["name", "position"])


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'buffer'")
    op.drop_table("buffered_message")
    with op.batch_alter_table("subscription") as batch:
        batch.drop_column("correlation_key")
