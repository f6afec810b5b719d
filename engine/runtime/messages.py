"""Messages find exactly one receiver: a subscription, or the process that the message starts."""

from msgspec.structs import replace

from engine.errors import Conflict, Rejected
from engine.identity.actor import SYSTEM, Actor
from engine.model import command as c
from engine.model.view import SubscriptionView
from engine.runtime import start
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, obey, root_of
from engine.runtime.services import Services
from engine.store.reader import Reader


def correlate(services: Services, command: c.CorrelateMessage, actor: Actor) -> Outcome:
    """Answers the instance that received it. Raises Rejected when nobody waits, Conflict when several do."""
    authorise(actor, command)
    with services.store.read() as reader:
        subscription = _receiver(reader, command)
        starts = [] if subscription else reader.message_starts(command.name)
    if subscription is not None:
        found = replace(command, subscription_id=subscription.id)
        return replace_answer(obey(services, found, actor, root_of(subscription.id)), subscription.instance_id)
    if command.instance_id is not None or not starts:
        raise Rejected("message.not_expected", name=command.name)
    if len(starts) > 1:
        raise Conflict("message.ambiguous", name=command.name, count=len(starts))
    key, element_id, _ = starts[0]
    return start.start(services, _starting(command, key, element_id), SYSTEM)


def _starting(command: c.CorrelateMessage, key: str, element_id: str) -> c.StartInstance:
    return c.StartInstance(
        command_id=command.command_id,
        key=key,
        variables=command.variables,
        business_key=command.business_key,
        element_id=element_id,
        message=command.name,
    )


def _receiver(reader: Reader, command: c.CorrelateMessage) -> SubscriptionView | None:
    waiting = [
        each
        for each in reader.subscriptions(name=command.name)
        if (command.subscription_id is None or each.id == command.subscription_id)
        and (command.instance_id is None or each.instance_id == command.instance_id)
        and (command.business_key is None or each.business_key == command.business_key)
    ]
    if len(waiting) > 1:
        raise Conflict("message.ambiguous", name=command.name, count=len(waiting))
    if not waiting and command.subscription_id is not None:
        raise Rejected("message.not_expected", name=command.name)
    return waiting[0] if waiting else None


def replace_answer(outcome: Outcome, answer: str) -> Outcome:
    return Outcome(answer, outcome.job_ids, outcome.has_timers)


def deliver(services: Services, command: c.DeliverMessage, actor: Actor) -> Outcome:
    """The sender's side: written once the receiver has it."""
    return obey(services, command, actor, root_of(command.job_id))


def delivery(name: str, variables: dict[str, object], job_id: str, business_key: str | None) -> list[c.Command]:
    """The attempts to deliver a thrown message, the closest receiver first: of the same case, then any."""
    attempts = [business_key] if business_key is not None else []
    return [
        c.CorrelateMessage(command_id=f"{job_id}/deliver", name=name, variables=variables, business_key=attempt)
        for attempt in [*attempts, None]
    ]
