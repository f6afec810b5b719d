"""Commits by time, and by person and time."""

from alembic import op

revision = "0029"
down_revision = "0028"
oldest_program = "0028"
branch_labels = None
depends_on = None

MADE = {
    "ix_history_at_stream_version": "history (at, stream, version)",
    "ix_history_person": "history (actor_id, at, stream, version) WHERE actor_kind = 'user'",
}


def upgrade() -> None:
    for name, what in MADE.items():
        op.execute(f"CREATE INDEX {name} ON {what}")


def downgrade() -> None:
    for name in MADE:
        op.drop_index(name, "history")
