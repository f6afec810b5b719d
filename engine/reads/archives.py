"""How long cases are kept, and where those are that left."""

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.archive import ArchiveView
from engine.model.view import Page
from engine.reads.base import Reads, bounded


class ArchiveReads(Reads):
    def retentions(self, actor: Actor) -> dict[str, int]:
        """Process key -> days after the end of a case; without processes whose cases are kept for ever."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.retentions()

    def archives(self, actor: Actor) -> list[ArchiveView]:
        """The newest first."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            return reader.archives()

    def archived_cases(self, actor: Actor, text: str = "", at: str | None = None, limit: int = 50) -> Page:
        """Of ArchivedCaseView: those whose id, business key or process contains the text."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            return reader.archived_cases(text, at, bounded(limit))
