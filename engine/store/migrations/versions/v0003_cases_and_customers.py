"""Remarks and files on cases, who answers for a case, customers and their devices."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANCE_COLUMNS = ("owner_id", "customer_id", "device_id")


def upgrade() -> None:
    _make_comment()
    _make_attachment()
    _make_customer()
    for name in INSTANCE_COLUMNS:
        op.add_column("instance", sa.Column(name, sa.String(), nullable=True))
    op.create_index(op.f("ix_instance_owner_id_state"), "instance", ["owner_id", "state"], unique=False)
    op.create_index(op.f("ix_instance_customer_id"), "instance", ["customer_id"], unique=False)


def _make_comment() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("text", types.Words(), nullable=False),
        sa.Column("mentions", types.Names(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_comment_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_root_id_created_at"), "comment", ["root_id", "created_at"], unique=False)
    op.create_index(op.f("ix_comment_instance_id"), "comment", ["instance_id"], unique=False)


def _make_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_attachment_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_root_id_created_at"), "attachment", ["root_id", "created_at"], unique=False)
    op.create_index(op.f("ix_attachment_instance_id"), "attachment", ["instance_id"], unique=False)
    op.create_index(op.f("ix_attachment_digest"), "attachment", ["digest"], unique=False)
    op.create_table(
        "attachment_content",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_attachment_content")),
    )


def _make_customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, types.Words(), nullable=False) for name in ("name", "phone", "email", "address", "note")),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_phone"), "customer", ["phone"], unique=False)
    op.create_index(op.f("ix_customer_created_at"), "customer", ["created_at"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("model", types.Words(), nullable=False),
        sa.Column("serial", types.Words(), nullable=False),
        sa.Column("plate", types.Words(), nullable=False),
        sa.Column("sold_on", types.Day(), nullable=True),
        sa.Column("note", types.Words(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_device_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_customer_id"), "device", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_instance_customer_id"), "instance")
    op.drop_index(op.f("ix_instance_owner_id_state"), "instance")
    with op.batch_alter_table("instance") as batch:
        for name in INSTANCE_COLUMNS:
            batch.drop_column(name)
    for name in ("device", "customer", "attachment_content", "attachment", "comment"):
        op.drop_table(name)
