"""Suspending and resuming: families, and versions of definitions with what runs on them."""

from msgspec.structs import replace

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.kernel.world import World
from engine.model import event as e
from engine.model import operation as o
from engine.model.view import Batch, DefinitionView
from engine.runtime import batch, start_timers
from engine.runtime.dispatch import Family, Outcome, identified, obey, once, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

OnInstance = o.SuspendInstance | o.ResumeInstance
OnDefinition = o.SuspendDefinition | o.ResumeDefinition


def change_instance(services: Services, command: OnInstance, actor: Actor) -> Outcome:
    """Raises NotFound for an instance that never was."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: OnInstance) -> OnInstance:
        if known.instance_id not in loaded and work.instance(known.instance_id) is None:
            raise NotFound("instance.unknown", instance=known.instance_id)
        return known

    return obey(services, command, actor, root_of(command.instance_id), prepare)


def change_definition(services: Services, command: OnDefinition, actor: Actor) -> Outcome:
    """The version first, so that nothing is started meanwhile; then every family by itself."""
    command = identified(command)
    is_suspension = isinstance(command, o.SuspendDefinition)

    def carry_out(work: UnitOfWork, known: OnDefinition) -> Outcome:
        view = _known(work, known)
        if view.is_suspended != is_suspension:
            _record(services, work, known, view, actor)
        return Outcome()

    once(services, replace(command, command_id=f"{command.command_id}/definition"), carry_out)
    if not command.with_instances:
        return Outcome(Batch())
    return Outcome(batch.each(_families(services, command), lambda root_id: _one(services, command, root_id, actor)))


def _families(services: Services, command: OnDefinition) -> list[str]:
    """Roots of what runs on this version, called instances too, that is to be changed."""
    is_suspension = isinstance(command, o.SuspendDefinition)
    with services.store.read() as reader:
        return reader.active_roots(command.definition_id, is_suspended=not is_suspension)


def _one(services: Services, command: OnDefinition, root_id: str, actor: Actor) -> None:
    command_id = f"{command.command_id}/{root_id}"
    if isinstance(command, o.SuspendDefinition):
        made: OnInstance = o.SuspendInstance(command_id=command_id, instance_id=root_id, reason=command.reason)
    else:
        made = o.ResumeInstance(command_id=command_id, instance_id=root_id)
    change_instance(services, made, actor)


def _record(services: Services, work: UnitOfWork, command: OnDefinition, view: DefinitionView, actor: Actor) -> None:
    stream = f"definition:process:{view.key}"
    work.head(stream)  # what fires or is deployed meanwhile comes before or after
    timers = start_timers.of_version(work, stream, view.id)
    event: e.Event = e.DefinitionResumed(definition_id=view.id, timers=timers)
    if isinstance(command, o.SuspendDefinition):
        event = e.DefinitionSuspended(definition_id=view.id, reason=command.reason, timers=timers)
    work.record(
        stream,
        None,
        None,
        [event],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )


def _known(work: UnitOfWork, command: OnDefinition) -> DefinitionView:
    view = work.definition(command.definition_id, "process")
    if view is None:
        raise NotFound("definition.unknown", definition=command.definition_id)
    return view


def check_startable(view: DefinitionView) -> None:
    """Raises Rejected `definition.suspended`."""
    if view.is_suspended:
        raise Rejected("definition.suspended", process=view.key, version=view.version)
