"""Cancelling: an activity with all that runs inside it, or a whole instance (BPMN 13.3.2, 13.5.3)."""

from engine.kernel.step import Run
from engine.kernel.task_listeners import tell_of_end
from engine.kernel.waits import disarm
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE


def cancel_activity(run: Run, activity_id: str) -> None:
    """The children first, the last started first; then what it waits for; then itself."""
    activity = run.activity(activity_id)
    clear(run, activity_id)
    if activity.called_id is not None and activity.called_id in run.step.family:
        cancel_instance(run.step.run(activity.called_id))
    tell_of_end(run, activity_id)
    disarm(run, activity_id)
    run.emit(e.ActivityCancelled(activity_id=activity_id, element_id=activity.element_id))


def clear(run: Run, scope_id: str, but: str | None = None) -> None:
    """Cancel everything inside a scope, and drop the tokens in it; `but` names an activity that stays."""
    for child in reversed(run.children(scope_id)):
        if child.id != but:
            cancel_activity(run, child.id)
    has_tokens = any(token.scope_id == scope_id for token in run.instance.tokens)
    if has_tokens or any(place.startswith(scope_id + "/") for place in run.instance.arrivals):
        run.emit(e.ScopeCleared(scope_id=scope_id))


def cancel_instance(run: Run, reason: str = "") -> None:
    """With everything in it and everything it called; a called one that ended already is left alone."""
    if run.instance.state != "active":
        return
    clear(run, PROCESS_SCOPE)
    disarm(run, PROCESS_SCOPE)
    run.emit(e.InstanceCancelled(reason=reason))
