"""API tokens: made and revoked by who keeps the users, and looked up at every request."""

import re

from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import Actor, assignable_role, robot
from engine.identity.token import is_same, parts
from engine.model import event as e
from engine.model.token import CreateToken, RevokeToken
from engine.model.view import TokenView
from engine.runtime.dispatch import Outcome
from engine.runtime.facts import Facts, note
from engine.runtime.retrying import at_a_glance
from engine.runtime.services import Services
from engine.store.queries.tokens import is_noted
from engine.store.unit_of_work import UnitOfWork

LONGEST_NAME = 100
_ID, _DIGEST = re.compile(r"[a-z0-9]{10}"), re.compile(r"[0-9a-f]{64}")


def create(services: Services, command: CreateToken, actor: Actor) -> Outcome:
    """Raises Rejected for what is no new token, has no name, may do nothing or has expired already."""
    _check(command)
    if command.expires_at is not None and command.expires_at <= services.store.real_clock.now():
        raise Rejected("token.expired_already")

    def change(work: UnitOfWork) -> Facts:
        if work.token(command.token_id) is not None:
            raise Conflict("token.exists", token=command.token_id)
        work.put_token_secret(command.token_id, command.digest)
        created = e.TokenCreated(
            token_id=command.token_id,
            name=command.name.strip(),
            roles=list(command.roles),
            groups=list(command.groups),
            topics=list(command.topics),
            expires_at=command.expires_at,
        )
        return [created], command.token_id

    return note(services, command, actor, change)


def _check(command: CreateToken) -> None:
    if not (_ID.fullmatch(command.token_id) and _DIGEST.fullmatch(command.digest)):
        raise Rejected("token.malformed")
    if not 0 < len(command.name.strip()) <= LONGEST_NAME:
        raise Rejected("token.bad_name", longest=LONGEST_NAME)
    if not (command.roles or command.topics):
        raise Rejected("token.without_rights")
    for role in command.roles:
        assignable_role(role)


def revoke(services: Services, command: RevokeToken, actor: Actor) -> Outcome:
    """Once more changes nothing. Raises NotFound."""

    def change(work: UnitOfWork) -> Facts:
        found = work.token(command.token_id)
        if found is None:
            raise NotFound("token.unknown", token=command.token_id)
        return [] if found.revoked_at else [e.TokenRevoked(token_id=command.token_id)], None

    return note(services, command, actor, change)


def holder(services: Services, text: str) -> Actor | None:
    """Who sends this token; None for one that is unknown, revoked or expired."""
    named = parts(text)
    if named is None:
        return None
    token_id, digest = named
    real_now = services.store.real_clock.now()
    found = at_a_glance(services.store, lambda reader: reader.held_token(token_id))
    if found is None:
        return None
    token, kept = found
    if not is_same(kept, digest) or token.state(real_now) != "good":
        return None
    if not is_noted(token, real_now):
        with services.store.write() as work:
            work.note_token_used(token_id, real_now)
    return _robot(token)


def _robot(token: TokenView) -> Actor:
    return robot(token.id, token.name, token.roles, token.groups, token.topics)
