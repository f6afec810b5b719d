"""Claims of jobs: a lease in real time, and a fence that grows with every claim."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from engine.model.view import JobView
from engine.store.lanes import turn
from engine.store.queries.jobs import OF_JOB, heads_of, is_free
from engine.store.rows import Row, Rows
from engine.store.tables.job import job

_FIELDS = frozenset(JobView.__struct_fields__)


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
    """Claims free jobs, the longest due first; those that somebody is claiming right now are passed over."""
    found = select(job.c.id).where(is_free(lease.now), wanted).order_by(job.c.due_at).limit(limit)
    due = found.with_for_update(skip_locked=True).cte("due")  # run once, not once per row
    return _hold(connection, lease, select(due.c.id))


def take_in_turn(
    connection: Connection,
    lease: Lease,
    now: datetime,
    wanted: ColumnElement[bool],
    lanes: Sequence[int],
    limit: int,
) -> list[JobView]:
    """Claims free jobs due at `now`, from the lane first whose head is most urgent by then."""
    heads = zip(lanes, connection.execute(heads_of(lanes, lease.now)).one(), strict=True)
    taken: list[JobView] = []
    for _, lane in sorted((turn(lane, due_at), lane) for lane, due_at in heads if due_at is not None and due_at <= now):
        if len(taken) < limit:
            is_next = wanted & (job.c.lane == lane) & (job.c.due_at <= now)
            taken += take(connection, lease, is_next, limit - len(taken))
    return taken


def take_these(connection: Connection, lease: Lease, job_ids: Collection[str]) -> list[JobView]:
    """Claims jobs that this transaction made itself, so that nobody else can know them."""
    return _hold(connection, lease, sorted(job_ids))


def take_unwritten(rows: Rows, lease: Lease, job_ids: Collection[str]) -> list[JobView]:
    """The same of jobs whose rows are still to be written."""
    return _in_order(_begun(rows.inserts[job][job_id,], lease) for job_id in job_ids)


def _begun(row: Row, lease: Lease) -> JobView:
    row |= {"fence": 1, "leased_until": lease.until, "lease_owner": lease.owner}
    return JobView(**{"instance_id": ""} | {name: row[name] for name in _FIELDS & row.keys()})


def _hold(connection: Connection, lease: Lease, job_ids: Any) -> list[JobView]:
    statement = (
        update(job)
        .where(job.c.id.in_(job_ids))
        .values(fence=job.c.fence + 1, leased_until=lease.until, lease_owner=lease.owner)
        .returning(*OF_JOB)
    )
    return _in_order(JobView(**row._mapping) for row in connection.execute(statement))


def _in_order(claimed: Iterable[JobView]) -> list[JobView]:
    return sorted(claimed, key=lambda each: (-each.priority, each.due_at, each.id))
