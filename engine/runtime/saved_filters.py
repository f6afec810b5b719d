"""Searches that somebody comes back to: their own, and no facts."""

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime.cases import clean_text
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LONGEST_NAME, LONGEST_QUERY, LONGEST_PAGE = 40, 1000, 100
MOST = 20  # of one page


def save(services: Services, command: c.SaveFilter, actor: Actor) -> Outcome:
    """One of that name is replaced."""
    name = clean_text(command.name, "name", LONGEST_NAME)
    query = clean_text(command.query, "query", LONGEST_QUERY, may_be_empty=True)
    page = clean_text(command.page, "page", LONGEST_PAGE)

    def carry_out(work: UnitOfWork, known: c.SaveFilter) -> Outcome:
        kept = {each.name for each in work.saved_filters(actor.user_id, page)}
        if name not in kept and len(kept) >= MOST:
            raise Rejected("filter.too_many", most=MOST)
        work.put_saved_filter(actor.user_id, page, name, query)
        return Outcome()

    return once(services, command, carry_out)


def delete(services: Services, command: c.DeleteFilter, actor: Actor) -> Outcome:
    """One that is not there is deleted already."""

    def carry_out(work: UnitOfWork, known: c.DeleteFilter) -> Outcome:
        work.delete_saved_filter(actor.user_id, known.page, known.name)
        return Outcome()

    return once(services, command, carry_out)
