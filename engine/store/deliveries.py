"""What couriers do with the delivery table: see which channels have work, claim it.

Due times are business time; leases are real time, from the clock of the store.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, update

from engine.model.view import DeliveryView
from engine.store.leases import Lease
from engine.store.store import Store
from engine.store.tables.delivery import delivery

OPEN = ("waiting", "failed")
MOST_GATHERED = 50  # notices in one message


def channels_due(store: Store, now: datetime) -> list[str]:
    """Those for which something is due at `now`, in the order of the alphabet."""
    with store.read() as reader:
        return reader.channels_due(now, store.real_clock.now())


def claim(store: Store, channel: str, now: datetime, owner: str, lease: float) -> list[DeliveryView]:
    """The delivery that is due longest, with all that is to go out together with it; each with a new fence."""
    held = Lease(owner, store.real_clock.now(), lease)
    due = _due(held.now, channel, now)
    found = select(delivery.c.id, delivery.c.user_id, delivery.c.is_digest).where(due)
    with store.write() as unit:
        first = unit.connection.execute(_in_turn(found, 1)).first()
        if first is None:
            return []
        ids = [first.id]
        if first.is_digest:
            gathered = due & delivery.c.is_digest & (delivery.c.user_id == first.user_id)
            ids = list(unit.connection.scalars(_in_turn(select(delivery.c.id).where(gathered), MOST_GATHERED)))
        _hold(unit.connection, held, ids)
        return unit.deliveries_of(ids)


def _due(real_now: datetime, channel: str, now: datetime) -> ColumnElement[bool]:
    is_open = (delivery.c.channel == channel) & delivery.c.state.in_(OPEN) & (delivery.c.due_at <= now)
    return is_open & or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= real_now)


def _in_turn(found: Any, limit: int) -> Any:
    """The longest due first; those that somebody is claiming right now are passed over."""
    return found.order_by(delivery.c.due_at, delivery.c.id).limit(limit).with_for_update(skip_locked=True)


def _hold(connection: Connection, lease: Lease, ids: Collection[str]) -> None:
    statement = update(delivery).where(delivery.c.id.in_(ids))
    connection.execute(statement.values(fence=delivery.c.fence + 1, leased_until=lease.until, lease_owner=lease.owner))
