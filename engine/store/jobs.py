"""What workers do with the job table: claim, renew, release, and ask when the next job is due.

Due times are business time; leases are real time, from the clock of the store.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, exists, literal_column, or_, select, tuple_, update

from engine.model.view import JobView
from engine.store.lanes import OURS, in_turn
from engine.store.leases import Lease, claim_of, claimed
from engine.store.queries.jobs import REAL_NOW
from engine.store.store import Store
from engine.store.tables.job import EXTERNAL, HANDED_OUT, job
from engine.store.types import Moment

_other = job.alias("other")
_HANDLER: Any = literal_column("'handler'")
_is_called = (_other.c.kind == _HANDLER) & (_other.c.leased_until > REAL_NOW) & (_other.c.id != job.c.id)
_another = exists().where(_other.c.instance_id == job.c.instance_id, _is_called).correlate(job)
_is_due = (job.c.lane == bindparam("in_lane", type_=Integer())) & (job.c.due_at <= bindparam("now", type_=Moment()))
_OF_LANE = claim_of(~HANDED_OUT & or_(job.c.kind != _HANDLER, ~_another) & _is_due)
_OF_ID = claim_of(job.c.id == bindparam("job_id"))

Held = tuple[str, int]
"""A job by its id, and the fence of the claim."""

Due = Mapping[int, datetime]
"""By lane: when the free job is due (business time) that comes first there; not of lanes that are empty."""


def due(store: Store) -> Due:
    """What a worker begins with: where there is nothing to claim, and when there will be."""
    with store.glance() as reader:
        return reader.due(store.real_clock.now())


def claim(
    store: Store,
    now: datetime,
    owner: str,
    limit: int,
    lease: float,
    lanes: Sequence[int] = OURS,
    known: Due | None = None,
) -> list[JobView]:
    """Up to `limit` free jobs due at `now`, held for `lease` seconds; each with a new fence. Raises Busy, Unavailable.

    The order is that of `engine.store.lanes`. Handlers of one instance are called one after the other.
    `known`: what is due, for whoever has asked already.
    """
    held = Lease(owner, store.real_clock.now(), lease)
    taken: list[JobView] = []
    for lane in in_turn(due(store) if known is None else known, lanes, now):
        if len(taken) < limit:
            wanted = held.asked(_OF_LANE, limit - len(taken), in_lane=lane, now=now)
            taken += claimed(store.change(wanted))
    return taken


def claim_one(store: Store, job_id: str, owner: str, lease: float) -> JobView | None:
    """This job, due or not; None when it is gone, dead or held by somebody."""
    held = Lease(owner, store.real_clock.now(), lease)
    taken = claimed(store.change(held.asked(_OF_ID, 1, job_id=job_id)))
    return taken[0] if taken else None


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


def _change(store: Store, held: Collection[Held], **values: Any) -> int:
    """In the order of ids, as everybody locks them."""
    if not held:
        return 0
    is_held = tuple_(job.c.id, job.c.fence).in_(sorted(held)) & job.c.lease_owner.is_not(None)
    found = select(job.c.id).where(is_held).order_by(job.c.id).with_for_update()
    with store.write() as unit:
        changed = unit.connection.execute(update(job).where(job.c.id.in_(found)).values(values))
        return changed.rowcount
