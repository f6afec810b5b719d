"""Jobs, subscriptions and incidents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, or_, select

from engine.model.view import IncidentView, JobView, Page, SubscriptionView
from engine.store.databases.database import Found
from engine.store.lanes import OURS
from engine.store.queries.base import Queries, columns
from engine.store.queries.driver import DriverRows
from engine.store.queries.listing import Listing
from engine.store.queries.stream import Stream
from engine.store.tables.job import HANDED_OUT, incident, is_alive, job, subscription
from engine.store.types import Moment, aware

REAL_NOW = bindparam("real_now", type_=Moment())
INCIDENT_STATES = ("open", "resolved")


OF_JOB: tuple[Any, ...] = tuple(
    func.coalesce(each, literal_column("''")).label(each.name) if each is job.c.instance_id else each
    for each in columns(job, JobView)
)
"""A job of no instance has "" for one."""
_ROWS = DriverRows(JobView, OF_JOB)


class JobQueries(Queries):
    def jobs(
        self, instance_id: str | None = None, kind: str | None = None, root_id: str | None = None
    ) -> list[JobView]:
        """By due time; also dead ones."""
        statement = select(*OF_JOB).order_by(job.c.due_at, job.c.id)
        filters = {job.c.instance_id: instance_id, job.c.kind: kind, job.c.root_id: root_id}
        return self._views(JobView, _where(statement, filters))

    def job(self, job_id: str) -> JobView | None:
        return self._view(JobView, select(*OF_JOB).where(job.c.id == job_id))

    def start_timers(self, stream: str | None = None) -> list[JobView]:
        """Armed timer start events, of one process or of all; by due time."""
        statement = select(*OF_JOB).where(job.c.kind == "timer", job.c.instance_id.is_(None))
        return self._views(JobView, _where(statement, {job.c.root_id: stream}).order_by(job.c.due_at, job.c.id))

    def due(self, real_now: datetime) -> dict[int, datetime]:
        """By lane: when the free job is due (business time) that comes first there; not of lanes that are empty."""
        return due_of(self._first(HEADS, {"real_now": real_now}))

    def sending_since(self, moment: datetime) -> frozenset[str]:
        """Jobs that deliver a message or a signal, and began before that."""
        is_sending = job.c.kind.in_(("message", "signal"))
        return frozenset(each.id for each in self._all(select(job.c.id).where(is_sending, job.c.due_at < moment)))

    def subscriptions(
        self,
        instance_id: str | None = None,
        name: str | None = None,
        business_key: str | None = None,
        kind: str | None = None,
        correlation_key: str | None = None,
        subscription_id: str | None = None,
        most: int | None = None,
    ) -> list[SubscriptionView]:
        """In order of ids; no more than `most`, when that is given."""
        statement = select(*columns(subscription, SubscriptionView)).order_by(subscription.c.id).limit(most)
        filters = {
            subscription.c.id: subscription_id,
            subscription.c.instance_id: instance_id,
            subscription.c.name: name,
            subscription.c.business_key: business_key,
            subscription.c.correlation_key: correlation_key,
            subscription.c.kind: kind,
        }
        return self._views(SubscriptionView, _where(statement, filters))

    def subscription(self, subscription_id: str) -> SubscriptionView | None:
        statement = select(*columns(subscription, SubscriptionView)).where(subscription.c.id == subscription_id)
        return self._view(SubscriptionView, statement)

    def incidents(self, state: str | None = "open", at: str | None = None, limit: int = 50) -> Page:
        """Page of IncidentView, the newest first; `state`: open, resolved, None for all."""
        keys = (incident.c.created_at, incident.c.id)
        streams = [Stream(keys, (incident.c.state == each,)) for each in ([state] if state else INCIDENT_STATES)]
        listing = Listing("incident.newest", _incidents(), incident.c.id, streams, is_descending=True)
        return self._page(IncidentView, listing, at, limit)

    def open_incidents(
        self, instance_id: str | None = None, root_id: str | None = None, limit: int = 200
    ) -> list[IncidentView]:
        """Of one instance or of a family, the newest first."""
        of_family = incident.c.root_id == (instance_id.partition(".")[0] if instance_id else root_id)
        found = _incidents().where(of_family, incident.c.state == "open")
        if instance_id is not None:
            found = found.where(incident.c.instance_id == instance_id)
        newest = (incident.c.created_at.desc(), incident.c.id.desc())
        return self._views(IncidentView, found.order_by(*newest).limit(limit))

    def incident(self, incident_id: str) -> IncidentView | None:
        return self._view(IncidentView, _incidents().where(incident.c.id == incident_id))


def job_views(found: Found) -> list[JobView]:
    """Rows of OF_JOB as a driver gives them."""
    return [_ROWS.view(row) for row in found]


def due_of(heads: Sequence[Any]) -> dict[int, datetime]:
    """A row of HEADS."""
    return {lane: aware(due_at) for lane, due_at in zip(OURS, heads, strict=True) if due_at is not None}


def is_free(real_now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Alive, of an instance that is not suspended, and held by nobody."""
    return is_alive & or_(job.c.leased_until.is_(None), job.c.leased_until <= real_now)


def _head(lane: int) -> ColumnElement[datetime]:
    is_here = job.c.lane == literal_column(str(lane))
    found = select(job.c.due_at).where(is_here, is_free(REAL_NOW), ~HANDED_OUT)
    return found.order_by(job.c.due_at).limit(literal_column("1")).scalar_subquery()


_heads: list[Any] = [_head(lane) for lane in OURS]
HEADS: Select[Any] = select(*_heads)
"""One row, one column for each lane."""


def _incidents() -> Select[Any]:
    return select(*columns(incident, IncidentView))


def _where(statement: Select[Any], filters: dict[Any, str | None]) -> Select[Any]:
    return statement.where(*(column == value for column, value in filters.items() if value is not None))
