"""Jobs of all cases: what is due, what somebody is carrying out, what was given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from engine.model.view import JobLine, Page
from engine.store.lanes import ALL, BASES
from engine.store.queries.base import Queries, chosen, columns
from engine.store.queries.listing import Listing
from engine.store.queries.stream import Stream
from engine.store.tables.instance import instance
from engine.store.tables.job import IS_DEAD, is_alive, job

KINDS = ("timer", "handler", "external", "step", "message", "buffer", "signal")
KEYS = (job.c.due_at, job.c.id)


class JobListQueries(Queries):
    def job_lines(
        self,
        state: str,
        now: datetime,
        real_now: datetime,
        kind: str | None = None,
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of JobLine, the longest due first; `state`: due, leased, failed. Raises Rejected `query.unknown_sort`.

        Read by the same indexes as claims: what is not due yet is not looked at.
        """
        is_held = job.c.leased_until > real_now
        is_free = or_(job.c.leased_until.is_(None), job.c.leased_until <= real_now)
        streams = chosen(
            {"due": _due(now, kind, is_free), "leased": _due(now, kind, is_held), "failed": _dead(kind)}, state
        )
        return self._page(JobLine, Listing(f"job.{state}", _lines(), job.c.id, streams), at, limit)


def _due(now: datetime, kind: str | None, held: ColumnElement[bool]) -> list[Stream]:
    base = BASES.get(kind or "", 0)
    lanes = [each for each in ALL if kind is None or each - base in range(-1, 9)]
    of_kind = () if kind is None else (job.c.kind == kind,)
    return [Stream(KEYS, (is_alive, job.c.lane == lane, job.c.due_at <= now, held, *of_kind)) for lane in lanes]


def _dead(kind: str | None) -> list[Stream]:
    return [Stream(KEYS, (IS_DEAD, job.c.kind == each)) for each in ([kind] if kind else KINDS)]


def _lines() -> Select[Any]:
    """A job of no instance has "" for one."""
    of_instance = (instance.c.definition_id, instance.c.process_name, instance.c.business_key)
    return select(*columns(job, JobLine), *of_instance).select_from(
        job.outerjoin(instance, instance.c.id == job.c.instance_id)
    )
