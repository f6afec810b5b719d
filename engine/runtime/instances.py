"""Commands on a whole instance, its variables and its incidents."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.kernel.world import World
from engine.model import command as c
from engine.runtime.cases import see_case
from engine.runtime.dispatch import Family, Outcome, obey, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def cancel(services: Services, command: c.CancelInstance, actor: Actor) -> Outcome:
    """Raises NotFound for an instance that never was, Rejected for one that has ended."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: c.CancelInstance) -> c.Command:
        if known.instance_id not in loaded and work.instance(known.instance_id) is None:
            raise NotFound("instance.unknown", instance=known.instance_id)
        return known

    return obey(services, command, actor, root_of(command.instance_id), prepare)


def set_variables(services: Services, command: c.SetVariables, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.scope_id))


def retry(services: Services, command: c.RetryIncident, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.incident_id))


def begin_ad_hoc(services: Services, command: c.BeginAdHocActivity, actor: Actor) -> Outcome:
    """By whoever sees the case."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: c.BeginAdHocActivity) -> c.Command:
        see_case(work, actor, command.activity_id.rpartition(".")[0])
        return known

    return obey(services, command, actor, root_of(command.activity_id), prepare)


def trigger(services: Services, command: c.TriggerActivity, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.activity_id))
