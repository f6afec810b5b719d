"""Changing where an instance stands."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.kernel.world import World
from engine.model import operation as o
from engine.runtime.dispatch import Family, Outcome, obey, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def modify(services: Services, command: o.ModifyInstance, actor: Actor) -> Outcome:
    """Raises NotFound for an instance that never was, Rejected for a move that cannot be made."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: o.ModifyInstance) -> o.ModifyInstance:
        if known.instance_id not in loaded and work.instance(known.instance_id) is None:
            raise NotFound("instance.unknown", instance=known.instance_id)
        return known

    return obey(services, command, actor, root_of(command.instance_id), prepare)
