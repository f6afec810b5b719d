"""What was sent to whom outside the house, what could not be, and how people are reached."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from engine.model.contact import Contact
from engine.model.view import DeliveryView, NoticeFailureView, Page
from engine.store.queries.base import Queries, columns
from engine.store.queries.listing import Listing
from engine.store.queries.stream import Stream
from engine.store.tables.account import user_account
from engine.store.tables.delivery import contact, delivery, notice_failure
from engine.store.tables.instance import instance
from engine.store.tables.notice import notice, notice_recipient

STATES = ("waiting", "failed", "sent", "dead")


class DeliveryQueries(Queries):
    def deliveries(
        self, state: str | None = None, channel: str | None = None, at: str | None = None, limit: int = 50
    ) -> Page:
        """Page of DeliveryView, the newest first; `state`: waiting, failed, sent, dead."""
        of_channel = () if channel is None else (delivery.c.channel == channel,)
        keys = (delivery.c.created_at, delivery.c.id)
        streams = [Stream(keys, (*of_channel, delivery.c.state == each)) for each in ([state] if state else STATES)]
        listing = Listing("delivery.newest", _deliveries(), delivery.c.id, streams, is_descending=True)
        return self._page(DeliveryView, listing, at, limit)

    def deliveries_of(self, delivery_ids: Collection[str]) -> list[DeliveryView]:
        """In the order in which their notices were made."""
        found = _deliveries().where(delivery.c.id.in_(delivery_ids))
        return self._views(DeliveryView, found.order_by(delivery.c.created_at, delivery.c.id))

    def delivery(self, delivery_id: str) -> DeliveryView | None:
        return self._view(DeliveryView, _deliveries().where(delivery.c.id == delivery_id))

    def channels_due(self, now: datetime, real_now: datetime) -> list[str]:
        is_free = or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= real_now)
        is_due = delivery.c.state.in_(("waiting", "failed")) & (delivery.c.due_at <= now)
        found = select(delivery.c.channel).where(is_due, is_free).distinct().order_by(delivery.c.channel)
        return [row.channel for row in self._all(found)]

    def notice_failures(self, state: str = "open", at: str | None = None, limit: int = 50) -> Page:
        """Page of NoticeFailureView, the newest first; `state`: open or resolved."""
        rows = select(*columns(notice_failure, NoticeFailureView))
        stream = Stream((notice_failure.c.created_at, notice_failure.c.id), (notice_failure.c.state == state,))
        listing = Listing("failure.newest", rows, notice_failure.c.id, [stream], is_descending=True)
        return self._page(NoticeFailureView, listing, at, limit)

    def notice_failure(self, notice_id: str) -> NoticeFailureView | None:
        statement = select(*columns(notice_failure, NoticeFailureView)).where(notice_failure.c.id == notice_id)
        return self._view(NoticeFailureView, statement)

    def notice_recipients(self, user_ids: Collection[str], groups: Collection[str]) -> dict[str, str]:
        """Ids and names of active people: those named, and the members of the groups."""
        found = select(user_account.c.id, user_account.c.name, user_account.c.groups).where(user_account.c.is_active)
        named, wanted = set(user_ids), set(groups)
        if not wanted:
            found = found.where(user_account.c.id.in_(sorted(named)))
        rows = self._all(found.order_by(user_account.c.id))
        return {row.id: row.name for row in rows if row.id in named or not wanted.isdisjoint(row.groups)}

    def told(self, notice_ids: Collection[str]) -> tuple[list[str], list[str]]:
        """The users and the groups that notices were addressed to."""
        found = select(notice_recipient.c.kind, notice_recipient.c.name).distinct()
        rows = self._all(found.where(notice_recipient.c.notice_id.in_(notice_ids)).order_by(notice_recipient.c.name))
        return [row.name for row in rows if row.kind == "user"], [row.name for row in rows if row.kind == "group"]

    def contacts(self, user_ids: Collection[str]) -> dict[str, Contact]:
        """Of those who have said how they are reached."""
        found = select(contact).where(contact.c.user_id.in_(sorted(user_ids)))
        return {row.user_id: _contact(row) for row in self._all(found)}


def _deliveries() -> Select[Any]:
    texts: list[ColumnElement[Any]] = [notice.c[name] for name in TEXTS]
    of_notice = delivery.join(notice, notice.c.id == delivery.c.notice_id)
    joined = of_notice.outerjoin(instance, instance.c.id == delivery.c.instance_id)
    return select(*columns(delivery, DeliveryView), *texts, instance.c.business_key).select_from(joined)


def _contact(row: Any) -> Contact:
    values = dict(row._mapping)
    del values["user_id"]
    return Contact(**values)


TEXTS = ("template", "level", "title", "body", "title_en", "body_en")
