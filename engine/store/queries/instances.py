"""Process instances."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select

from engine.model.view import CaseLine, InstanceView, Page
from engine.store.queries.base import Queries, columns, containing, ordering
from engine.store.tables.instance import instance
from engine.store.tables.job import incident
from engine.store.tables.user_task import user_task

row = instance.c
SORTS = {
    "newest": (row.started_at.desc(), row.id.desc()),
    "started": (row.started_at, row.id),
    "ended": (row.ended_at.desc().nulls_last(), row.id),
    "business_key": (row.business_key.asc().nulls_last(), row.id),
}
_is_work_here = or_(user_task.c.root_id == row.id, user_task.c.instance_id == row.id)
_is_open_here = (incident.c.state == "open") & or_(incident.c.instance_id == row.id, incident.c.root_id == row.id)


class InstanceQueries(Queries):
    def instances(
        self,
        *,
        state: str | None = None,
        process_key: str | None = None,
        definition_id: str | None = None,
        starter_id: str | None = None,
        parent_id: str | None = None,
        search: str = "",
        root_only: bool = True,
        with_overdue_at: datetime | None = None,
        with_incidents: bool = False,
        sort: str = "newest",
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """Page of InstanceView; a root counts incidents and overdue work of its whole family.

        Raises Rejected `query.unknown_sort`.
        """
        given: list[tuple[Any, ColumnElement[bool]]] = [
            (state, row.is_suspended if state == "suspended" else row.state == state),
            (process_key, row.process_key == process_key),
            (definition_id, row.definition_id == definition_id),
            (starter_id, row.starter_id == starter_id),
            (parent_id, row.parent_id == parent_id),
            (True if root_only and parent_id is None else None, row.parent_id.is_(None)),
            (True if with_incidents else None, exists().where(_is_open_here)),
        ]
        conditions = [condition for value, condition in given if value is not None]
        if with_overdue_at is not None:
            conditions.append(_has_work_due_before(with_overdue_at))
        if search.strip():
            conditions.append(_speaks_of(search.strip()))
        return self._page(InstanceView, _select().where(*conditions), ordering(SORTS, sort), offset, limit)

    def instance(self, instance_id: str) -> InstanceView | None:
        return self._view(InstanceView, _select().where(row.id == instance_id))

    def related(self, instance_id: str) -> list[CaseLine]:
        """The case that it came from, and those that came from it, in order of starting."""
        source = select(row.source_id).where(row.id == instance_id).scalar_subquery()
        statement = select(*columns(instance, CaseLine)).where(or_(row.id == source, row.source_id == instance_id))
        return self._views(CaseLine, statement.order_by(row.started_at, row.id))

    def instance_ids_of_root(self, root_id: str) -> list[str]:
        """In order of starting; also those that ended."""
        found = self._all(select(row.id).where(row.root_id == root_id).order_by(row.started_at, row.id))
        return [each.id for each in found]

    def instance_ids(self) -> list[str]:
        """Of all there are, in order of starting."""
        return [each.id for each in self._all(select(row.id).order_by(row.started_at, row.id))]

    def active_roots(self, definition_id: str, *, is_suspended: bool) -> list[str]:
        """Roots of the families in which something runs on this version, in order of their ids."""
        wanted = (row.definition_id == definition_id) & (row.state == "active") & (row.is_suspended == is_suspended)
        found = self._all(select(row.root_id).where(wanted).distinct().order_by(row.root_id))
        return [each.root_id for each in found]

    def running_counts(self) -> dict[str, int]:
        """Definition id -> its active instances."""
        counts = select(row.definition_id, func.count().label("running")).where(row.state == "active")
        return {each.definition_id: each.running for each in self._all(counts.group_by(row.definition_id))}


def _select() -> Select[Any]:
    incidents = select(func.count()).select_from(incident).where(_is_open_here).correlate(instance).scalar_subquery()
    return select(
        *(column for column in columns(instance, InstanceView) if column.name != "version"),
        row.version_number.label("version"),
        _subject().label("subject"),
        incidents.label("incident_count"),
    )


def _subject() -> ScalarSelect[Any]:
    task = user_task.c
    latest = select(task.description).where(_is_work_here, task.description != "")
    return latest.order_by(task.created_at.desc(), task.id.desc()).limit(1).correlate(instance).scalar_subquery()


def _speaks_of(text: str) -> ColumnElement[bool]:
    """By its key or id, or in what any of its user tasks is described with."""
    is_described = exists().where(_is_work_here, containing(text, user_task.c.description))
    return or_(containing(text, row.business_key, row.id), is_described)


def _has_work_due_before(moment: datetime) -> ColumnElement[bool]:
    task = user_task.c
    return exists().where(_is_work_here, task.state == "open", task.due_at < moment)
