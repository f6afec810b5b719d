"""Other programs, by their tokens."""

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.view import TokenView
from engine.reads.base import Reads
from engine.runtime import tokens


class TokenReads(Reads):
    def tokens(self, actor: Actor) -> list[TokenView]:
        """The newest first, with those that are good for nothing any more."""
        actor.require(P.USER_ADMIN)
        with self._services.store.read() as reader:
            return reader.tokens()

    def token_holder(self, text: str) -> Actor | None:
        """Who sends this token; None for one that is unknown, revoked or expired."""
        return tokens.holder(self._services, text)
