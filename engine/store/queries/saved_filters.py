"""Searches that somebody comes back to."""

from sqlalchemy import select

from engine.model.view import SavedFilter
from engine.store.queries.base import Queries, columns
from engine.store.tables.saved_filter import saved_filter

row = saved_filter.c


class SavedFilterQueries(Queries):
    def saved_filters(self, user_id: str, page: str) -> list[SavedFilter]:
        """By name."""
        statement = select(*columns(saved_filter, SavedFilter)).where(row.user_id == user_id, row.page == page)
        return self._views(SavedFilter, statement.order_by(row.name))
