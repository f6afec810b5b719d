"""What can be compensated: records of completed activities (BPMN 10.6, 13.5.5)."""

from engine.kernel.evolve import owned
from engine.kernel.step import Run
from engine.model import event as e
from engine.model.definition import Activity, Element, StartEvent
from engine.model.instance import PROCESS_SCOPE, Compensation
from engine.model.instance import Activity as Running


def record(run: Run, activity: Running, element: Element) -> None:
    """Before an activity ends: by its handler, and by what completed inside it. What undoes is not undone itself.

    A handler on a multi-instance is for each body.
    """
    around = run.activity(activity.scope_id or PROCESS_SCOPE)
    if not isinstance(element, Activity) or around.waits_for == "compensation":
        return
    record_scope(run, activity)
    if element.compensated_by is not None and activity.loop is None:
        _record(run, activity, element.compensated_by)


def record_scope(run: Run, activity: Running) -> None:
    """What completed inside is undone by entering the activity again; so does its event sub-process for that."""
    has_own = activity.loop is None and undoing_in(run, run.element(activity)) is not None
    if has_own or records_in(run, [activity.id]):
        _record(run, activity, activity.element_id)


def _record(run: Run, activity: Running, handler_id: str) -> None:
    run.emit(e.CompensationRecorded(compensation_id=run.new_id(), activity_id=activity.id, handler_id=handler_id))


def undoing_in(run: Run, element: Element) -> str | None:
    """The event sub-process inside that begins by compensation."""
    for start_id in run.definition.event_starts.get(element.id, ()):
        start = run.definition.elements[start_id]
        if isinstance(start, StartEvent) and start.trigger.kind == "compensate":
            return start.scope
    return None


def records_in(run: Run, scope_ids: list[str]) -> list[Compensation]:
    """Of what completed in these scopes and is not being undone yet."""
    records = run.instance.compensations.values()
    return [each for each in records if each.scope_id in scope_ids and each.started is None]


def is_busy(run: Run, scope_id: str) -> bool:
    """Whether anything runs, moves or waits inside the scope."""
    instance = run.instance
    return (
        bool(owned.inside(instance, scope_id))
        or any(token.scope_id == scope_id for token in instance.tokens)
        or any(place.startswith(scope_id + "/") for place in instance.arrivals)
        or (instance.activities[scope_id].waits_for == "compensation" and bool(records_in(run, [scope_id])))
    )


def is_entered_again(activity: Running, element: Element | None) -> bool:
    """A completed sub-process or multi-instance in which what completed is being undone: it does nothing else."""
    is_handler = isinstance(element, Activity) and element.is_for_compensation
    return activity.compensates is not None and not is_handler
