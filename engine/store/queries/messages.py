"""Messages that wait for a receiver."""

from sqlalchemy import select

from engine.model.view import BufferedMessageView
from engine.store.queries.base import Queries, columns
from engine.store.tables.message import buffered_message

row = buffered_message.c


class MessageQueries(Queries):
    def buffered_messages(self, name: str | None = None) -> list[BufferedMessageView]:
        """Of one name or of all, the first sent first."""
        statement = select(*columns(buffered_message, BufferedMessageView)).order_by(row.name, row.position)
        return self._views(BufferedMessageView, statement if name is None else statement.where(row.name == name))
