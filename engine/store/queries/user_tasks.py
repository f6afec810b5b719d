"""Lists and counts of people's work."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from engine.model.view import Page, UserTaskView
from engine.store.queries.base import Queries, columns, containing, ordering
from engine.store.tables.instance import instance
from engine.store.tables.user_task import candidate, user_task

task = user_task.c
DUE = (task.due_at.asc().nulls_last(), task.created_at, task.id)
SORTS = {
    "due": DUE,
    "created": (task.created_at, task.id),
    "newest": (task.created_at.desc(), task.id.desc()),
    "priority": (task.priority.desc(), *DUE),
    "name": (task.name, *DUE),
    "assignee": (task.assignee.asc().nulls_last(), *DUE),
    "business_key": (task.business_key.asc().nulls_last(), *DUE),
    "ended": (task.ended_at.desc().nulls_last(), task.id),
}


class UserTaskQueries(Queries):
    def user_tasks(
        self,
        *,
        assignee: str | None = None,
        claimable_by: tuple[str, Collection[str]] | None = None,
        completed_by: str | None = None,
        root_starter: str | None = None,
        state: str | None = "open",
        process_key: str | None = None,
        search: str = "",
        overdue_at: datetime | None = None,
        instance_id: str | None = None,
        root_id: str | None = None,
        sort: str = "due",
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """Page of UserTaskView; `state` does not count for those completed by somebody.

        Raises Rejected `query.unknown_sort`.
        """
        given: list[tuple[Any, ColumnElement[bool]]] = [
            (assignee, task.assignee == assignee),
            (completed_by, task.completed_by == completed_by),
            (None if completed_by else state, task.state == state),
            (process_key, task.process_key == process_key),
            (instance_id, task.instance_id == instance_id),
            (root_id, task.root_id == root_id),
            (root_starter, _root_started_by(root_starter)),
        ]
        conditions = [condition for value, condition in given if value is not None]
        if overdue_at is not None:
            conditions.append(task.due_at < overdue_at)
        if claimable_by is not None:
            conditions.append(claimable(*claimable_by))
        if search.strip():
            conditions.append(containing(search.strip(), task.name, task.description, task.business_key, task.id))
        statement = _select().where(*conditions)
        return self._page(UserTaskView, statement, ordering(SORTS, sort), offset, limit)

    def user_task(self, task_id: str) -> UserTaskView | None:
        return self._view(UserTaskView, _select().where(task.id == task_id))

    def user_task_counts(self, user_id: str, groups: Collection[str], now: datetime) -> dict[str, int]:
        """By list: claimable, mine, done, started (root instances of any state), overdue (everybody's)."""
        is_open = task.state == "open"
        return {
            "claimable": self._count(claimable(user_id, groups)),
            "mine": self._count(is_open & (task.assignee == user_id)),
            "done": self._count(task.completed_by == user_id),
            "started": self._value(
                select(func.count()).where(instance.c.starter_id == user_id, instance.c.parent_id.is_(None))
            ),
            "overdue": self._count(is_open & (task.due_at < now)),
        }

    def involved(self, user_id: str, root_id: str) -> bool:
        """Whether the user started this root, or has or had work in its family."""
        has_work = exists().where(task.root_id == root_id, or_(task.assignee == user_id, task.completed_by == user_id))
        has_started = exists().where(instance.c.id == root_id, instance.c.starter_id == user_id)
        return bool(self._value(select(or_(has_work, has_started))))

    def _count(self, condition: ColumnElement[bool]) -> int:
        return int(self._value(select(func.count()).select_from(user_task).where(condition)))


def claimable(user_id: str, groups: Collection[str]) -> ColumnElement[bool]:
    """Open, nobody's, and offered to the user or to one of the groups."""
    names = or_(
        and_(candidate.c.kind == "user", candidate.c.name == user_id),
        and_(candidate.c.kind == "group", candidate.c.name.in_(sorted(groups))),
    )
    offered = select(candidate.c.task_id).where(names)
    return and_(task.state == "open", task.assignee.is_(None), task.id.in_(offered))


def _root_started_by(user_id: str | None) -> ColumnElement[bool]:
    return exists().where(instance.c.id == task.root_id, instance.c.starter_id == user_id)


def _select() -> Select[Any]:
    return select(*columns(user_task, UserTaskView))
