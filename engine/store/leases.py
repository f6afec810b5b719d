"""Claims of jobs: a lease in real time, and a fence that grows with every claim."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from engine.model.view import JobView
from engine.store.queries.jobs import OF_JOB, is_free
from engine.store.tables.job import job


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds what it claims, from now on for some seconds; `now` is real time."""

    owner: str
    now: datetime
    seconds: float

    @property
    def until(self) -> datetime:
        return self.now + timedelta(seconds=self.seconds)


def take(connection: Connection, lease: Lease, wanted: ColumnElement[bool], limit: int | None = None) -> list[JobView]:
    """Claims free jobs, the highest priority first, then the longest due.

    Those that somebody is claiming right now are passed over.
    """
    found = (
        select(job.c.id)
        .where(is_free(lease.now), wanted)
        .order_by(job.c.priority.desc(), job.c.due_at, job.c.id)
        .limit(limit)
    )
    due = found.with_for_update(skip_locked=True).cte("due")  # run once, not once per row
    return _hold(connection, lease, select(due.c.id))


def take_these(connection: Connection, lease: Lease, job_ids: Collection[str]) -> list[JobView]:
    """Claims jobs that this transaction made itself, so that nobody else can know them."""
    return _hold(connection, lease, sorted(job_ids)) if job_ids else []


def _hold(connection: Connection, lease: Lease, job_ids: Any) -> list[JobView]:
    statement = (
        update(job)
        .where(job.c.id.in_(job_ids))
        .values(fence=job.c.fence + 1, leased_until=lease.until, lease_owner=lease.owner)
        .returning(*OF_JOB)
    )
    claimed = [JobView(**row._mapping) for row in connection.execute(statement)]
    return sorted(claimed, key=lambda each: (-each.priority, each.due_at, each.id))
