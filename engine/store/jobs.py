"""What workers do with the job table: claim, renew, release, and ask when the next job is due.

Due times are business time; leases are real time, from the clock of the store.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update

from engine.model.view import JobView
from engine.store.leases import Lease, take
from engine.store.store import Store
from engine.store.tables.job import EXTERNAL, job


def claim(
    store: Store, now: datetime, owner: str, limit: int, lease: float, kinds: Collection[str] | None = None
) -> list[JobView]:
    """Up to `limit` free jobs due at `now`, the longest due first, held for `lease` seconds; each with a new fence."""
    kind = job.c.kind != EXTERNAL if kinds is None else job.c.kind.in_(sorted(kinds))
    wanted = (job.c.due_at <= now) & kind
    with store.write() as unit:
        return take(unit.connection, Lease(owner, store.real_clock.now(), lease), wanted, limit)


def claim_one(store: Store, job_id: str, owner: str, lease: float) -> JobView | None:
    """This job, due or not; None when it is gone, dead or held by somebody."""
    with store.write() as unit:
        held = take(unit.connection, Lease(owner, store.real_clock.now(), lease), job.c.id == job_id)
    return held[0] if held else None


def renew(store: Store, job_id: str, fence: int, lease: float) -> bool:
    """Whether the job was still held under this fence, and now is for `lease` seconds more."""
    until = Lease("", store.real_clock.now(), lease).until
    return _change(store, job_id, fence, leased_until=until)


def release(store: Store, job_id: str, fence: int, until: datetime | None = None) -> bool:
    """Gives the job back, to be claimed at once, or not before this real time; no try is used up."""
    return _change(store, job_id, fence, leased_until=until, lease_owner=None)


def next_due(store: Store) -> datetime | None:
    """When the earliest free job is due, in business time; a job that is held counts once its lease is over."""
    with store.read() as reader:
        return reader.next_due(store.real_clock.now())


def _change(store: Store, job_id: str, fence: int, **values: Any) -> bool:
    is_held = (job.c.id == job_id) & (job.c.fence == fence) & job.c.lease_owner.is_not(None)
    with store.write() as unit:
        return unit.connection.execute(update(job).where(is_held).values(values)).rowcount == 1
