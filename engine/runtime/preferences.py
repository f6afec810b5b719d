"""How somebody likes the pages: theirs alone, and no fact of any case."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.errors import Forbidden, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def change(services: Services, command: c.ChangePreferences, actor: Actor) -> Outcome:
    """Raises Rejected for a time zone that does not exist, Forbidden for who is no person."""
    authorise(actor, command)
    if actor.kind != "user":
        raise Forbidden("user.no_person")
    if command.time_zone is not None:
        _check_zone(command.time_zone)

    def carry_out(work: UnitOfWork, known: c.ChangePreferences) -> Outcome:
        before = work.preferences(actor.user_id)
        work.put_preferences(actor.user_id, known.language or before.language, known.time_zone or before.time_zone)
        return Outcome()

    return once(services, command, carry_out)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name of a zone, a folder of zones
        raise Rejected("user.bad_time_zone", zone=name) from None
