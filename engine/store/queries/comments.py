"""Remarks on a case."""

from sqlalchemy import select

from engine.model.view import CommentView
from engine.store.queries.base import Queries, columns
from engine.store.tables.comment import comment


class CommentQueries(Queries):
    def comments(self, root_id: str) -> list[CommentView]:
        """Of the whole family, oldest first."""
        statement = select(*columns(comment, CommentView)).where(comment.c.root_id == root_id)
        return self._views(CommentView, statement.order_by(comment.c.created_at, comment.c.id))
