"""How much work there is for somebody, and whether it changed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from engine.store.queries.base import Queries
from engine.store.queries.listing import Listing
from engine.store.queries.stream import Stream
from engine.store.queries.user_tasks import CREATED, DUE, ENDED, PRIORITY, in_list, offers, task
from engine.store.tables.indexing import when_due
from engine.store.tables.instance import case
from engine.store.tables.user_task import IS_OPEN
from engine.store.worklist import mine, work_lists

BADGE = 1_000  # a count beside an entry of the menu: exact below, "so many and more" from here on
HEAD = 100  # tasks at the head of a list that the pulse looks at


class TaskCountQueries(Queries):
    def user_task_counts(self, user_id: str, groups: Collection[str], now: datetime) -> dict[str, int]:
        """By list, up to BADGE: claimable, mine, done, started (roots of any state), overdue (everybody's)."""
        lists = {
            "claimable": offers(DUE, self._lists(work_lists(user_id, groups))),
            "mine": in_list(CREATED, task.list_key == mine(user_id)),
            "done": in_list(ENDED, task.completed_by == user_id),
            "started": [
                Stream(
                    (case.started_at, case.id),
                    (case.starter_id == user_id, case.parent_id.is_(None)),
                )
            ],
            "overdue": in_list(DUE, IS_OPEN, when_due(task.due_at) < now),
        }
        return {name: self._total(Listing(name, select(), task.id, each), BADGE)[0] for name, each in lists.items()}

    def task_marks(self, user_id: str, groups: Collection[str]) -> list[tuple[int, int]]:
        """Number and sum of the marks at the head of each of the user's lists: another pair when one changed there."""
        lists, pairs = self._lists(work_lists(user_id, groups)), []
        for order in (DUE, PRIORITY):
            for streams in (offers(order, lists), in_list(order, task.list_key == mine(user_id))):
                head = Listing(order.name, select(task.mark), task.id, streams).page(None, HEAD)
                marks = [row.mark for row in self._all(head)]
                pairs.append((len(marks), sum(marks)))
        return pairs
