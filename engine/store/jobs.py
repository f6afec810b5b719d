"""What workers do with the job table: claim, renew, release, and ask when the next job is due.

Due times are business time; leases are real time, from the clock of the store.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, tuple_, update

from engine.model.view import JobView
from engine.store.lanes import OURS
from engine.store.leases import Lease, take, take_in_turn
from engine.store.store import Store
from engine.store.tables.job import EXTERNAL, job

held = job.alias("held")

Held = tuple[str, int]
"""A job by its id, and the fence of the claim."""


def claim(
    store: Store, now: datetime, owner: str, limit: int, lease: float, lanes: Sequence[int] = OURS
) -> list[JobView]:
    """Up to `limit` free jobs due at `now`, held for `lease` seconds; each with a new fence.

    The order is that of `engine.store.lanes`. Handlers of one instance are called one after the other.
    """
    real_now = store.real_clock.now()
    with store.write() as unit:
        return take_in_turn(unit.connection, Lease(owner, real_now, lease), now, _is_ours(real_now), lanes, limit)


def _is_ours(real_now: datetime) -> ColumnElement[bool]:
    is_called = (held.c.kind == "handler") & (held.c.leased_until > real_now) & (held.c.id != job.c.id)
    another = exists().where(held.c.instance_id == job.c.instance_id, is_called).correlate(job)
    return (job.c.kind != EXTERNAL) & or_(job.c.kind != "handler", ~another)


def claim_one(store: Store, job_id: str, owner: str, lease: float) -> JobView | None:
    """This job, due or not; None when it is gone, dead or held by somebody."""
    with store.write() as unit:
        held = take(unit.connection, Lease(owner, store.real_clock.now(), lease), job.c.id == job_id)
    return held[0] if held else None


def renew(store: Store, held: Collection[Held], lease: float) -> int:
    """For `lease` seconds more, those that are still held under their fence; how many that were."""
    return _change(store, held, leased_until=Lease("", store.real_clock.now(), lease).until)


def release(store: Store, held: Collection[Held], until: datetime | None = None) -> int:
    """Gives jobs back, to be claimed at once, or not before this real time; no try is used up. How many were held."""
    return _change(store, held, leased_until=until, lease_owner=None)


def shorten(store: Store, lease: float) -> int:
    """Once time was set back: whoever holds more than a lease from now holds that; how many it was.

    Who is at work renews it; who has gone holds nobody up for longer. Locks of external tasks are their workers'.
    """
    until = Lease("", store.real_clock.now(), lease).until
    found = select(job.c.id).where(job.c.leased_until > until, job.c.kind != EXTERNAL)
    with store.write() as unit:
        shortened = job.c.id.in_(found.order_by(job.c.id).with_for_update())
        return unit.connection.execute(update(job).where(shortened).values(leased_until=until)).rowcount


def next_due(store: Store) -> datetime | None:
    """When the earliest free job is due, in business time; a job that is held counts once its lease is over."""
    with store.read() as reader:
        return reader.next_due(store.real_clock.now())


def _change(store: Store, held: Collection[Held], **values: Any) -> int:
    """In the order of ids, as everybody locks them."""
    if not held:
        return 0
    is_held = tuple_(job.c.id, job.c.fence).in_(sorted(held)) & job.c.lease_owner.is_not(None)
    found = select(job.c.id).where(is_held).order_by(job.c.id).with_for_update()
    with store.write() as unit:
        changed = unit.connection.execute(update(job).where(job.c.id.in_(found)).values(values))
        return changed.rowcount
