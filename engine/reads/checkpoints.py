"""Signed checkpoints."""

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.checkpoint import CheckpointView
from engine.reads.base import Reads


class CheckpointReads(Reads):
    def checkpoints(self, actor: Actor) -> list[CheckpointView]:
        """The newest first, a hundred at most."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            return reader.checkpoints()
