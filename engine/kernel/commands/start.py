"""Starting an instance: by hand, by its schedule, by a message or a signal."""

from engine.errors import EngineError, NotFound, Rejected
from engine.kernel import conditions, events, instances, triggers
from engine.kernel.advance import advance
from engine.kernel.commands.addressed import checked
from engine.kernel.commands.ownership import own
from engine.kernel.step import Run, Step, worded
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import ProcessDefinition, StartEvent
from engine.model.instance import PROCESS_SCOPE


def start(step: Step, command: c.StartInstance) -> None:
    """`version` is resolved by the caller: the definition id stands in `key` as "<key>:<version>"."""
    definition = step.world.library.definition(f"{command.key}:{command.version}")
    starts = [command.element_id] if command.element_id else instances.starts_by_hand(definition)
    if starts[0] not in definition.elements:
        raise NotFound("element.unknown", element=starts[0])
    run = step.begin(
        e.InstanceStarted(
            instance_id=command.instance_id,
            definition_id=definition.id,
            key=definition.key,
            root_id=command.instance_id,
            business_key=_business_key(step, definition, command),
            starter_id=step.actor_id,
        )
    )
    own(step, run)
    if command.message or command.signal:
        element = definition.elements[starts[0]]
        if not isinstance(element, StartEvent):
            return _instantiate(step, run, starts, command)
        if element.trigger.is_parallel:
            return _gather(step, run, element, command)
    if command.message is not None:
        run.emit(e.MessageReceived(name=command.message, element_id=starts[0] or ""))
    if command.signal is not None:
        run.emit(e.SignalReceived(name=command.signal, element_id=starts[0] or ""))
    for name, value in checked(dict(triggers.brought(run, starts[0], command.variables))).items():
        run.set_local(PROCESS_SCOPE, name, value)
    return instances.begin_scope(run, starts)


def _instantiate(step: Step, run: Run, starts: list[str], command: c.StartInstance) -> None:
    """A receive task or event-based gateway begins to wait, and what began the instance is what it waits for."""
    instances.begin_scope(run, starts)
    advance(step)
    _receive_first(run, command)


def _gather(step: Step, run: Run, element: StartEvent, command: c.StartInstance) -> None:
    """A parallel multiple start needs all that it names: the first begins the instance, which waits for the rest."""
    instances.begin_scope(run, [])
    events.await_start(run, element)
    conditions.look(step)
    _receive_first(run, command)


def _receive_first(run: Run, command: c.StartInstance) -> None:
    wanted = ("signal", command.signal) if command.signal else ("message", command.message)
    found = [each for each in run.instance.subscriptions.values() if (each.kind, each.name) == wanted]
    waiting = [each for each in found if each.activity_id != PROCESS_SCOPE]  # an event sub-process began nothing
    if not waiting:
        raise Rejected("message.not_expected", name=wanted[1])
    triggers.receive(run, waiting[0], checked(command.variables))


def _business_key(step: Step, definition: ProcessDefinition, command: c.StartInstance) -> str | None:
    """As asked for; else made from the start values and `instance_id`, where the process says how. Raises Rejected.

    A message brings the key of its sender, which is another case's: the process's own way comes first then.
    """
    is_given = command.business_key is not None and command.message is None
    if is_given or definition.business_key is None:
        return command.business_key
    names = {**command.variables, "instance_id": command.instance_id}
    try:
        return worded(definition.business_key.evaluate(names, step.world.env))
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None
