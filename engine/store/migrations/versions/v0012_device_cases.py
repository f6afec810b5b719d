"""Cases are found by their device."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_instance_device_id"), "instance", ["device_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_instance_device_id"), "instance")
