"""Streams of commits."""

import secrets
from datetime import timedelta

from sqlalchemy import and_, bindparam, func, select

from engine.model import chain
from engine.model.view import CommitView
from engine.store.queries.base import Queries, columns
from engine.store.tables.history import history, payload, stream_head
from engine.store.tables.instance import instance

row = history.c
_IS_CASE = instance.c.parent_id.is_(None)
_BOUNDS = func.min(instance.c.started_at), func.max(instance.c.started_at)
_NEXT = (
    select(instance.c.id)
    .where(_IS_CASE, instance.c.started_at >= bindparam("moment"))
    .order_by(instance.c.started_at, instance.c.id)
    .limit(1)
)
_is_beside = and_(payload.c.stream == row.stream, payload.c.version == row.version, payload.c.period == row.period)
_of_commit = columns(history, chain.Commit)


class HistoryQueries(Queries):
    def raw_commits(self, stream: str, from_version: int = 1) -> list[chain.Commit]:
        """As stored and hashed; for export and proof."""
        statement = (
            select(*_of_commit, payload.c.body.label("payload"))
            .select_from(history.outerjoin(payload, _is_beside))
            .where(row.stream == stream, row.version >= from_version)
            .order_by(row.version)
        )
        return self._views(chain.Commit, statement)

    def commits(self, stream: str, from_version: int = 1) -> list[CommitView]:
        """With their personal values, None where they were erased. Raises EngineError `history.unknown_format`."""
        return [chain.view_of(commit) for commit in self.raw_commits(stream, from_version)]

    def streams(self, root_id: str | None = None) -> list[str]:
        """Of a family, or of everything that has a history."""
        statement = select(row.stream).where(row.version == 1).order_by(row.stream)
        if root_id is not None:
            statement = statement.where(row.root_id == root_id)
        return [each.stream for each in self._all(statement)]

    def sampled_streams(self, count: int) -> list[str]:
        """Of cases, from moments at random and without reading the others; fewer where there are fewer."""
        first, last = (self._value(select(each).where(_IS_CASE)) for each in _BOUNDS)
        if first is None:
            return []
        span = (last - first) // timedelta(microseconds=1)
        moments = [first + timedelta(microseconds=secrets.randbelow(span + 1)) for _ in range(count)]
        return sorted({self._first(_NEXT, {"moment": each}).id for each in moments})

    def heads(self) -> dict[str, tuple[int, str]]:
        """Stream -> version and hash of its last commit, as the tables beside history hold it."""
        of_instances = select(instance.c.id, instance.c.version, instance.c.head_hash)
        of_others = select(stream_head.c.stream, stream_head.c.version, stream_head.c.hash)
        return {name: (version, hash) for each in (of_instances, of_others) for name, version, hash in self._all(each)}

    def head_of(self, stream: str) -> tuple[int, str]:
        """Of a stream that is no instance, as `heads`; version 0 when it has none."""
        found = self._first(select(stream_head.c.version, stream_head.c.hash).where(stream_head.c.stream == stream))
        return (0, chain.GENESIS) if found is None else (found.version, found.hash)
