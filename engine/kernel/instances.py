"""Where an instance or a sub-process begins (BPMN 13.2, 13.3.4)."""

from engine.errors import IncidentError
from engine.kernel.step import Run, incident
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


def place(run: Run, start_ids: list[str], scope_id: str = PROCESS_SCOPE) -> None:
    for start_id in start_ids:
        run.emit(e.TokenPlaced(element_id=start_id, scope_id=scope_id))
