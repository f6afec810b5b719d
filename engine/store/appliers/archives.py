"""Rows of retention and of archives; the rows of the archived cases themselves go away in the same transaction."""

from engine.model.event import CasesArchived, RetentionSet
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.archive import archive, retention


def retention_set(rows: Rows, context: Context, event: RetentionSet) -> None:
    rows.insert(retention, process_key=event.process_key, days=event.days)


def cases_archived(rows: Rows, context: Context, event: CasesArchived) -> None:
    rows.insert(
        archive,
        id=event.archive_id,
        file=event.file,
        digest=event.digest,
        size=event.size,
        case_count=len(event.root_ids),
        made_at=context.at,
    )
