"""How things end: an activity, the scope around it, the instance, and the call that started it (BPMN 13.3, 13.5.6)."""

from typing import Any, NamedTuple

from engine.expr.values import stored
from engine.kernel import ad_hoc, boundary, flows, loop
from engine.kernel.cancel import cancel_activity
from engine.kernel.compensable import is_busy, is_entered_again, record
from engine.kernel.step import Implicit, Run
from engine.kernel.waits import disarm, disarm_events
from engine.model import event as e
from engine.model.definition import (
    Activity,
    AdHocSubProcess,
    BoundaryEvent,
    CallActivity,
    Element,
    EndEvent,
    Event,
    Flow,
)
from engine.model.instance import PROCESS_SCOPE
from engine.model.instance import Activity as Running


def complete(run: Run, activity_id: str) -> None:
    """Map the outputs, leave over the outgoing flows; a failure is an incident from which a retry completes again."""
    run.attempt(activity_id, "complete", lambda: _complete(run, activity_id))


def complete_loop(run: Run, activity_id: str) -> None:
    """A multi-instance that is over whatever its bodies say: none of them is left."""
    run.attempt(activity_id, "complete", lambda: _complete(run, activity_id, is_over=True))


def _complete(run: Run, activity_id: str, *, is_over: bool = False) -> None:
    activity = run.activity(activity_id)
    element = run.element(activity)
    if not is_entered_again(activity, element):
        if not _hand_out(run, activity, element, is_over):
            return
        taken = [] if is_left(activity, element) else flows.choose(run, element, activity_id)
        flows.tell(run, taken, activity.scope_id or PROCESS_SCOPE)
        thrown = loop.thrown_by(run, element, activity) if isinstance(element, Activity) else []
        record(run, activity, element)
    else:
        taken, thrown = [], []
    disarm(run, activity_id)
    run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=element.id))
    if thrown:
        run.step.implicit.append(Implicit(run.instance.id, activity.scope_id or PROCESS_SCOPE, thrown))
    else:
        _leave(run, activity, element, taken)


def _hand_out(run: Run, activity: Running, element: Element, is_over: bool) -> bool:
    """Map the outputs; False when another body of a loop has to come first."""
    if activity.loop is not None:
        assert isinstance(element, Activity)
        if not is_over and not loop.go_on(run, element, activity.id):
            return False
        loop.hand_out(run, element, activity.id)
    elif isinstance(element, AdHocSubProcess) and not ad_hoc.go_on(run, element, activity.id):
        return False
    else:
        run.assign(element.on_end, activity.id)
        if isinstance(element, Activity | Event):
            run.assign_outwards(element.outputs, activity.id)
    if activity.index is not None:
        assert isinstance(element, Activity)
        loop.collect(run, element, activity)
    return True


def is_left(activity: Running, element: Element) -> bool:
    """A body has no flows of its own; an event that did not wait for compensation has been left."""
    if activity.index is not None:
        return True
    if not isinstance(element, Event) or activity.waits_for != "compensation":
        return False
    return not all(each.waits for each in element.trigger.each)


def _leave(run: Run, activity: Running, element: Element, taken: list[Flow]) -> None:
    scope_id = activity.scope_id or PROCESS_SCOPE
    if isinstance(element, EndEvent) and any(each.kind == "cancel" for each in element.trigger.each):
        _leave_transaction(run, run.activity(scope_id))
    elif activity.index is not None:
        complete(run, scope_id)
    elif taken:
        flows.take(run, taken * _quantity(element), scope_id)
        _look_at_ad_hoc(run, scope_id)
    else:
        end_scope(run, scope_id)
        _look_at_ad_hoc(run, scope_id)


def _look_at_ad_hoc(run: Run, scope_id: str) -> None:
    """While something else is left in it, its completion condition is asked whenever something ends."""
    if scope_id != PROCESS_SCOPE and run.is_alive(scope_id) and is_busy(run, scope_id):
        around = run.activity(scope_id)
        element = run.element(around)
        if isinstance(element, AdHocSubProcess) and around.loop is None and not is_entered_again(around, element):
            complete(run, scope_id)


def _leave_transaction(run: Run, body: Running) -> None:
    """By its cancel boundary event; without one it is cancelled, and nothing follows."""
    host_id = body.id if body.index is None else body.scope_id or PROCESS_SCOPE
    element = run.element(body)
    assert isinstance(element, Activity)
    attached = [run.definition.elements[each] for each in element.boundary]
    for event in attached:
        if isinstance(event, BoundaryEvent) and event.trigger.kind == "cancel":
            return boundary.trigger(run, host_id, event)
    around = run.activity(host_id).scope_id or PROCESS_SCOPE
    cancel_activity(run, host_id)
    return end_scope(run, around)


def _quantity(element: Element) -> int:
    """Tokens on each flow (completionQuantity, 13.3.2)."""
    return element.completion_quantity if isinstance(element, Activity) else 1


def end_scope(run: Run, scope_id: str) -> None:
    """Complete the scope when nothing is left in it."""
    if not run.is_alive(scope_id) or is_busy(run, scope_id):
        return
    if scope_id == PROCESS_SCOPE:
        run.attempt(PROCESS_SCOPE, "step", lambda: _end_instance(run))
    elif run.activity(scope_id).waits_for in ("children", "compensation"):
        complete(run, scope_id)


def _end_instance(run: Run) -> None:
    """Results are worked out before the end is written, so that a failure leaves an instance to be mended."""
    run.assign(run.definition.on_end, PROCESS_SCOPE)
    instance = run.instance
    caller = run.step.family.get(instance.parent_id) if instance.parent_id else None
    if caller is None or instance.caller_id not in caller.activities:
        disarm_events(run, PROCESS_SCOPE)
        run.emit(e.InstanceCompleted())
        return
    outside = run.step.run(caller.id)
    brought = results(run, outside)
    disarm_events(run, PROCESS_SCOPE)
    run.emit(e.InstanceCompleted())
    bring(outside, instance.caller_id, brought)
    complete(outside, instance.caller_id)


class Results(NamedTuple):
    """What a call activity takes: for whoever sees it, and for itself."""

    shared: dict[str, Any]
    kept: dict[str, Any]


def results(run: Run, caller: Run) -> Results:
    """What the call activity takes from the called instance, by the names of the caller."""
    element = caller.element(caller.activity(run.instance.caller_id or PROCESS_SCOPE))
    assert isinstance(element, CallActivity)
    everything = run.instance.variables
    found = Results(
        dict(everything) if element.passes_all_out else {}, dict(everything) if element.keeps_all_out else {}
    )
    for assignment in element.outs:
        value = stored(run.evaluate(assignment.source, PROCESS_SCOPE))
        (found.kept if assignment.is_local else found.shared)[assignment.target] = value
    return found


def bring(caller: Run, activity_id: str, brought: Results) -> None:
    for name, value in brought.kept.items():
        caller.set_local(activity_id, name, value)
    caller.give(activity_id, brought.shared)
