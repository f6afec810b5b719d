"""API tokens of other programs."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("roles", types.Names(), nullable=False),
        sa.Column("groups", types.Names(), nullable=False),
        sa.Column("topics", types.Names(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=True),
        sa.Column("revoked_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
    )
    op.create_table(
        "token_secret",
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("last_used_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name="fk_token_secret_token_id"),
        sa.PrimaryKeyConstraint("token_id", name="pk_token_secret"),
    )


def downgrade() -> None:
    op.drop_table("token_secret")
    op.drop_table("api_token")
