"""Messages find exactly one receiver: a subscription, or the process that the message starts."""

from collections.abc import Mapping
from dataclasses import replace as with_answer
from typing import Any

from msgspec.structs import replace

from engine.errors import Conflict, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model.view import SubscriptionView
from engine.runtime import start
from engine.runtime.dispatch import Outcome, obey, on_family, once, root_of
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork


def correlate(services: Services, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    """Answers the instance that received it. Raises Rejected when nobody waits, Conflict when several do."""
    return once(services, command, lambda work, known: _correlated(services, work, known, actor))


def _correlated(services: Services, work: UnitOfWork, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    receiver = _receiver(work, command)
    if receiver is None:
        return start.begin(services, work, _starting(work, command), actor)
    found = replace(command, subscription_id=receiver.id)
    outcome = on_family(services, work, found, actor, root_of(receiver.id))
    return with_answer(outcome, answer=receiver.instance_id)


def _receiver(reader: Reader, command: c.CorrelateMessage) -> SubscriptionView | None:
    """None when nobody waits and a process may be started. Raises Conflict."""
    waiting = [each for each in reader.subscriptions(name=command.name) if _is_meant(each, command)]
    if len(waiting) > 1:
        raise Conflict("message.ambiguous", name=command.name, count=len(waiting))
    return waiting[0] if waiting else None


def _is_meant(subscription: SubscriptionView, command: c.CorrelateMessage) -> bool:
    return (
        subscription.kind == "message"
        and command.subscription_id in (None, subscription.id)
        and command.instance_id in (None, subscription.instance_id)
        and command.business_key in (None, subscription.business_key)
    )


def _starting(reader: Reader, command: c.CorrelateMessage) -> c.StartInstance:
    """Raises Rejected when no process begins with the message, Conflict when several do."""
    is_addressed = command.instance_id is not None or command.subscription_id is not None
    starts = [] if is_addressed else reader.start_listeners("message", command.name)
    if not starts:
        raise Rejected("message.not_expected", name=command.name)
    if len(starts) > 1:
        raise Conflict("message.ambiguous", name=command.name, count=len(starts))
    return c.StartInstance(
        command_id=command.command_id,
        key=starts[0].key,
        variables=command.variables,
        business_key=command.business_key,
        element_id=starts[0].element_id,
        message=command.name,
        source_id=command.sender_id,
    )


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
