"""Takes the values of a person out of the tables. Bodies keep their digests, so that every hash still holds."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from engine.store.removal import of_families, remove_contents
from engine.store.tables.attachment import attachment
from engine.store.tables.comment import comment
from engine.store.tables.customer import customer, device
from engine.store.tables.delivery import delivery, notice_failure
from engine.store.tables.draft import draft
from engine.store.tables.history import payload
from engine.store.tables.job import incident, job
from engine.store.tables.notice import notice
from engine.store.tables.search_value import search_value
from engine.store.tables.tail import tail
from engine.store.tables.user_task import user_task

GONE = "—"  # where a text has to stand

EMPTIED: Mapping[Table, Mapping[str, Any]] = {
    user_task: {"name": GONE, "description": None},
    comment: {"text": GONE},
    notice: {"title": GONE, "body": GONE, "title_en": None, "body_en": None},
    delivery: {"address": None, "params": None},
    notice_failure: {"variables": {}, "params": {}},
    incident: {"params": {}},
    job: {"payload": None},
}
"""Columns that hold what people said; a test looks into every column of every table."""

REMOVED = (payload, tail, draft, attachment, search_value)


def erase(connection: Connection, customer_id: str, root_ids: Collection[str]) -> None:
    """The record of the customer, and all that ended cases have of it. The caller holds the locks."""
    roots = sorted(root_ids)
    files = connection.scalars(select(attachment.c.digest).where(of_families(attachment, roots)).distinct()).all()
    for table in REMOVED:
        connection.execute(delete(table).where(of_families(table, roots)))
    remove_contents(connection, files)
    for table, values in EMPTIED.items():
        connection.execute(update(table).where(of_families(table, roots)).values(values))
    _erase_record(connection, customer_id)


def _erase_record(connection: Connection, customer_id: str) -> None:
    connection.execute(delete(payload).where(payload.c.stream == f"customer:{customer_id}"))
    blank = {"name": GONE, "phone": "", "email": "", "address": "", "note": ""}
    connection.execute(update(customer).where(customer.c.id == customer_id).values(blank))
    unnamed = {"serial": "", "plate": "", "note": ""}
    connection.execute(update(device).where(device.c.customer_id == customer_id).values(unnamed))
