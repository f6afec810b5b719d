"""Counts for those who watch the engine. Each reads an index of what is open, whatever the history holds."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, case, func, select

from engine.clock import SystemClock
from engine.model.view import Backlog, Figures, Vitals
from engine.store.lanes import ALL
from engine.store.migrate import is_usable, version_of
from engine.store.queries.base import Queries
from engine.store.queries.jobs import is_free
from engine.store.tables.delivery import delivery
from engine.store.tables.instance import instance
from engine.store.tables.job import EXTERNAL, incident, is_alive, job
from engine.store.tables.user_task import user_task

FORGOTTEN = timedelta(minutes=5)  # after which somebody should have carried out a due job
LONGEST_LEASE = timedelta(days=1)


class FigureQueries(Queries):
    def figures(self, now: datetime, real_now: datetime, connections: tuple[int, int] = (0, 0)) -> Figures:
        """At a moment of business time; leases count by real time. `connections`: in use, and at most."""
        late = (user_task.c.state == "open") & (user_task.c.due_at < now)
        return Figures(
            backlog=self.backlog(now, real_now),
            open_tasks=self._how_many(user_task, user_task.c.state == "open"),
            overdue_tasks=self._how_many(user_task, late),
            active_instances=self._how_many(instance, instance.c.state == "active"),
            open_incidents=self._how_many(incident, incident.c.state == "open"),
            waiting_deliveries=self._how_many(delivery, delivery.c.state.in_(("waiting", "failed"))),
            connections_in_use=connections[0],
            connections_limit=connections[1],
        )

    def backlog(self, now: datetime, real_now: datetime) -> list[Backlog]:
        """By kind; kinds of which nothing is due, held or dead are not told. What is not due yet is not looked at."""
        free, held = is_free(real_now), job.c.leased_until > real_now
        due = select(job.c.kind, _count(free), _count(held), func.min(case((free, job.c.due_at)))).where(_is_due(now))
        dead = select(job.c.kind, func.count()).where(job.c.is_dead.is_(True))
        failed: dict[str, int] = dict(map(tuple, self._all(dead.group_by(job.c.kind))))
        found = {kind: rest for kind, *rest in self._all(due.group_by(job.c.kind))}
        return [_backlog(kind, now, failed.get(kind, 0), *found.get(kind, ())) for kind in sorted(found | failed)]

    def is_current(self) -> bool:
        """Whether the tables are those of this program, or newer ones that suit it."""
        return is_usable(self._connection)

    def vitals(self, now: datetime, real_now: datetime) -> Vitals:
        """`clock_drift` is of the database's clock, in seconds ahead of this machine's; SQLite has none."""
        forgotten = is_free(real_now) & _is_due(now - FORGOTTEN) & (job.c.kind != EXTERNAL)
        return Vitals(
            schema=" ".join(version_of(self._connection)),
            is_current=self.is_current(),
            clock_drift=self._drift(),
            forgotten_jobs=self._how_many(job, forgotten),
            stuck_leases=self._how_many(job, job.c.leased_until > real_now + LONGEST_LEASE),
            dead_jobs=self._how_many(job, job.c.is_dead.is_(True)),
            open_incidents=self._how_many(incident, incident.c.state == "open"),
        )

    def _drift(self) -> float:
        if self._connection.dialect.name == "sqlite":
            return 0.0
        theirs: datetime = self._value(select(func.clock_timestamp()))
        return (theirs - SystemClock().now()).total_seconds()

    def _how_many(self, table: Table, *where: object) -> int:
        found: int = self._value(select(func.count()).select_from(table).where(*where))  # type: ignore[arg-type]
        return found


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Of what is alive; said by lanes, as the index has them."""
    return is_alive & job.c.lane.in_(ALL) & (job.c.due_at <= now)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _backlog(
    kind: str, now: datetime, failed: int, due: int = 0, leased: int = 0, oldest: datetime | None = None
) -> Backlog:
    age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    return Backlog(kind=kind, due=due, leased=leased, failed=failed, age=age)
