"""Signals reach everybody who waits when they are thrown: each family in a transaction of its own.

Whoever received it once does not receive it again, however often the broadcast is carried on after an interruption.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model.view import JobView, SubscriptionView
from engine.runtime import start
from engine.runtime.dispatch import Outcome, obey, once, root_of
from engine.runtime.services import Services
from engine.store.busy import Busy
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

PLACE = "/"  # between a definition and the element where an instance begins; no subscription id has one
Reception = c.ReceiveSignal | c.StartInstance


def broadcast(services: Services, command: c.BroadcastSignal, actor: Actor) -> Outcome:
    """Answers how many received it; nobody is no failure. Sent again with its id, it goes on with those it was for."""

    def found(work: UnitOfWork, known: c.BroadcastSignal) -> Outcome:
        found = [each.id for each in waiting(work, known.name) if known.subscription_id in (None, each.id)]
        return Outcome(found + (begun_by(work, known.name) if known.subscription_id is None else []))

    meant = once(services, command, found)
    return told(services, receptions(command.name, command.variables, meant.answer, command.command_id), actor)


def waiting(reader: Reader, name: str) -> list[SubscriptionView]:
    return reader.subscriptions(name=name, kind="signal")


def begun_by(reader: Reader, name: str) -> list[str]:
    """Places where an instance begins with the signal: "<definition id>/<element id>"."""
    return [f"{each.definition_id}{PLACE}{each.element_id}" for each in reader.start_listeners("signal", name)]


def receptions(name: str, variables: Mapping[str, Any], catchers: Iterable[str], command_id: str) -> list[Reception]:
    """One for each subscription or place that catches it, known by an id made of the broadcast's."""
    return [_reception(name, dict(variables), each, f"{command_id}/{each}") for each in catchers]


def _reception(name: str, variables: dict[str, Any], catcher: str, command_id: str) -> Reception:
    definition_id, _, element_id = catcher.partition(PLACE)
    if not element_id:
        return c.ReceiveSignal(command_id=command_id, name=name, variables=variables, subscription_id=catcher)
    key, _, version = definition_id.rpartition(":")
    return c.StartInstance(
        command_id=command_id,
        key=key,
        version=int(version),
        element_id=element_id,
        variables=variables,
        signal=name,
    )


def told(services: Services, commands: Iterable[Reception], actor: Actor) -> Outcome:
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


def receive(services: Services, command: Reception, actor: Actor) -> Outcome:
    if isinstance(command, c.StartInstance):
        return once(services, command, lambda work, known: start.begin(services, work, known, actor))
    return obey(services, command, actor, root_of(command.subscription_id))


def deliver(services: Services, command: c.DeliverSignal, actor: Actor) -> Outcome:
    """The thrower's side: written once everybody has been told."""
    return obey(services, command, actor, root_of(command.job_id))


def outside(reader: Reader, job: JobView) -> list[str]:
    """Who waited when a signal was thrown by the instance of this job; its family was served then, unless later."""
    payload = job.payload or {}
    caught = [
        each.id
        for each in waiting(reader, payload["name"])
        if (each.opened_at is None or each.opened_at <= job.due_at)
        and (payload.get("is_async") or each.root_id != job.root_id)
    ]
    return caught + begun_by(reader, payload["name"])
