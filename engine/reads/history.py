"""What happened: told, shown again, proved, exported."""

from collections.abc import Iterator
from datetime import datetime

from engine.history import export, replay, timeline, verify
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.view import CommitView, Page, Replay, TimelineEntry, Verification
from engine.reads.base import Reads, bounded
from engine.store.reader import Reader


class HistoryReads(Reads):
    def timeline(self, actor: Actor, instance_id: str) -> list[TimelineEntry]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return timeline.timeline(reader.commits(instance_id))

    def commits(self, actor: Actor, instance_id: str) -> list[CommitView]:
        """The history itself, commit by commit."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.commits(instance_id)

    def found_commits(
        self,
        actor: Actor,
        *,
        case: str = "",
        user_id: str | None = None,
        kind: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of CommitLine, of all streams, the newest first: who did what, and when.

        `case`: id or business key; `kind`: of an event, whose rare ones may leave a page empty that has a next one.
        """
        actor.require(P.HISTORY_VERIFY)
        with self._services.store.read() as reader:
            return reader.found_commits(
                case=case, user_id=user_id, kind=kind, since=since, until=until, at=at, limit=bounded(limit)
            )

    def replay(self, actor: Actor, instance_id: str) -> Replay:
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return replay.replay(reader.commits(instance_id), verification(reader, instance_id))

    def verify(self, actor: Actor, instance_id: str) -> Verification:
        """Chain, columns, and fold(history) == snapshot."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return verification(reader, instance_id)

    def verify_all(self, actor: Actor) -> Iterator[tuple[str, Verification]]:
        """Every stream there is or should be: instances, definitions, and the system's own; with its last commit.

        Each stream is read by itself: what is committed meanwhile disturbs nothing.
        """
        actor.require(P.HISTORY_VERIFY)
        with self._services.store.read() as reader:
            streams = sorted({*reader.streams(), *reader.heads()})
        for stream in streams:
            with self._services.store.read() as reader:
                yield stream, verification(reader, stream)

    def export(self, actor: Actor, instance_id: str) -> bytes:
        """The family of the instance as JSON that `kefuflow history verify` can prove."""
        actor.require(P.HISTORY_EXPORT)
        with self._services.store.read() as reader:
            seen = self._seen(reader, actor, instance_id)
            return export.export(reader, seen.root_id)


def verification(reader: Reader, stream: str) -> Verification:
    found, commits = reader.stored_instance(stream), reader.raw_commits(stream)
    if found is None:
        return verify.verify(commits, None, reader.head_of(stream))
    return verify.verify(commits, found.instance, (found.version, found.hash))
