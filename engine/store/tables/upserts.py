"""Tables whose rows are written whether or not they exist, and the columns that then stay as they are."""

from collections.abc import Mapping

from sqlalchemy import Table

from engine.store.tables.account import calendar, credential, setting
from engine.store.tables.archive import retention
from engine.store.tables.attachment import attachment_content
from engine.store.tables.definition import resource
from engine.store.tables.definition_draft import definition_draft
from engine.store.tables.delivery import contact
from engine.store.tables.draft import draft
from engine.store.tables.history import stream_head
from engine.store.tables.job import job
from engine.store.tables.notice import notice_read
from engine.store.tables.presence import presence
from engine.store.tables.saved_filter import saved_filter
from engine.store.tables.search_value import search_value

# A timer that repeats is scheduled under its old id: an old worker must not hold the fence of the new one.
UPSERTS: Mapping[Table, frozenset[str]] = {
    job: frozenset({"fence"}),
    setting: frozenset(),
    retention: frozenset(),
    calendar: frozenset(),
    credential: frozenset(),
    contact: frozenset(),
    stream_head: frozenset(),
    resource: frozenset({"body"}),
    attachment_content: frozenset(),  # written again, so that it waits for who is just taking it away
    draft: frozenset(),
    definition_draft: frozenset(),
    saved_filter: frozenset(),
    search_value: frozenset(),
    presence: frozenset(),
    notice_read: frozenset({"at"}),
}
