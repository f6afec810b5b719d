"""Notices that leave the house: deliveries, failed notices, contacts, and a notice in English too."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("title_en", types.Words(), nullable=True))
    op.add_column("notice", sa.Column("body_en", types.Words(), nullable=True))
    op.add_column("notice", sa.Column("is_in_app", sa.Boolean(), nullable=True))
    _make_contact()
    _make_delivery()
    _make_notice_failure()


def _make_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("email", types.Words(), nullable=False),
        sa.Column("phone", types.Words(), nullable=False),
        sa.Column("chat_ids", types.Json(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=True),
        sa.Column("quiet_until", sa.String(), nullable=True),
        sa.Column("digest_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_contact")),
    )


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("is_digest", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("sent_at", types.Moment(), nullable=True),
        sa.Column("address", types.Words(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("params", types.Json(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("leased_until", types.Moment(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_channel_state_due_at"), "delivery", ["channel", "state", "due_at"], unique=False)
    op.create_index(op.f("ix_delivery_notice_id"), "delivery", ["notice_id"], unique=False)
    op.create_index(op.f("ix_delivery_state_created_at"), "delivery", ["state", "created_at"], unique=False)


def _make_notice_failure() -> None:
    op.create_table(
        "notice_failure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("process_name", types.Words(), nullable=True),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("request", types.Json(), nullable=False),
        sa.Column("variables", types.Json(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", types.Json(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("resolved_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_failure")),
    )
    op.create_index(op.f("ix_notice_failure_instance_id"), "notice_failure", ["instance_id"], unique=False)
    op.create_index(op.f("ix_notice_failure_state_created_at"), "notice_failure", ["state", "created_at"], unique=False)


def downgrade() -> None:
    for name in ("notice_failure", "delivery", "contact"):
        op.drop_table(name)
    with op.batch_alter_table("notice") as table:
        table.drop_column("is_in_app")
        table.drop_column("body_en")
        table.drop_column("title_en")
