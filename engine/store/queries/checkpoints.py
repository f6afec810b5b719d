"""Signed checkpoints, and what one is compared with."""

from sqlalchemy import select

from engine.model.checkpoint import CheckpointView
from engine.store.queries.base import Queries, columns
from engine.store.tables.checkpoint import checkpoint
from engine.store.tables.history import history


class CheckpointQueries(Queries):
    def checkpoints(self, limit: int = 100) -> list[CheckpointView]:
        """The newest first."""
        statement = select(*columns(checkpoint, CheckpointView)).order_by(checkpoint.c.made_at.desc()).limit(limit)
        return self._views(CheckpointView, statement)

    def hash_at(self, stream: str, version: int) -> str | None:
        """Of one commit, as the row says."""
        found: str | None = self._value(
            select(history.c.hash).where(history.c.stream == stream, history.c.version == version)
        )
        return found
