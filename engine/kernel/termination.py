"""Terminate end events: how much ends with them (BPMN 13.5.6, and the two wider forms of Flowable)."""

from engine.kernel.cancel import clear
from engine.kernel.completion import complete, complete_loop
from engine.kernel.step import Run
from engine.kernel.waits import disarm
from engine.model import event as e
from engine.model.definition import Activity, MultiInstance, Trigger
from engine.model.instance import PROCESS_SCOPE


def terminate(run: Run, activity_id: str, trigger: Trigger) -> None:
    """The scope it stands in, the multi-instance around it, or the whole family."""
    if trigger.reach == "all":
        return _end_family(run, activity_id)
    loop_id = _loop_around(run, activity_id) if trigger.reach == "loop" else None
    if loop_id is not None:
        return _end_loop(run, activity_id, loop_id)
    clear(run, run.activity(activity_id).scope_id or PROCESS_SCOPE, but=activity_id)
    return complete(run, activity_id)


def _loop_around(run: Run, activity_id: str) -> str | None:
    """The innermost multi-instance that the event is inside of."""
    scope_id = run.activity(activity_id).scope_id
    while scope_id is not None:
        scope = run.activity(scope_id)
        element = run.definition.elements.get(scope.element_id)
        if scope.loop is not None and isinstance(element, Activity) and isinstance(element.loop, MultiInstance):
            return scope_id
        scope_id = scope.scope_id
    return None


def _end_loop(run: Run, activity_id: str, loop_id: str) -> None:
    _reach(run, activity_id)
    clear(run, loop_id)
    complete_loop(run, loop_id)


def _end_family(run: Run, activity_id: str) -> None:
    """The root completes; what it called is cancelled with its call."""
    root = run.step.run(run.instance.root_id)
    root.assign(root.definition.on_end, PROCESS_SCOPE)
    _reach(run, activity_id)
    clear(root, PROCESS_SCOPE)
    disarm(root, PROCESS_SCOPE)
    root.emit(e.InstanceCompleted())


def _reach(run: Run, activity_id: str) -> None:
    """The event itself is over, and not cancelled with the rest."""
    run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=run.activity(activity_id).element_id))
