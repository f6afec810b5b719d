"""Who has which task open."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from engine.store.queries.base import Queries
from engine.store.tables.presence import presence

row = presence.c


class PresenceQueries(Queries):
    def present(self, task_ids: Collection[str], since: datetime) -> dict[str, dict[str, datetime]]:
        """Task -> user -> when last seen there; tasks that nobody has open are left out."""
        statement = select(presence).where(row.task_id.in_(sorted(task_ids)), row.seen_at > since)
        found: dict[str, dict[str, datetime]] = {}
        for each in self._all(statement.order_by(row.user_id)):
            found.setdefault(each.task_id, {})[each.user_id] = each.seen_at
        return found
