"""Who works here, and what they were told."""

from hashlib import sha256

from engine.identity.actor import Actor, robot_id
from engine.identity.permission import Permission as P
from engine.model.view import Page, Preferences, UserView
from engine.reads.base import Reads, bounded


class PeopleReads(Reads):
    def notices(self, actor: Actor, *, unread_only: bool = False, at: str | None = None, limit: int = 50) -> Page:
        """One's own, the newest first."""
        actor.require(P.NOTICE_READ)
        with self._services.store.read() as reader:
            return reader.notices(actor.user_id, actor.groups, unread_only, at, bounded(limit))

    def unread_count(self, actor: Actor) -> int:
        with self._services.store.read() as reader:
            return reader.unread_count(actor.user_id, actor.groups)

    def users(self, actor: Actor) -> list[UserView]:
        actor.require(P.USER_READ)
        with self._services.store.read() as reader:
            return reader.users()

    def names(self) -> dict[str, str]:
        """Display names of everybody, by user id, and of the programs that hold a token."""
        with self._services.store.read() as reader:
            return {user.id: user.name for user in reader.users()} | {
                robot_id(token.id): token.name for token in reader.tokens()
            }

    def without_password(self, actor: Actor) -> set[str]:
        """Ids of the users who cannot sign in with one."""
        actor.require(P.USER_READ)
        with self._services.store.read() as reader:
            return {user.id for user in reader.users() if reader.credential(user.id) is None}

    def preferences(self, actor: Actor) -> Preferences:
        """The actor's own."""
        with self._services.store.read() as reader:
            return reader.preferences(actor.user_id)

    def credential_mark(self, user_id: str) -> str:
        """Another one after every change of the password; nothing can be told from it. Empty without a password."""
        with self._services.store.read() as reader:
            found = reader.credential(user_id)
        return sha256(found.encode()).hexdigest()[:16] if found else ""

    def pulse(self, actor: Actor) -> str:
        """Changes when the lists or notices of the actor change."""
        with self._services.store.read() as reader:
            return reader.pulse(actor.user_id, actor.groups)

    def is_demo(self) -> bool:
        with self._services.store.read() as reader:
            return reader.setting("demo") is not None
