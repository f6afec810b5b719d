"""Erasing a customer: personal values leave payload, snapshots and tables; hashes, chains and proofs stay whole."""

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import event as e
from engine.model.erasure import EraseCustomer, Erasure
from engine.runtime.cases import clean_text
from engine.runtime.customers import known_customer, stream_of
from engine.runtime.dispatch import Outcome, once, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LONGEST = 1000


def erase_customer(services: Services, command: EraseCustomer, actor: Actor) -> Outcome:
    """Raises NotFound, and Rejected `customer.open_cases` while a case is running."""
    reason = clean_text(command.reason, "reason", LONGEST)

    def carry_out(work: UnitOfWork, known: EraseCustomer) -> Outcome:
        known_customer(work, known.customer_id)
        cases = sorted(work.roots_of_customer(known.customer_id))
        work.lock_roots(cases)
        if running := work.running(cases):
            raise Rejected("customer.open_cases", count=running)
        work.erase(known.customer_id, cases)
        for stream in sorted(work.family_heads(cases)):
            _note_in_case(services, work, known, actor, stream, reason)
        _note_in_record(services, work, known, actor, reason)
        return Outcome(Erasure(cases=cases, archives=work.archives_of_customer(known.customer_id)))

    return once(services, command, carry_out)


def _note_in_case(
    services: Services, work: UnitOfWork, command: EraseCustomer, actor: Actor, stream: str, reason: str
) -> None:
    """The state is folded anew: of what was erased it has only the names."""
    loaded = work.folded_anew(stream)
    work.record(
        stream,
        root_of(stream),
        loaded,
        [e.PersonErased(customer_id=command.customer_id, reason=reason)],
        after=loaded.instance,
        command_id=command.command_id,
        actor=actor.ref,
        at=max(services.clock.now(), loaded.at),
    )


def _note_in_record(services: Services, work: UnitOfWork, command: EraseCustomer, actor: Actor, reason: str) -> None:
    stream = stream_of(command.customer_id)
    work.record(
        stream,
        None,
        None,
        [e.PersonErased(customer_id=command.customer_id, reason=reason)],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )
