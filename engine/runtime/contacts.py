"""How people are reached outside: said by themselves, or by who keeps the users."""

import re
from typing import Any

import msgspec

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.contact import Contact
from engine.model.notice import ROBOTS
from engine.notify.quiet import clock_time
from engine.runtime.dispatch import Outcome
from engine.runtime.facts import note
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

EMAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,190}")
PHONE = re.compile(r"\+?[0-9]{5,20}")
CHAT_ID = re.compile(r"[\w.@-]{1,100}")
LONGEST_DIGEST = 24 * 60  # minutes


def change_contact(services: Services, command: c.ChangeContact, actor: Actor) -> Outcome:
    """Raises Rejected for what nobody can be reached by."""
    contact = command.contact
    _check(contact)

    def change(work: UnitOfWork) -> tuple[list[e.Event], Any]:
        if work.user(command.user_id) is None:
            raise NotFound("user.unknown", user=command.user_id)
        return [e.ContactChanged(user_id=command.user_id, contact=msgspec.to_builtins(contact))], None

    return note(services, command, actor, change)


def _check(contact: Contact) -> None:
    if contact.email and not EMAIL.fullmatch(contact.email):
        raise Rejected("contact.bad_email")
    if contact.phone and not PHONE.fullmatch(contact.phone):
        raise Rejected("contact.bad_phone")
    for channel, chat_id in contact.chat_ids.items():
        if channel not in ROBOTS or not CHAT_ID.fullmatch(chat_id):
            raise Rejected("contact.bad_chat_id", channel=channel)
    if not 0 <= contact.digest_minutes <= LONGEST_DIGEST:
        raise Rejected("contact.bad_digest", longest=LONGEST_DIGEST)
    _check_quiet(contact)


def _check_quiet(contact: Contact) -> None:
    given = [each for each in (contact.quiet_from, contact.quiet_until) if each is not None]
    try:
        times = [clock_time(each) for each in given]
    except ValueError:
        times = []
    if given and (len(times) != 2 or times[0] == times[1]):
        raise Rejected("contact.bad_quiet_hours")
