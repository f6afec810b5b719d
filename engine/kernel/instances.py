"""Where an instance or a sub-process begins (BPMN 13.2, 13.3.4)."""

from engine.errors import IncidentError
from engine.kernel.compensable import is_entered_again
from engine.kernel.step import Run, incident
from engine.kernel.waits import arm
from engine.model import event as e
from engine.model.definition import ProcessDefinition, StartEvent
from engine.model.instance import PROCESS_SCOPE


def plain_starts(definition: ProcessDefinition, scope: str | None = None) -> list[str]:
    """The none start event of a scope, else every element without incoming flows.

    Raises IncidentError `instance.no_start` when each start needs a trigger.
    """
    elements = [definition.elements[start_id] for start_id in definition.starts.get(scope, ())]
    plain = [each.id for each in elements if isinstance(each, StartEvent) and each.trigger.kind == "none"]
    implicit = [each.id for each in elements if not isinstance(each, StartEvent)]
    if plain or implicit:
        return plain or implicit
    raise incident("instance.no_start", process=definition.key)


def starts_by_hand(definition: ProcessDefinition) -> list[str]:
    """Where a person's start begins: the plain start, else the first one, as if its trigger had come."""
    try:
        return plain_starts(definition)
    except IncidentError:
        return list(definition.starts.get(None, ()))[:1]


def event_starts_in(run: Run, scope_id: str) -> list[StartEvent]:
    """The start events of the event sub-processes that stand directly in this scope."""
    activity = run.activity(scope_id)
    scope = None if scope_id == PROCESS_SCOPE else activity.element_id
    is_again = is_entered_again(activity, run.definition.elements.get(scope or ""))
    if activity.loop is not None or is_again:  # bodies are scopes; a scope that is undone waits for nothing else
        return []
    found = [run.definition.elements[start_id] for start_id in run.definition.event_starts.get(scope, ())]
    return [each for each in found if isinstance(each, StartEvent)]


def begin_scope(run: Run, start_ids: list[str], scope_id: str = PROCESS_SCOPE) -> None:
    """A scope begins: its event sub-processes listen, and tokens are placed at its beginning."""
    for start in event_starts_in(run, scope_id):
        arm(run, scope_id, start)
    place(run, start_ids, scope_id)


def place(run: Run, start_ids: list[str], scope_id: str) -> None:
    for start_id in start_ids:
        run.emit(e.TokenPlaced(element_id=start_id, scope_id=scope_id))
