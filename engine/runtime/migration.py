"""Instances that go on with another version of their process, one or many."""

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.kernel.world import World
from engine.model import operation as o
from engine.runtime import batch
from engine.runtime.dispatch import Family, Outcome, identified, obey, root_of
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

MOST = 200  # instances of one command: a page goes on with the next portion


def migrate(services: Services, command: o.MigrateInstance, actor: Actor) -> Outcome:
    """Raises NotFound, or Rejected `migrate.*` with the reason why this instance cannot go on there."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: o.MigrateInstance) -> o.MigrateInstance:
        return checked(work, known)

    return obey(services, command, actor, root_of(command.instance_id), prepare)


def checked(reader: Reader, command: o.MigrateInstance) -> o.MigrateInstance:
    """Instance and version exist. Raises NotFound."""
    view = reader.instance(command.instance_id)
    if view is None:
        raise NotFound("instance.unknown", instance=command.instance_id)
    if reader.version("process", view.process_key, command.version) is None:
        raise NotFound("definition.unknown", definition=f"{view.process_key}:{command.version}")
    return command


def migrate_many(services: Services, command: o.MigrateInstances, actor: Actor) -> Outcome:
    """Each in a transaction of its own. Raises Rejected for too many at once."""
    if len(command.instance_ids) > MOST:
        raise Rejected("migrate.too_many", most=MOST)
    command = identified(command)

    def one(instance_id: str) -> Outcome:
        made = o.MigrateInstance(
            command_id=f"{command.command_id}/{instance_id}",
            instance_id=instance_id,
            version=command.version,
            mapping=command.mapping,
            reason=command.reason,
        )
        return migrate(services, made, actor)

    return Outcome(batch.each(dict.fromkeys(command.instance_ids), one))
