"""Locks of workers outside: fetched, extended and given back, in real time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, literal, select, update

from engine.model.external_task import FetchRequest
from engine.store.queries.external_tasks import is_wanted
from engine.store.queries.jobs import is_free
from engine.store.queries.listing import keys
from engine.store.queries.stream import Stream
from engine.store.tables.job import FETCHED, HANDED_OUT, job
from engine.store.types import Moment
from engine.store.unit_of_work import UnitOfWork

SPARE = 100  # tasks looked up beyond what is asked for: others may be locking the first ones


def fetch(unit: UnitOfWork, request: FetchRequest, now: datetime, real_now: datetime) -> list[str]:
    """Ids of due tasks that are the worker's now, the highest priority first, then the longest due.

    The first ones of each topic are looked up by its index, however many are due; those are locked that are free then.
    """
    is_due = (HANDED_OUT, job.c.due_at <= now, is_free(real_now))
    streams = [Stream(FETCHED, (*is_due, is_wanted(each))) for each in request.topics]
    heads = keys(streams, None, request.limit + SPARE)
    due = (
        select(job.c.id)
        .where(job.c.id.in_(select(list(heads.c)[-1])), *is_due)
        .order_by(*FETCHED)
        .limit(request.limit)
        .with_for_update(skip_locked=True)  # those that somebody is fetching right now are passed over
        .cte("due")  # run once, not once per row
    )
    until = case(
        *((job.c.handler == each.topic, _moment(real_now + timedelta(seconds=each.seconds))) for each in request.topics)
    )
    lock = (
        update(job)
        .where(job.c.id.in_(select(due.c.id)))
        .values(fence=job.c.fence + 1, leased_until=until, lease_owner=request.worker_id)
        .returning(job.c.id, job.c.priority, job.c.due_at)
    )
    rows = unit.connection.execute(lock).all()
    return [row.id for row in sorted(rows, key=lambda row: (-row.priority, row.due_at, row.id))]


def hold(unit: UnitOfWork, task_id: str, worker_id: str | None, until: datetime | None) -> None:
    """The lock from now on; None: nobody's."""
    change = update(job).where(job.c.id == task_id).values(leased_until=until, lease_owner=worker_id)
    unit.connection.execute(change)


def _moment(value: datetime) -> Any:
    return literal(value, Moment())
