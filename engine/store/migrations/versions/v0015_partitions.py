"""History by the month in which the root instance started; on PostgreSQL each month is a partition."""

import sqlalchemy as sa
from alembic import op

from engine.store import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MONTH = {
    "postgresql": "CAST(to_char(r.started_at AT TIME ZONE 'UTC', 'YYYYMM') AS integer)",
    "sqlite": "CAST(substr(r.started_at, 1, 4) || substr(r.started_at, 6, 2) AS integer)",
}
COLUMNS = {
    "history": "stream, version, root_id, command_id, at, actor_kind, actor_id, format, body, hash",
    "payload": "stream, version, body",
}


def upgrade() -> None:
    op.add_column("instance", sa.Column("period", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("instance", sa.Column("head_at", types.Moment(), nullable=True))
    month = MONTH[op.get_bind().dialect.name]
    op.execute(f"UPDATE instance SET period = (SELECT {month} FROM instance r WHERE r.id = instance.root_id)")
    op.execute(
        "UPDATE instance SET head_at ="
        " (SELECT h.at FROM history h WHERE h.stream = instance.id AND h.version = instance.version)"
    )
    op.drop_index("ix_history_root_id", "history")
    for name in COLUMNS:
        _put_aside(name)
    _make_history()
    _make_payload()
    if _is_postgres():
        _make_partitions()
    for name in COLUMNS:
        _fill(name)
    op.create_index("ix_history_root_id", "history", ["root_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_history_root_id", "history")
    for name in COLUMNS:
        _put_aside(name)
    _make_history(is_partitioned=False)
    _make_payload(is_partitioned=False)
    for name, columns in COLUMNS.items():
        op.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name}_before")
        op.drop_table(f"{name}_before")
    op.create_index("ix_history_root_id", "history", ["root_id"], unique=False)
    with op.batch_alter_table("instance") as batch:
        batch.drop_column("head_at")
        batch.drop_column("period")


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _put_aside(name: str) -> None:
    op.rename_table(name, f"{name}_before")
    if _is_postgres():  # where its name belongs to the whole schema
        op.execute(f"ALTER TABLE {name}_before RENAME CONSTRAINT pk_{name} TO pk_{name}_before")


def _make_history(*, is_partitioned: bool = True) -> None:
    op.create_table(
        "history",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_period(is_partitioned),
        sa.Column("root_id", sa.String(), nullable=True),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        _key("history", is_partitioned),
        postgresql_partition_by="LIST (period)" if is_partitioned else None,
    )


def _make_payload(*, is_partitioned: bool = True) -> None:
    op.create_table(
        "payload",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_period(is_partitioned),
        sa.Column("body", sa.Text(), nullable=False),
        _key("payload", is_partitioned),
        postgresql_partition_by="LIST (period)" if is_partitioned else None,
    )


def _period(is_partitioned: bool) -> list[sa.Column[int]]:
    return [sa.Column("period", sa.Integer(), nullable=False, server_default="0")] if is_partitioned else []


def _key(name: str, is_partitioned: bool) -> sa.PrimaryKeyConstraint:
    names = ["stream", "version", "period"] if is_partitioned else ["stream", "version"]
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{name}")


def _make_partitions() -> None:
    """Of the months that there are; whatever else comes goes to the last one, until its month is made."""
    months = op.get_bind().scalars(sa.text("SELECT DISTINCT period FROM instance WHERE period > 0")).all()
    for name in COLUMNS:
        for month in (0, *sorted(months)):
            op.execute(f"CREATE TABLE {name}_{month:06} PARTITION OF {name} FOR VALUES IN ({month})")
        op.execute(f"CREATE TABLE {name}_other PARTITION OF {name} DEFAULT")


def _fill(name: str) -> None:
    columns = COLUMNS[name]
    listed = ", ".join(f"b.{each}" for each in columns.split(", "))
    op.execute(
        f"INSERT INTO {name} ({columns}, period) SELECT {listed}, COALESCE(i.period, 0)"
        f" FROM {name}_before b LEFT JOIN instance i ON i.id = b.stream"
    )
    op.drop_table(f"{name}_before")
