"""What begins an instance: timers of no instance, and signals beside messages."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job") as batch:
        batch.alter_column("instance_id", existing_type=sa.String(), nullable=True)
    op.create_table(
        "start_listener",
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "definition_id"],
            ["definition.kind", "definition.id"],
            name=op.f("fk_start_listener_kind_definition_id"),
        ),
        sa.PrimaryKeyConstraint("trigger", "name", "definition_id", name=op.f("pk_start_listener")),
    )
    columns = "name, definition_id, kind, key, version, element_id"
    op.execute(f"INSERT INTO start_listener (trigger, {columns}) SELECT 'message', {columns} FROM message_start")
    op.drop_table("message_start")


def downgrade() -> None:
    op.create_table(
        "message_start",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "definition_id"],
            ["definition.kind", "definition.id"],
            name=op.f("fk_message_start_kind_definition_id"),
        ),
        sa.PrimaryKeyConstraint("name", "definition_id", name=op.f("pk_message_start")),
    )
    columns = "name, definition_id, kind, key, version, element_id"
    op.execute(f"INSERT INTO message_start ({columns}) SELECT {columns} FROM start_listener WHERE trigger = 'message'")
    op.drop_table("start_listener")
    op.execute("DELETE FROM job WHERE instance_id IS NULL")
    with op.batch_alter_table("job") as batch:
        batch.alter_column("instance_id", existing_type=sa.String(), nullable=False)
