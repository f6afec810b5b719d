"""Messages find exactly one receiver: a subscription, or the process that the message starts.

What nobody waits for is rejected, or kept for a while where the sender says so.
"""

from collections.abc import Mapping
from dataclasses import replace as with_answer
from typing import Any

from msgspec.structs import replace

from engine.errors import Conflict, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime import buffer, correlation, start
from engine.runtime.dispatch import Outcome, obey, on_family, once, root_of
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

TOLD = 100  # receivers that are counted where one was meant


def correlate(services: Services, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    """Answers the instance that received it. Raises Rejected when nobody waits, Conflict when several do."""
    if command.message_id:
        command = replace(command, command_id=_known_as(command))
    return once(services, command, lambda work, known: _correlated(services, work, known, actor))


def _known_as(command: c.CorrelateMessage) -> str:
    """The same message sent again is the same command."""
    key = command.correlation_key or command.business_key or ""
    return f"message/{command.name}/{key}/{command.message_id}"


def _correlated(services: Services, work: UnitOfWork, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    if command.is_for_all:
        return _to_all(services, work, command, actor)
    if command.time_to_live is None or _is_expected(work, command):
        return _to_one(services, work, command, actor)
    work.exclude_listeners(command.name)
    if _is_expected(work, command):  # somebody came to wait just now
        return _to_one(services, work, command, actor)
    buffer.keep(services, work, command, actor)
    return Outcome(None, has_timers=True)


def _is_expected(reader: Reader, command: c.CorrelateMessage) -> bool:
    return bool(correlation.receivers(reader, command, most=1) or _started(reader, command))


def _to_one(services: Services, work: UnitOfWork, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    waiting = correlation.receivers(work, command, TOLD)
    _check_number(command, len(waiting), least=0)
    if waiting:
        return _received(services, work, command, waiting[0].id, actor)
    starting = _started(work, command)
    _check_number(command, len(starting))
    return start.begin(services, work, starting[0], actor)


def _to_all(services: Services, work: UnitOfWork, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    """In one transaction, the families in the order of their ids; whoever is gone by then is passed over."""
    waiting = sorted(each.id for each in correlation.receivers(work, command))
    starting = _started(work, command)
    if not (waiting or starting):
        raise Rejected("message.not_expected", name=command.name)
    outcomes = [
        _received(services, work, command, each, actor) for each in waiting if work.subscription(each) is not None
    ]
    outcomes += [start.begin(services, work, each, actor) for each in starting]
    jobs = tuple(job for outcome in outcomes for job in outcome.jobs)
    return Outcome([outcome.answer for outcome in outcomes], jobs, any(outcome.has_timers for outcome in outcomes))


def _received(
    services: Services, work: UnitOfWork, command: c.CorrelateMessage, subscription_id: str, actor: Actor
) -> Outcome:
    found = replace(command, subscription_id=subscription_id)
    outcome = on_family(services, work, found, actor, root_of(subscription_id))
    return with_answer(outcome, answer=subscription_id.rpartition(".")[0])


def _check_number(command: c.CorrelateMessage, count: int, least: int = 1) -> None:
    """Raises Rejected, Conflict."""
    if count < least:
        raise Rejected("message.not_expected", name=command.name)
    if count > 1:
        raise Conflict("message.ambiguous", name=command.name, count=count)


def _started(reader: Reader, command: c.CorrelateMessage) -> list[c.StartInstance]:
    """The processes that begin with the message; none for one that is meant for an instance."""
    is_addressed = command.instance_id is not None or command.subscription_id is not None
    if is_addressed or command.correlation_keys or command.local_correlation_keys:
        return []
    return [
        c.StartInstance(
            command_id=command.command_id,
            key=each.key,
            variables=command.variables,
            business_key=command.business_key,
            element_id=each.element_id,
            message=command.name,
            source_id=command.sender_id,
        )
        for each in reader.start_listeners("message", command.name)
    ]


def deliver(services: Services, command: c.DeliverMessage, actor: Actor) -> Outcome:
    """The sender's side: written once the receiver has it."""
    return obey(services, command, actor, root_of(command.job_id))


def delivery(
    name: str, variables: Mapping[str, Any], job_id: str, business_key: str | None
) -> list[c.CorrelateMessage]:
    """The attempts to deliver a thrown message, the closest receiver first: of the same case, then any.

    All have one command id: whoever received it once is the receiver, however often the job is carried out.
    """
    attempts = [business_key] if business_key is not None else []
    return [
        c.CorrelateMessage(
            command_id=f"{job_id}/deliver",
            name=name,
            variables=dict(variables),
            business_key=attempt,
            sender_id=root_of(job_id),
        )
        for attempt in [*attempts, None]
    ]
