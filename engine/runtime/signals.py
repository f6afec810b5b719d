"""Signals reach everybody who waits when they are thrown: each family in a transaction of its own.

Whoever received it once does not receive it again, however often the broadcast is carried on after an interruption.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model.view import JobView, SubscriptionView
from engine.runtime.dispatch import Outcome, obey, once, root_of
from engine.runtime.services import Services
from engine.store.busy import Busy
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork


def broadcast(services: Services, command: c.BroadcastSignal, actor: Actor) -> Outcome:
    """Answers how many received it; nobody is no failure. Sent again with its id, it goes on with those it was for."""

    def found(work: UnitOfWork, known: c.BroadcastSignal) -> Outcome:
        return Outcome([each.id for each in waiting(work, known.name) if known.subscription_id in (None, each.id)])

    meant = once(services, command, found)
    return told(services, receptions(command.name, command.variables, meant.answer, command.command_id), actor)


def waiting(reader: Reader, name: str) -> list[SubscriptionView]:
    return reader.subscriptions(name=name, kind="signal")


def receptions(
    name: str, variables: Mapping[str, Any], subscription_ids: Iterable[str], command_id: str
) -> list[c.ReceiveSignal]:
    """One for each catcher, known by an id made of the broadcast's."""
    return [
        c.ReceiveSignal(command_id=f"{command_id}/{each}", name=name, variables=dict(variables), subscription_id=each)
        for each in subscription_ids
    ]


def told(services: Services, commands: Iterable[c.ReceiveSignal], actor: Actor) -> Outcome:
    """Answers how many received it; whoever does not wait any more is passed over."""
    count, jobs, has_timers = 0, list[JobView](), False
    for command in commands:
        try:
            outcome = receive(services, command, actor)
        except Busy:
            raise
        except Rejected:
            continue
        count, jobs, has_timers = count + 1, [*jobs, *outcome.jobs], has_timers or outcome.has_timers
    return Outcome(count, tuple(jobs), has_timers)


def receive(services: Services, command: c.ReceiveSignal, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.subscription_id))


def deliver(services: Services, command: c.DeliverSignal, actor: Actor) -> Outcome:
    """The thrower's side: written once everybody has been told."""
    return obey(services, command, actor, root_of(command.job_id))


def outside(reader: Reader, job: JobView) -> list[str]:
    """Who waited when a signal was thrown by the instance of this job; its family was served then, unless later."""
    payload = job.payload or {}
    return [
        each.id
        for each in waiting(reader, payload["name"])
        if (each.opened_at is None or each.opened_at <= job.due_at)
        and (payload.get("is_async") or each.root_id != job.root_id)
    ]
