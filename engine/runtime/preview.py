"""What a command would come to if it were obeyed now: decided as it would be, and written nowhere."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.kernel.decide import decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model import operation as o
from engine.model.view import Effect
from engine.runtime.access import authorise
from engine.runtime.dispatch import Family, root_of
from engine.runtime.effects import effects
from engine.runtime.migration import checked
from engine.runtime.returning import way_back
from engine.runtime.services import Services
from engine.runtime.world import world_of
from engine.store.reader import Reader

Previewed = o.ModifyInstance | o.MigrateInstance | o.ReturnUserTask | o.WithdrawUserTask


def preview(services: Services, reader: Reader, command: Previewed, actor: Actor) -> list[Effect]:
    """Raises whatever the command itself would raise."""
    authorise(actor, command)
    id = command.task_id if isinstance(command, o.ReturnUserTask | o.WithdrawUserTask) else command.instance_id
    loaded = reader.family_states(root_of(id))
    if not loaded:
        raise NotFound("instance.unknown", instance=id)
    world = world_of(services, reader, loaded)
    before = {instance_id: each.instance for instance_id, each in reader.family_states(root_of(id)).items()}
    family = {instance_id: loaded[instance_id].instance for instance_id in sorted(loaded)}
    known = _prepared(reader, world, loaded, command, actor)
    return effects(before, decide(world, family, known, actor.user_id if actor.kind == "user" else None))


def _prepared(reader: Reader, world: World, loaded: Family, command: Previewed, actor: Actor) -> c.Command:
    if isinstance(command, o.ReturnUserTask | o.WithdrawUserTask):
        return way_back(reader, world, loaded, command, actor)[0]
    return checked(reader, command) if isinstance(command, o.MigrateInstance) else command
