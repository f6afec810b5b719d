"""The first tables."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


TABLES = [
    "candidate",
    "user_task",
    "subscription",
    "notice_recipient",
    "notice_read",
    "message_start",
    "job",
    "incident",
    "decision",
    "credential",
    "activity",
    "user_account",
    "stream_head",
    "setting",
    "resource",
    "payload",
    "notice",
    "instance",
    "history",
    "definition",
    "command",
    "calendar",
]


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calendar")),
    )
    op.create_table(
        "command",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
    )
    op.create_table(
        "definition",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", types.Words(), nullable=True),
        sa.Column("file", types.Words(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("deployed_at", types.Moment(), nullable=False),
        sa.Column("deployed_by", sa.String(), nullable=True),
        sa.Column("comment", types.Words(), nullable=False),
        sa.Column("start_form", sa.String(), nullable=True),
        sa.Column("candidate_starter_groups", types.Names(), nullable=False),
        sa.Column("message_starts", types.Json(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_definition")),
        sa.UniqueConstraint("kind", "key", "version", name=op.f("uq_definition_kind_key_version")),
    )
    op.create_table(
        "history",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=True),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", "version", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_root_id"), "history", ["root_id"], unique=False)
    op.create_table(
        "instance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("process_key", sa.String(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("process_name", types.Words(), nullable=True),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starter_id", sa.String(), nullable=True),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("snapshot_format", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )
    op.create_index(op.f("ix_instance_business_key"), "instance", ["business_key"], unique=False)
    op.create_index(op.f("ix_instance_definition_id_state"), "instance", ["definition_id", "state"], unique=False)
    op.create_index(op.f("ix_instance_process_key_state"), "instance", ["process_key", "state"], unique=False)
    op.create_index(op.f("ix_instance_root_id_state"), "instance", ["root_id", "state"], unique=False)
    op.create_index(op.f("ix_instance_started_at"), "instance", ["started_at"], unique=False)
    op.create_index(op.f("ix_instance_starter_id"), "instance", ["starter_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("title", types.Words(), nullable=False),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"], unique=False)
    op.create_index(op.f("ix_notice_instance_id"), "notice", ["instance_id"], unique=False)
    op.create_table(
        "payload",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "version", name=op.f("pk_payload")),
    )
    op.create_table(
        "resource",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_resource")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "stream_head",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_stream_head")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("roles", types.Names(), nullable=False),
        sa.Column("groups", types.Names(), nullable=False),
        sa.Column("is_active", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("scope_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("is_loop", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_activity_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_instance_id_position"), "activity", ["instance_id", "position"], unique=False)
    op.create_table(
        "credential",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_credential_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "definition_id"], ["definition.kind", "definition.id"], name=op.f("fk_decision_kind_definition_id")
        ),
        sa.PrimaryKeyConstraint("id", "definition_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("process_name", types.Words(), nullable=True),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", types.Json(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("resolved_at", types.Moment(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_incident_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_instance_id_state"), "incident", ["instance_id", "state"], unique=False)
    op.create_index(op.f("ix_incident_root_id_state"), "incident", ["root_id", "state"], unique=False)
    op.create_index(op.f("ix_incident_state_created_at"), "incident", ["state", "created_at"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=True),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(), nullable=True),
        sa.Column("leased_until", types.Moment(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("is_dead", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("waits", types.Numbers(), nullable=False),
        sa.Column("payload", types.Json(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_job_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_instance_id"), "job", ["instance_id"], unique=False)
    op.create_index(op.f("ix_job_is_dead_due_at"), "job", ["is_dead", "due_at"], unique=False)
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
    op.create_table(
        "notice_read",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_read_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name=op.f("pk_notice_read")),
    )
    op.create_index(op.f("ix_notice_read_user_id"), "notice_read", ["user_id"], unique=False)
    op.create_table(
        "notice_recipient",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_recipient_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "kind", "name", name=op.f("pk_notice_recipient")),
    )
    op.create_index(op.f("ix_notice_recipient_kind_name"), "notice_recipient", ["kind", "name"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_subscription_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_instance_id"), "subscription", ["instance_id"], unique=False)
    op.create_index(op.f("ix_subscription_name"), "subscription", ["name"], unique=False)
    op.create_table(
        "user_task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("definition_id", sa.String(), nullable=False),
        sa.Column("process_key", sa.String(), nullable=False),
        sa.Column("process_name", types.Words(), nullable=True),
        sa.Column("business_key", types.Words(), nullable=True),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("description", types.Words(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("candidate_users", types.Names(), nullable=False),
        sa.Column("candidate_groups", types.Names(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=True),
        sa.Column("follow_up_at", types.Moment(), nullable=True),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("completed_by", sa.String(), nullable=True),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_user_task_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
    )
    op.create_index(op.f("ix_user_task_assignee_state"), "user_task", ["assignee", "state"], unique=False)
    op.create_index(op.f("ix_user_task_completed_by_ended_at"), "user_task", ["completed_by", "ended_at"], unique=False)
    op.create_index(op.f("ix_user_task_instance_id"), "user_task", ["instance_id"], unique=False)
    op.create_index(op.f("ix_user_task_root_id"), "user_task", ["root_id"], unique=False)
    op.create_index(op.f("ix_user_task_state_due_at"), "user_task", ["state", "due_at"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_candidate_task_id")),
        sa.PrimaryKeyConstraint("task_id", "kind", "name", name=op.f("pk_candidate")),
    )
    op.create_index(op.f("ix_candidate_kind_name"), "candidate", ["kind", "name"], unique=False)


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
