"""When a subscription was opened: a signal reaches those who waited when it was thrown."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription") as batch:
        batch.add_column(sa.Column("opened_at", types.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("subscription") as batch:
        batch.drop_column("opened_at")
