"""What became of deliveries, and how people are reached."""

from engine.model.event import ContactChanged, DeliveryFailed, DeliveryRetried, DeliverySent
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.delivery import contact, delivery

FREE = {"leased_until": None, "lease_owner": None}


def delivery_sent(rows: Rows, context: Context, event: DeliverySent) -> None:
    rows.update(
        delivery,
        event.delivery_id,
        state="sent",
        attempts=event.attempts,
        sent_at=context.at,
        address=event.address,
        code=None,
        params=None,
        **FREE,
    )


def delivery_failed(rows: Rows, context: Context, event: DeliveryFailed) -> None:
    """A dead one keeps the moment at which it was due."""
    due = {} if event.due_at is None else {"due_at": event.due_at}
    rows.update(
        delivery,
        event.delivery_id,
        state="dead" if event.due_at is None else "failed",
        attempts=event.attempts,
        address=event.address,
        code=event.code,
        params=event.params,
        **due,
        **FREE,
    )


def delivery_retried(rows: Rows, context: Context, event: DeliveryRetried) -> None:
    rows.update(delivery, event.delivery_id, state="waiting", attempts=0, due_at=event.due_at, **FREE)


def contact_changed(rows: Rows, context: Context, event: ContactChanged) -> None:
    """Nothing is known of somebody who was erased."""
    known = event.contact or {}
    rows.insert(
        contact,
        user_id=event.user_id,
        email=known.get("email", ""),
        phone=known.get("phone", ""),
        chat_ids=known.get("chat_ids", {}),
        quiet_from=known.get("quiet_from"),
        quiet_until=known.get("quiet_until"),
        digest_minutes=int(known.get("digest_minutes", 0)),
    )
