"""Drafts of definitions."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "definition_draft",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_key", sa.String(), nullable=False),
        sa.Column("file", types.Words(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "kind", "key", name=op.f("pk_definition_draft")),
    )
    op.create_index(op.f("ix_definition_draft_about_kind_about_key"), "definition_draft", ["about_kind", "about_key"])


def downgrade() -> None:
    op.drop_table("definition_draft")
