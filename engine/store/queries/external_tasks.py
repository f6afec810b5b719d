"""Jobs of workers outside, as those see them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, select

from engine.model.external_task import ExternalTaskFilter, ExternalTaskView, TopicRequest
from engine.model.view import Page
from engine.store.queries.base import Queries, chosen
from engine.store.queries.jobs import is_free
from engine.store.queries.listing import COUNTED
from engine.store.tables.instance import instance
from engine.store.tables.job import CREATED_AT, HANDED_OUT, job

SORTS: dict[str, Sequence[Any]] = {
    "id": (job.c.id,),
    "lockExpirationTime": (job.c.leased_until, job.c.id),
    "processInstanceId": (job.c.instance_id, job.c.id),
    "processDefinitionId": (instance.c.definition_id, job.c.id),
    "processDefinitionKey": (instance.c.process_key, job.c.id),
    "taskPriority": (job.c.priority, job.c.id),
    "createTime": (CREATED_AT, job.c.id),
}


class ExternalTaskQueries(Queries):
    def external_task(self, task_id: str) -> ExternalTaskView | None:
        return self._view(ExternalTaskView, _tasks().where(job.c.id == task_id))

    def external_tasks(
        self,
        wanted: ExternalTaskFilter,
        real_now: datetime,
        *,
        topics: Collection[str] | None = None,
        sort: str = "id",
        is_descending: bool = False,
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """Page of ExternalTaskView, of these topics only. Raises Rejected `query.unknown_sort`.

        The one list that counts rows off: its callers name a first result, as they know it from Camunda. By id, by
        priority and by creation it costs what stands before that; any other order sorts what is waited for.
        """
        statement = _tasks().where(*_conditions(wanted, real_now))
        if topics is not None:
            statement = statement.where(job.c.handler.in_(sorted(topics)))
        first, *rest = chosen(SORTS, sort)
        order = [first.desc() if is_descending else first, *rest]
        some = statement.with_only_columns(job.c.id).limit(COUNTED + 1).subquery()
        total = int(self._value(select(func.count()).select_from(some)))
        items = self._views(ExternalTaskView, statement.order_by(*order).offset(offset).limit(limit)) if limit else []
        return Page(items=items, total=min(total, COUNTED), is_total_exact=total <= COUNTED)

    def error_details(self, task_id: str) -> str | None:
        found: str | None = self._value(select(job.c.error_details).where(job.c.id == task_id))
        return found

    def due_topics(self, now: datetime, real_now: datetime) -> frozenset[str]:
        """Those of which something can be fetched: from one to the next by the index, not through all that is due."""
        due = select(job.c.handler).where(HANDED_OUT, job.c.due_at <= now, is_free(real_now))
        head = due.order_by(job.c.handler).limit(1)
        found = select(head.scalar_subquery().label("topic")).cte("found", recursive=True)
        after = head.where(job.c.handler > found.c.topic).correlate(found).scalar_subquery()
        found = found.union_all(select(after).where(found.c.topic.is_not(None)))
        return frozenset(row.topic for row in self._all(select(found.c.topic).where(found.c.topic.is_not(None))))


def is_wanted(request: TopicRequest) -> ColumnElement[bool]:
    """A job that a worker takes of one topic."""
    kept = {
        instance.c.business_key: None if request.business_key is None else {request.business_key},
        instance.c.process_key: request.process_keys,
        instance.c.definition_id: request.definition_ids,
    }
    narrowed = [column.in_(sorted(values)) for column, values in kept.items() if values is not None]
    condition = job.c.handler == request.topic
    if narrowed:
        condition &= job.c.instance_id.in_(select(instance.c.id).where(*narrowed))
    return condition


def _tasks() -> Select[Any]:
    return (
        select(
            job.c.id,
            job.c.handler.label("topic"),
            job.c.instance_id,
            job.c.activity_id,
            job.c.element_id,
            instance.c.definition_id,
            instance.c.process_key,
            instance.c.business_key,
            job.c.retries,
            job.c.priority,
            job.c.due_at,
            CREATED_AT.label("created_at"),
            job.c.lease_owner.label("worker_id"),
            job.c.leased_until.label("locked_until"),
            job.c.is_suspended,
            job.c.error_message,
        )
        .join(instance, instance.c.id == job.c.instance_id)
        .where(HANDED_OUT)
    )


def _conditions(wanted: ExternalTaskFilter, real_now: datetime) -> list[ColumnElement[bool]]:
    is_locked = job.c.leased_until.is_not(None) & (job.c.leased_until > real_now)
    same = {
        job.c.id: wanted.task_id,
        job.c.handler: wanted.topic,
        job.c.lease_owner: wanted.worker_id,
        job.c.instance_id: wanted.instance_id,
        job.c.element_id: wanted.element_id,
        instance.c.definition_id: wanted.definition_id,
        instance.c.process_key: wanted.process_key,
        job.c.is_suspended: wanted.is_suspended,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in same.items() if value is not None]
    found += _so_or_not([(is_locked, wanted.is_locked), (job.c.retries > 0, wanted.has_retries)])
    bounds: list[tuple[ColumnElement[Any], Any, Any]] = [
        (job.c.leased_until, wanted.locked_after, wanted.locked_before),
        (job.c.priority, wanted.priority_from, wanted.priority_to),
    ]
    for column, lowest, highest in bounds:
        found += [column >= lowest] if lowest is not None else []
        found += [column <= highest] if highest is not None else []
    return found


def _so_or_not(asked: list[tuple[ColumnElement[bool], bool | None]]) -> list[ColumnElement[bool]]:
    return [is_so if value else not_(is_so) for is_so, value in asked if value is not None]
