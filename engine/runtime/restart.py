"""A new instance in place of one that has ended; both say so."""

from typing import Any

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o
from engine.model.instance import PROCESS_SCOPE
from engine.model.view import InstanceView
from engine.runtime import cases, start
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.loaded import Loaded
from engine.store.unit_of_work import UnitOfWork


def restart(services: Services, command: o.RestartInstance, actor: Actor) -> Outcome:
    """Answers the id of the new instance. Raises NotFound; Rejected for one that still runs, or was called."""

    def carry_out(work: UnitOfWork, known: o.RestartInstance) -> Outcome:
        view, loaded = _ended(work, known.instance_id)
        outcome = start.begin(services, work, _start(work, known, view, loaded), actor)
        event = e.InstanceRestarted(instance_id=outcome.answer, data=known.data, reason=known.reason)
        cases.write(services, work, loaded, known, actor, [event])
        return outcome

    return once(services, command, carry_out)


def _ended(work: UnitOfWork, instance_id: str) -> tuple[InstanceView, Loaded]:
    view = work.instance(instance_id)
    if view is None:
        raise NotFound("instance.unknown", instance=instance_id)
    if view.parent_id is not None:
        raise Rejected("restart.called", instance=view.root_id)
    loaded = work.family(instance_id)[instance_id]
    if loaded.instance.state == "active":
        raise Rejected("restart.runs", instance=instance_id)
    return view, loaded


def _start(work: UnitOfWork, command: o.RestartInstance, view: InstanceView, loaded: Loaded) -> c.StartInstance:
    given = loaded.instance.variables if command.data == "last" else started_with(work, view.id)
    return c.StartInstance(
        command_id=command.command_id,
        key=view.process_key,
        version=command.version,
        variables=dict(given),
        business_key=view.business_key,
        source_id=view.id,
    )


def started_with(work: UnitOfWork, instance_id: str) -> dict[str, Any]:
    """What it was given when it was started, before anything moved."""
    given: dict[str, Any] = {}
    for event in work.commits(instance_id)[0].events:
        if isinstance(event, e.TokenPlaced):
            break
        if isinstance(event, e.VariableSet) and event.scope_id == PROCESS_SCOPE:
            given[event.name] = event.value
    return given
