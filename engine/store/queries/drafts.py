"""Half-filled forms."""

from typing import Any

from sqlalchemy import select

from engine.store.queries.base import Queries
from engine.store.tables.draft import draft


class DraftQueries(Queries):
    def draft(self, task_id: str, user_id: str) -> dict[str, Any]:
        """What this user left in the form; empty when there is nothing."""
        statement = select(draft.c.body).where(draft.c.task_id == task_id, draft.c.user_id == user_id)
        return dict(self._value(statement) or {})
