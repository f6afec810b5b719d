"""How things end: an activity, the scope around it, the instance, and the call that started it (BPMN 13.3, 13.5.6)."""

from typing import Any

from engine.expr.values import stored
from engine.kernel import flows, loop
from engine.kernel.step import Run
from engine.kernel.waits import disarm
from engine.model import event as e
from engine.model.definition import Activity, CallActivity, Element, Event
from engine.model.instance import PROCESS_SCOPE


def complete(run: Run, activity_id: str) -> None:
    """Map the outputs, leave over the outgoing flows; a failure is an incident from which a retry completes again."""
    run.attempt(activity_id, "complete", lambda: _complete(run, activity_id))


def _complete(run: Run, activity_id: str) -> None:
    activity = run.activity(activity_id)
    element = run.element(activity)
    if activity.loop is not None:
        assert isinstance(element, Activity)
        if not loop.go_on(run, element, activity_id):
            return
        loop.hand_out(run, element, activity_id)
    elif isinstance(element, Activity | Event):
        run.assign_outwards(element.outputs, activity_id)
    is_body = activity.index is not None
    if is_body:
        assert isinstance(element, Activity)
        loop.collect(run, element, activity)
    taken = [] if is_body else flows.choose(run, element, activity_id)
    scope_id = activity.scope_id or PROCESS_SCOPE
    disarm(run, activity_id)
    run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=element.id))
    if is_body:
        complete(run, scope_id)
    elif taken:
        flows.take(run, taken * _quantity(element), scope_id)
    else:
        end_scope(run, scope_id)


def _quantity(element: Element) -> int:
    """Tokens on each flow (completionQuantity, 13.3.2)."""
    return element.completion_quantity if isinstance(element, Activity) else 1


def end_scope(run: Run, scope_id: str) -> None:
    """Complete the scope when nothing is left in it."""
    if not run.is_alive(scope_id) or _is_busy(run, scope_id):
        return
    if scope_id == PROCESS_SCOPE:
        run.attempt(PROCESS_SCOPE, "step", lambda: _end_instance(run))
    elif run.activity(scope_id).waits_for == "children":
        complete(run, scope_id)


def _is_busy(run: Run, scope_id: str) -> bool:
    instance = run.instance
    return (
        any(activity.scope_id == scope_id for activity in instance.activities.values())
        or any(token.scope_id == scope_id for token in instance.tokens)
        or any(place.startswith(scope_id + "/") for place in instance.arrivals)
    )


def _end_instance(run: Run) -> None:
    """Results are worked out before the end is written, so that a failure leaves an instance to be mended."""
    instance = run.instance
    caller = run.step.family.get(instance.parent_id) if instance.parent_id else None
    if caller is None or instance.caller_id not in caller.activities:
        run.emit(e.InstanceCompleted())
        return
    outside = run.step.run(caller.id)
    brought = results(run, outside)
    run.emit(e.InstanceCompleted())
    outside.set_all(instance.caller_id, brought)
    complete(outside, instance.caller_id)


def results(run: Run, caller: Run) -> dict[str, Any]:
    """What the call activity takes from the called instance, by the names of the caller."""
    element = caller.element(caller.activity(run.instance.caller_id or PROCESS_SCOPE))
    assert isinstance(element, CallActivity)
    found = dict(run.instance.variables) if element.passes_all_out else {}
    for assignment in element.outs:
        found[assignment.target] = stored(run.evaluate(assignment.source, PROCESS_SCOPE))
    return found
