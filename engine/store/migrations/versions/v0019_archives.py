"""Retention, archives, and the cases in them."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("process_key", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("process_key", name="pk_retention"),
    )
    op.create_table(
        "archive",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("case_count", sa.Integer(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archive"),
    )
    op.create_table(
        "archived_case",
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("archive_id", sa.String(), nullable=False),
        sa.Column("process_key", sa.String(), nullable=False),
        sa.Column("process_name", types.Words(), nullable=True),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["archive_id"], ["archive.id"], name="fk_archived_case_archive_id"),
        sa.PrimaryKeyConstraint("root_id", name="pk_archived_case"),
    )
    for name in ("archive_id", "business_key", "ended_at"):
        op.create_index(f"ix_archived_case_{name}", "archived_case", [name], unique=False)


def downgrade() -> None:
    for name in ("archived_case", "archive", "retention"):
        op.drop_table(name)
