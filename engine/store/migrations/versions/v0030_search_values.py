"""Variables to search cases by: what processes declare, and the values."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

COLUMNS = ("text", "number", "moment", "flag")


def upgrade() -> None:
    op.add_column("definition", sa.Column("searchable", sa.Text(), nullable=False, server_default="{}"))
    op.create_table(
        "search_value",
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", types.Label(), nullable=True),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("moment", types.Moment(), nullable=True),
        sa.Column("flag", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "name", name="pk_search_value"),
    )
    for name in COLUMNS:
        op.execute(
            f"CREATE INDEX ix_search_value_{name} ON search_value (name, {name}, instance_id) WHERE {name} IS NOT NULL"
        )


def downgrade() -> None:
    op.drop_table("search_value")
    with op.batch_alter_table("definition") as batch:
        batch.drop_column("searchable")
