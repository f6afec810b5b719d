"""Remarks on a case, and telling those who are named in them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Instance
from engine.model.view import UserView
from engine.runtime.cases import add_to_case, clean_text, next_id
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LONGEST = 4000
MENTION = "mention"  # the template that a notice of this kind names
_MARK = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # an address such as a@b.cn names nobody


def add(services: Services, command: c.AddComment, actor: Actor) -> Outcome:
    """Answers the id. Whoever is named may see the case from then on, as everybody who was told of it."""
    text = clean_text(command.text, "comment", LONGEST)

    def addition(work: UnitOfWork, instance: Instance) -> tuple[list[e.Event], str]:
        named = mentions(text, work.users() if _MARK.search(text) else [])
        comment = e.CommentAdded(comment_id=next_id(instance), text=text, mentions=named)
        told = [user_id for user_id in named if user_id != actor.user_id]
        notices: list[e.Event] = [_notice(instance, text, told, actor)] if told else []
        return [comment, *notices], f"{instance.id}.{comment.comment_id}"

    return add_to_case(services, command, actor, command.instance_id, addition)


def mentions(text: str, users: Iterable[UserView]) -> list[str]:
    """Ids of the users behind each `@`: of all ids and names that stand there, the longest is meant.

    Raises Rejected when several people have that name.
    """
    names = _names(users)
    found: dict[str, None] = {}
    for mark in _MARK.finditer(text):
        rest = text[mark.end() :]
        longest = max((name for name in names if _begins(rest, name)), key=len, default=None)
        if longest is not None:
            found[_only(longest, names[longest])] = None
    return list(found)


def _names(users: Iterable[UserView]) -> Mapping[str, tuple[str, ...]]:
    """Id or display name -> who may be meant; an id means its user only."""
    active = [user for user in users if user.is_active]
    names = {name: tuple(user.id for user in active if user.name == name) for name in Counter(u.name for u in active)}
    return {name: ids for name, ids in names.items() if name} | {user.id: (user.id,) for user in active}


def _begins(rest: str, name: str) -> bool:
    """A Latin name ends where its word ends; a Chinese one is followed by anything."""
    following = rest[len(name) : len(name) + 1]
    ends = not (name[-1].isascii() and following.isascii() and (following.isalnum() or following == "_"))
    return rest.startswith(name) and ends


def _only(name: str, ids: tuple[str, ...]) -> str:
    if len(ids) > 1:
        raise Rejected("comment.ambiguous_name", name=name, ids=list(ids))
    return ids[0]


def _notice(instance: Instance, text: str, users: list[str], actor: Actor) -> e.NoticeSent:
    return e.NoticeSent(
        notice_id=next_id(instance, 1),
        element_id=instance.activities[PROCESS_SCOPE].element_id if instance.activities else "",
        template=MENTION,
        users=users,
        title=f"{actor.name} @ {instance.business_key or instance.id}",
        body=text,
    )
