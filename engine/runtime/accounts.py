"""Users, their roles, groups and passwords, and what they have read."""

import re

from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import Actor, assignable_role
from engine.identity.password import hash_password
from engine.identity.role import Role
from engine.model import command as c
from engine.model import event as e
from engine.runtime.dispatch import Outcome, once
from engine.runtime.facts import Facts, note
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LONGEST_ID = 64
USER_ID = re.compile(rf"[\w-]{{1,{LONGEST_ID}}}")  # letters of any script


def create_user(services: Services, command: c.CreateUser, actor: Actor) -> Outcome:
    """Answers the user id. Raises Rejected for unknown roles or a short password, Conflict when the id is taken."""
    _check_roles(command.roles)
    if not USER_ID.fullmatch(command.user_id):
        raise Rejected("user.bad_id", user_id=command.user_id, longest=LONGEST_ID)
    hashed = hash_password(command.password) if command.password else None

    def change(work: UnitOfWork) -> Facts:
        if work.user(command.user_id) is not None:
            raise Conflict("user.exists", user_id=command.user_id)
        events: list[e.Event] = [
            e.UserCreated(
                user_id=command.user_id, name=command.name, roles=list(command.roles), groups=list(command.groups)
            )
        ]
        if hashed is not None:
            events.append(e.PasswordChanged(user_id=command.user_id))
            work.put_credential(command.user_id, hashed)
        return events, command.user_id

    return note(services, command, actor, change)


def change_user(services: Services, command: c.ChangeUser, actor: Actor) -> Outcome:
    _check_roles(command.roles)
    if command.user_id == actor.user_id and not (command.is_active and Role.ADMIN in command.roles):
        raise Rejected("user.self_lockout")

    def change(work: UnitOfWork) -> Facts:
        _known_user(work, command.user_id)
        changed = e.UserChanged(
            user_id=command.user_id,
            name=command.name,
            roles=list(command.roles),
            groups=list(command.groups),
            is_active=command.is_active,
        )
        return [changed], None

    return note(services, command, actor, change)


def change_password(services: Services, command: c.ChangePassword, actor: Actor) -> Outcome:
    hashed = hash_password(command.password)

    def change(work: UnitOfWork) -> Facts:
        _known_user(work, command.user_id)
        work.put_credential(command.user_id, hashed)
        return [e.PasswordChanged(user_id=command.user_id)], None

    return note(services, command, actor, change)


def _known_user(work: UnitOfWork, user_id: str) -> None:
    if work.user(user_id) is None:
        raise NotFound("user.unknown", user=user_id)


def _check_roles(roles: list[str]) -> None:
    for role in roles:
        assignable_role(role)


def read_notices(services: Services, command: c.ReadNotices, actor: Actor) -> Outcome:
    """What somebody has read is no fact of a case: no event."""

    def carry_out(work: UnitOfWork, known: c.ReadNotices) -> Outcome:
        work.mark_notices_read(actor.user_id, actor.groups, known.notice_ids, services.clock.now())
        return Outcome()

    return once(services, command, carry_out)
