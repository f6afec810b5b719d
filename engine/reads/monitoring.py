"""What those who run the engine ask: figures, and whether it can work."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.view import Backlog, Figures, Page, Verification, Vitals
from engine.reads.base import Reads, bounded
from engine.reads.history import verification

YEAR_AHEAD = timedelta(days=60)  # the holidays of a year are announced in the autumn before


class MonitoringReads(Reads):
    def figures(self) -> Figures:
        """For machines that watch; names no person and no case."""
        store = self._services.store
        with store.read() as reader:
            return reader.figures(self._now, store.real_clock.now(), store.connections())

    def backlog(self, actor: Actor) -> list[Backlog]:
        """Jobs by kind: due, leased, failed, and how long the longest due has waited."""
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.backlog(self._now, self._services.store.real_clock.now())

    def job_lines(
        self, actor: Actor, state: str = "due", kind: str | None = None, *, at: str | None = None, limit: int = 50
    ) -> Page:
        """Page of JobLine, of all cases, the longest due first; `state`: due, leased, failed."""
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            real_now = self._services.store.real_clock.now()
            return reader.job_lines(state, self._now, real_now, kind, at, bounded(limit))

    def buffered_messages(self, actor: Actor, *, at: str | None = None, limit: int = 50) -> Page:
        """Page of BufferedMessageView: sent, and taken by nobody yet; by name, the first sent first."""
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.buffered_messages(at, bounded(limit))

    def vitals(self) -> Vitals:
        """For the doctor."""
        store, calendar = self._services.store, self._services.calendars.get()
        with store.read() as reader:
            found = reader.vitals(self._now, store.real_clock.now())
        today = self._now.astimezone(calendar.tz).date()
        years = {today.year, (today + YEAR_AHEAD).year}
        return replace(found, unconfirmed_years=sorted(years - calendar.confirmed_years))

    def sample(self, actor: Actor, count: int) -> Iterator[tuple[str, Verification]]:
        """Some streams at random, verified; the system's own is always among them."""
        actor.require(P.HISTORY_VERIFY)
        with self._services.store.read() as reader:
            streams = reader.sampled_streams(count)
        for stream in ("system", *streams):
            with self._services.store.read() as reader:
                yield stream, verification(reader, stream)

    def unready(self) -> list[str]:
        """Codes of what keeps this process from working; empty when it is ready."""
        try:
            with self._services.store.read() as reader:
                return [] if reader.is_current() else ["store.other_schema"]
        except Exception:  # whatever a driver raises: there is no database to work on
            return ["store.unreachable"]
