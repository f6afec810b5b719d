"""Messages that wait for a receiver."""

from sqlalchemy import func, select

from engine.model.view import BufferedMessageView, Page
from engine.store.queries.base import Queries, columns
from engine.store.queries.listing import Listing
from engine.store.queries.stream import Stream
from engine.store.tables.message import buffered_message

row = buffered_message.c
KEYS = (row.name, row.position, row.id)


class MessageQueries(Queries):
    def buffered_messages(self, at: str | None = None, limit: int = 50) -> Page:
        """Page of BufferedMessageView: by name, the first sent first."""
        rows = select(*columns(buffered_message, BufferedMessageView))
        listing = Listing("message.name", rows, row.id, [Stream(KEYS, ())])
        return self._page(BufferedMessageView, listing, at, limit)

    def kept_messages(self, name: str) -> list[BufferedMessageView]:
        """Of one name, the first sent first."""
        statement = select(*columns(buffered_message, BufferedMessageView)).where(row.name == name)
        return self._views(BufferedMessageView, statement.order_by(row.position))

    def kept_count(self, name: str, most: int) -> int:
        """How many wait under one name, up to `most`."""
        some = select(row.id).where(row.name == name).limit(most).subquery()
        return int(self._value(select(func.count()).select_from(some)))
