"""Commands on the work of people."""

from msgspec.structs import replace

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.kernel.step import Run, Step
from engine.kernel.world import World
from engine.model import command as c
from engine.runtime.dispatch import Outcome, obey, root_of
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.validation import validated
from engine.store.loaded import Loaded
from engine.store.unit_of_work import UnitOfWork

TaskCommand = c.CompleteUserTask | c.ClaimUserTask | c.ReleaseUserTask | c.AssignUserTask | c.ChangeDueDate


def change(services: Services, command: TaskCommand, actor: Actor) -> Outcome:
    """Claim, release, assign, change the due date."""
    if isinstance(command, c.AssignUserTask) and command.assignee is not None:
        with services.store.read() as reader:
            user = reader.user(command.assignee)
        if user is None or not user.is_active:
            raise Rejected("user.unknown", user=command.assignee)
    return obey(services, command, actor, root_of(command.task_id))


def complete(services: Services, command: c.CompleteUserTask, actor: Actor) -> Outcome:
    """Values of a form are validated against it, with the variables as they are now."""

    def prepare(work: UnitOfWork, world: World, loaded: dict[str, Loaded]) -> c.Command:
        if not command.is_form:
            return command
        instance_id, _, task_id = command.task_id.rpartition(".")
        element = _element_form(world, loaded[instance_id], task_id)
        names = Run(Step(world, {}), loaded[instance_id].instance).names(task_id)
        library = Library(services.compiled, work)
        return replace(command, variables=validated(library, element, command.variables, names, world.env))

    return obey(services, command, actor, root_of(command.task_id), prepare)


def _element_form(world: World, loaded: Loaded, task_id: str) -> str | None:
    definition = world.library.definition(loaded.instance.definition_id)
    element = definition.elements[loaded.instance.activities[task_id].element_id]
    return getattr(element, "form_key", None)


def throw(services: Services, command: c.ThrowTaskError | c.ThrowTaskEscalation, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.activity_id))
