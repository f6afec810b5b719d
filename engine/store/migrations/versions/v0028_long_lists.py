"""Whom a message is for, which cases are over, jobs that are dead or another's: found however many there are."""

from alembic import op

revision = "0028"
down_revision = "0027"
oldest_program = "0027"
branch_labels = None
depends_on = None

GONE = {"subscription": ["ix_subscription_name"], "job": ["ix_job_is_dead"]}
MADE = {
    "ix_subscription_name_id": "subscription (name, id)",
    "ix_subscription_business_key": "subscription (name, business_key, id) WHERE business_key IS NOT NULL",
    "ix_subscription_correlation_key": "subscription (name, correlation_key, id) WHERE correlation_key IS NOT NULL",
    "ix_instance_ended": "instance (process_key, ended_at, id) WHERE parent_id IS NULL AND ended_at IS NOT NULL",
    "ix_job_dead": "job (kind, due_at, id) WHERE is_dead IS {true}",
    "ix_job_external": "job (id) WHERE kind = 'external'",
}


def upgrade() -> None:
    for table, names in GONE.items():
        for name in names:
            op.drop_index(name, table)
    true = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    for name, what in MADE.items():
        op.execute(f"CREATE INDEX {name} ON {what.format(true=true)}")


def downgrade() -> None:
    for name, what in MADE.items():
        op.drop_index(name, what.partition(" ")[0])
    true = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    op.execute(f"CREATE INDEX ix_job_is_dead ON job (kind) WHERE is_dead IS {true}")
    op.create_index("ix_subscription_name", "subscription", ["name"])
