"""The way to the dead jobs, which are few, past all that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
oldest_program = "0017"
branch_labels = None
depends_on = None

NAME = "ix_job_is_dead"


def upgrade() -> None:
    is_dead = sa.column("is_dead", sa.Boolean()).is_(True)
    op.create_index(NAME, "job", ["kind"], postgresql_where=is_dead, sqlite_where=is_dead)


def downgrade() -> None:
    op.drop_index(NAME, "job")
