"""Commands on a whole instance, its variables and its incidents."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime.dispatch import Outcome, obey, root_of
from engine.runtime.services import Services


def cancel(services: Services, command: c.CancelInstance, actor: Actor) -> Outcome:
    _known(services, command.instance_id)
    return obey(services, command, actor, root_of(command.instance_id))


def set_variables(services: Services, command: c.SetVariables, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.scope_id))


def retry(services: Services, command: c.RetryIncident, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.incident_id))


def trigger(services: Services, command: c.TriggerActivity, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.activity_id))


def _known(services: Services, instance_id: str) -> None:
    with services.store.read() as reader:
        if reader.instance(instance_id) is None:
            raise NotFound("instance.unknown", instance=instance_id)
