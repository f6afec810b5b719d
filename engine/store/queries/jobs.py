"""Jobs, subscriptions and incidents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from engine.model.view import IncidentView, JobView, Page, SubscriptionView
from engine.store.lanes import OURS
from engine.store.queries.base import Queries, columns
from engine.store.queries.listing import Listing, Stream
from engine.store.tables.job import EXTERNAL, incident, is_alive, job, subscription

INCIDENT_STATES = ("open", "resolved")

OF_JOB = tuple(
    func.coalesce(each, "").label(each.name) if each is job.c.instance_id else each for each in columns(job, JobView)
)
"""A job of no instance has "" for one."""


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

    def next_due(self, real_now: datetime) -> datetime | None:
        """Business time of the earliest free job that is carried out here."""
        heads = self._first(heads_of(OURS, real_now))
        return min((due_at for due_at in heads if due_at is not None), default=None)

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


def is_free(real_now: datetime) -> ColumnElement[bool]:
    """Alive, of an instance that is not suspended, and held by nobody."""
    return is_alive & or_(job.c.leased_until.is_(None), job.c.leased_until <= real_now)


def heads_of(lanes: Sequence[int], real_now: datetime) -> Select[Any]:
    """One row, one column for each lane: when the free job is due that comes first there."""
    heads: list[Any] = [_head(lane, real_now) for lane in lanes]
    return select(*heads)


def _head(lane: int, real_now: datetime) -> ColumnElement[datetime]:
    found = select(job.c.due_at).where(job.c.lane == lane, is_free(real_now), job.c.kind != EXTERNAL)
    return found.order_by(job.c.due_at).limit(1).scalar_subquery()


def _incidents() -> Select[Any]:
    return select(*columns(incident, IncidentView))


def _where(statement: Select[Any], filters: dict[Any, str | None]) -> Select[Any]:
    return statement.where(*(column == value for column, value in filters.items() if value is not None))
