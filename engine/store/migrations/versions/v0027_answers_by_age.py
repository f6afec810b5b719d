"""The way to the oldest answers of commands, which are forgotten one day."""

from alembic import op

revision = "0027"
down_revision = "0026"
oldest_program = "0025"
branch_labels = None
depends_on = None

NAME = "ix_command_at"


def upgrade() -> None:
    op.create_index(NAME, "command", ["at"])


def downgrade() -> None:
    op.drop_index(NAME, "command")
