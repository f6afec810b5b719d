"""Takes whole families out of the tables. Which rows are a family's is read off the columns of each table."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select

from engine.store.schema import TABLES
from engine.store.tables.archive import archived_case
from engine.store.tables.attachment import attachment, attachment_content
from engine.store.tables.instance import instance
from engine.store.tables.notice import notice
from engine.store.tables.user_task import user_task

PARENTS = {"instance_id": instance, "stream": instance, "task_id": user_task, "notice_id": notice}
"""Column -> the table whose rows it names, which have a root_id."""


def remove(connection: Connection, root_ids: Collection[str]) -> None:
    """With their history. The caller holds the locks of the roots, and has written elsewhere what they were."""
    roots = sorted(root_ids)
    files = connection.scalars(select(attachment.c.digest).where(attachment.c.root_id.in_(roots)).distinct()).all()
    held = [each for each in reversed(TABLES) if key_of(each)]
    for table in sorted(held, key=lambda each: key_of(each) == "root_id"):  # what is found by its parent goes first
        connection.execute(delete(table).where(of_families(table, roots)))
    remove_contents(connection, files)


def key_of(table: Table) -> str | None:
    """The column that says whose a row is; None where nothing belongs to a case."""
    if table is archived_case:
        return None
    return next((name for name in ("root_id", *PARENTS) if name in table.c), None)


def of_families(table: Table, roots: Collection[str]) -> ColumnElement[bool]:
    """Which rows belong to them, in a table that has a key."""
    name = key_of(table) or ""
    if name == "root_id":
        return table.c.root_id.in_(roots)
    parent = PARENTS[name]
    return table.c[name].in_(select(parent.c.id).where(parent.c.root_id.in_(roots)))


def remove_contents(connection: Connection, digests: Collection[str]) -> None:
    """Of files that no other case has. Locked first: who adds the same file now waits, and keeps it again."""
    mine = attachment_content.c.digest.in_(sorted(digests))
    connection.execute(select(attachment_content.c.digest).where(mine).with_for_update())
    is_used = exists().where(attachment.c.digest == attachment_content.c.digest)
    connection.execute(delete(attachment_content).where(mine, ~is_used))
