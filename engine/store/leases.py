"""Claims of jobs: a lease in real time, and a fence that grows with every claim."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, literal_column, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from engine.model.view import JobView
from engine.store.databases.database import Asked, Found
from engine.store.queries.jobs import OF_JOB, REAL_NOW, is_free, job_views
from engine.store.rows import Row, Rows
from engine.store.tables.job import job

_FIELDS = frozenset(JobView.__struct_fields__)

Claim = ReturningUpdate[Any]
"""A statement of the hot path; it asks for `real_now`, `owner`, `until` and `most`, and for what is wanted."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds what it claims, from now on for some seconds; `now` is real time."""

    owner: str
    now: datetime
    seconds: float

    @property
    def until(self) -> datetime:
        return self.now + timedelta(seconds=self.seconds)

    def asked(self, claim: Claim, most: int, **wanted: Any) -> Asked:
        """What claims up to so many jobs; `claimed` reads the answer."""
        mine = {"real_now": self.now, "owner": self.owner, "until": self.until}
        return Asked(claim, {**mine, "most": most, **wanted})


def claim_of(wanted: ColumnElement[bool]) -> Claim:
    """Claims free jobs, the longest due first; those that somebody is claiming right now are passed over."""
    found = select(job.c.id).where(is_free(REAL_NOW), wanted).order_by(job.c.due_at)
    due = found.limit(bindparam("most", type_=Integer())).with_for_update(skip_locked=True)
    return _held(select(due.cte("due").c.id))  # run once, not once per row


def claimed(found: Found) -> list[JobView]:
    """The higher priority first, then the longest due."""
    return _in_order(job_views(found))


def take_these(connection: Connection, lease: Lease, job_ids: Collection[str]) -> list[JobView]:
    """Claims jobs that this transaction made itself, so that nobody else can know them."""
    mine = {"owner": lease.owner, "until": lease.until}
    return _in_order(JobView(**row._mapping) for row in connection.execute(_held(sorted(job_ids)), mine))


def take_unwritten(rows: Rows, lease: Lease, job_ids: Collection[str]) -> list[JobView]:
    """The same of jobs whose rows are still to be written."""
    return _in_order(_begun(rows.inserts[job][job_id,], lease) for job_id in job_ids)


def _begun(row: Row, lease: Lease) -> JobView:
    row |= {"fence": 1, "leased_until": lease.until, "lease_owner": lease.owner}
    return JobView(**{"instance_id": ""} | {name: row[name] for name in _FIELDS & row.keys()})


def _held(job_ids: Any) -> Claim:
    """Asks for `owner` and `until`."""
    held: dict[str, Any] = {"leased_until": bindparam("until"), "lease_owner": bindparam("owner")}
    return (
        update(job)
        .where(job.c.id.in_(job_ids))
        .values(fence=job.c.fence + literal_column("1"), **held)
        .returning(*OF_JOB)
    )


def _in_order(taken: Iterable[JobView]) -> list[JobView]:
    return sorted(taken, key=lambda each: (-each.priority, each.due_at, each.id))
