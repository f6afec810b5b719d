"""Partitions of history on PostgreSQL: one per month, made ahead of time.

A row whose month nobody has made yet goes to the default partition, and moves when its month is made; so nothing
depends on housekeeping being in time. Any number of processes may do this at once.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, text, update

from engine.store.busy import Busy
from engine.store.period import following, period_of
from engine.store.store import Store
from engine.store.tables.history import history, payload
from engine.store.tables.instance import instance

log = logging.getLogger(__name__)

PARTITIONED = ("history", "payload")
AHEAD = 3  # months, the present one included
PATIENCE = "2s"  # for the lock on a table that others write to; else the next round does it
LOCK = 5_338_002  # any number, the same in all processes

_MONTHS = text(
    "SELECT substring(c.relname from '[0-9]{6}$')::integer FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = to_regclass('payload') AND c.relname ~ '[0-9]{6}$'"  # the last table that is made
)


def keep_ahead(store: Store, now: datetime) -> list[int]:
    """Makes the months that are missing, each in a transaction of its own; answers those that it made."""
    if not store.is_partitioned:
        return []
    with store.write() as unit:
        wanted = missing(unit.connection, now)
    return [month for month in wanted if _could_make(store, month)]


def _could_make(store: Store, month: int) -> bool:
    try:
        with store.write() as unit:
            make(unit.connection, month)
    except Busy:
        log.info("partition %06d is made later: the table is in use", month)
        return False
    return True


def months(connection: Connection) -> list[int]:
    """Of which there is a partition, and 0 for what belongs to no case."""
    return sorted(connection.scalars(_MONTHS))


def missing(connection: Connection, now: datetime) -> list[int]:
    """Of the coming months, and of what lies in the default partition."""
    month, wanted = period_of(now), set(connection.scalars(text("SELECT DISTINCT period FROM history_other")))
    for _ in range(AHEAD):
        wanted.add(month)
        month = following(month)
    return sorted(wanted - set(months(connection)))


def make(connection: Connection, month: int) -> None:
    """In the caller's transaction. Fails when somebody holds the table for longer than two seconds."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if month in months(connection):  # another process was first
        return
    for table in PARTITIONED:
        # whoever writes waits here, and sees the new partition; behind this lock it would have chosen the old one
        connection.execute(text(f"LOCK TABLE ONLY {table} IN SHARE ROW EXCLUSIVE MODE"))
        for statement in _making(table, f"{table}_{month:06}", int(month)):
            connection.execute(text(statement))


def _making(table: str, name: str, month: int) -> tuple[str, ...]:
    """Attached, not made as a partition: that would stop all who write."""
    return (
        f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)",
        f"WITH moved AS (DELETE FROM {table}_other WHERE period = {month} RETURNING *)"  # noqa: S608
        f" INSERT INTO {name} SELECT * FROM moved",
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES IN ({month})",
    )


def drop(connection: Connection, month: int) -> bool:
    """Whether it could be dropped: nothing lies in it any more. In the caller's transaction, as `make`."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    names = [f"{table}_{int(month):06}" for table in PARTITIONED]
    for name in names:
        connection.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
    if any(connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})")) for name in names):  # noqa: S608
        return False
    for name in names:
        connection.execute(text(f"DROP TABLE {name}"))
    return True


def move(connection: Connection, root_ids: Collection[str], month: int) -> None:
    """The history of these families lies in another month from now on. The caller holds the locks of the roots."""
    roots, to = sorted(root_ids), {"period": int(month)}
    mine = select(instance.c.id).where(instance.c.root_id.in_(roots))
    connection.execute(update(payload).where(payload.c.stream.in_(mine)).values(to))
    connection.execute(update(history).where(history.c.root_id.in_(roots)).values(to))
    connection.execute(update(instance).where(instance.c.root_id.in_(roots)).values(to))
