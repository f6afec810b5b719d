"""Who works here, and what they were told."""

from hashlib import sha256

from engine.identity.actor import Actor, person, robot_id
from engine.identity.permission import Permission as P
from engine.model.view import Page, Preferences, UserView
from engine.reads.base import Reads, bounded
from engine.runtime.retrying import at_a_glance


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
        return at_a_glance(self._services.store, lambda reader: reader.preferences(actor.user_id))

    def actor(self, user_id: str) -> Actor | None:
        """None for an unknown or inactive user."""
        found = self._account(user_id)
        return actor_of(found[0]) if found is not None else None

    def signed_in(self, user_id: str, mark: str) -> Actor | None:
        """The same, as long as the password is the one of which this is the mark."""
        found = self._account(user_id)
        return actor_of(found[0]) if found is not None and _mark(found[1]) == mark else None

    def credential_mark(self, user_id: str) -> str:
        """Another one after every change of the password; nothing can be told from it. Empty without a password."""
        found = self._account(user_id)
        return _mark(found[1]) if found is not None else ""

    def _account(self, user_id: str) -> tuple[UserView, str | None] | None:
        return at_a_glance(self._services.store, lambda reader: reader.account(user_id))

    def pulse(self, actor: Actor) -> str:
        """Changes when the lists or notices of the actor change."""
        with self._services.store.read() as reader:
            return reader.pulse(actor.user_id, actor.groups)

    def is_demo(self) -> bool:
        with self._services.store.read() as reader:
            return reader.setting("demo") is not None


def actor_of(user: UserView) -> Actor | None:
    return person(user.id, user.name, user.roles, user.groups) if user.is_active else None


def _mark(password_hash: str | None) -> str:
    return sha256(password_hash.encode()).hexdigest()[:16] if password_hash else ""
