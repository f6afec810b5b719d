"""Commands on the work of people."""

from msgspec.structs import replace

from engine.errors import Conflict, Forbidden, NotFound
from engine.identity.actor import Actor
from engine.kernel.step import Run, Step
from engine.kernel.world import World
from engine.model import command as c
from engine.runtime.access import authorise_task, was_offered
from engine.runtime.dispatch import Family, Outcome, obey, root_of
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.validation import validated
from engine.store.unit_of_work import UnitOfWork

Change = c.ClaimUserTask | c.ReleaseUserTask | c.ChangeDueDate | c.SetFollowUp
Throw = c.ThrowTaskError | c.ThrowTaskEscalation


def change(services: Services, command: Change, actor: Actor) -> Outcome:
    """Claim, release, change the due date or the day to come back to it."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: Change) -> c.Command:
        check_task(work, actor, known, known.task_id, loaded)
        return known

    return obey(services, command, actor, root_of(command.task_id), prepare)


def complete(services: Services, command: c.CompleteUserTask, actor: Actor) -> Outcome:
    """Values of a form are validated against it, with the variables as they are now."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: c.CompleteUserTask) -> c.Command:
        check_task(work, actor, known, known.task_id, loaded)
        if not known.is_form:
            return known
        instance_id, _, local_id = known.task_id.rpartition(".")
        instance = loaded[instance_id].instance
        form_key, names = work.form_key(known.task_id), Run(Step(world, {}), instance).names(local_id)
        library, asked = Library(services.compiled, work), known.variables
        variables = validated(library, form_key, instance.definition_id, asked, names, world.env)
        return replace(known, variables=variables)

    return obey(services, command, actor, root_of(command.task_id), prepare)


def throw(services: Services, command: Throw, actor: Actor) -> Outcome:
    """From a user task by whoever works on it; for a service task by the engine or a worker only."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: Throw) -> c.Command:
        if actor.kind == "user":
            check_task(work, actor, known, known.activity_id, loaded)
        return known

    return obey(services, command, actor, root_of(command.activity_id), prepare)


def check_task(work: UnitOfWork, actor: Actor, command: c.Command, task_id: str, loaded: Family) -> None:
    """Raises Forbidden, NotFound, or Conflict naming who was faster."""
    instance_id, _, local_id = task_id.rpartition(".")
    found = loaded.get(instance_id)
    task = found.instance.user_tasks.get(local_id) if found else None
    if task is None:
        _refuse_ended(work, actor, task_id)
    else:
        authorise_task(actor, command, task_id, task)


def _refuse_ended(work: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Raises NotFound, Forbidden, or Conflict."""
    view = work.user_task(task_id)
    if view is None:
        raise NotFound("task.unknown", task=task_id)
    if actor.kind == "user" and actor.user_id != view.completed_by and not was_offered(actor, view):
        raise Forbidden("task.not_yours", assignee="")
    if view.state == "completed":
        raise Conflict("task.completed_by", user=view.completed_by or "", task=task_id)
    raise Conflict("task.not_open", task=task_id)
