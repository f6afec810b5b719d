"""What people add to a case beside its process: facts in the stream of the instance that move nothing."""

from collections.abc import Callable
from typing import Any

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.kernel.evolve.fold import evolve
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Instance
from engine.model.view import InstanceView
from engine.runtime import access
from engine.runtime.dispatch import Outcome, once, root_of
from engine.runtime.services import Services
from engine.store.loaded import Loaded
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

Addition = Callable[[UnitOfWork, Instance], tuple[list[e.Event], Any]]
"""Looks at the case as it is; answers the facts, and the answer. Raises Rejected."""


def add_to_case(services: Services, command: c.Command, actor: Actor, instance_id: str, addition: Addition) -> Outcome:
    """By whoever sees the case; also after it has ended. Raises NotFound, Forbidden."""
    access.authorise(actor, command)

    def carry_out(work: UnitOfWork, known: c.Command) -> Outcome:
        loaded = _loaded(work, instance_id)
        see_case(work, actor, instance_id)
        events, answer = addition(work, loaded.instance)
        write(services, work, loaded, known, actor, events)
        return Outcome(answer)

    return once(services, command, carry_out)


def see_case(reader: Reader, actor: Actor, instance_id: str) -> InstanceView:
    """Raises NotFound, Forbidden."""
    instance = reader.instance(instance_id)
    if instance is None:
        raise NotFound("instance.unknown", instance=instance_id)
    access.see_instance(actor, instance, reader)
    return instance


def next_id(instance: Instance, further: int = 0) -> str:
    """Ids are counters inside the instance; `further` counts those that the same commit has taken already."""
    return str(instance.counter + 1 + further)


def clean_text(text: str, field: str, longest: int, *, may_be_empty: bool = False) -> str:
    """Without blanks around it. Raises Rejected."""
    found = text.strip()
    if not found and not may_be_empty:
        raise Rejected("text.missing", field=field)
    if len(found) > longest:
        raise Rejected("text.too_long", field=field, longest=longest)
    return found


def _loaded(work: UnitOfWork, instance_id: str) -> Loaded:
    """Its whole family is locked, as for every command on it."""
    loaded = work.family(root_of(instance_id)).get(instance_id) or work.stored_instance(instance_id)
    if loaded is None:
        raise NotFound("instance.unknown", instance=instance_id)
    return loaded


def write(
    services: Services, work: UnitOfWork, loaded: Loaded, command: c.Command, actor: Actor, events: list[e.Event]
) -> None:
    """One commit of the case, whose state the facts change as they change it in a fold."""
    now, instance = services.clock.now(), loaded.instance
    for event in events:
        evolve(instance, event, now)
    work.record(
        instance.id,
        instance.root_id,
        loaded,
        events,
        after=instance,
        command_id=command.command_id,
        actor=actor.ref,
        at=now,
    )
