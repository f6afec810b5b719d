"""Errors and escalations climb from scope to scope, and out of a called instance, until caught (BPMN 10.5.7)."""

from collections.abc import Mapping
from typing import Any, Literal

from engine.kernel import boundary
from engine.kernel.compensable import is_entered_again
from engine.kernel.completion import complete, results
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Activity, BoundaryEvent, EndEvent
from engine.model.instance import PROCESS_SCOPE

Catcher = tuple[Run, str, BoundaryEvent]  # where, the host activity, the event


def catcher(run: Run, activity_id: str, kind: Literal["error", "escalation"], code: str | None) -> Catcher | None:
    """The innermost boundary event around the activity that catches the code; a named code before a catch-all."""
    current: str | None = activity_id
    while current is not None:
        if current == PROCESS_SCOPE:
            caller = run.instance.parent_id
            if caller is None or caller not in run.step.family or run.instance.caller_id is None:
                return None
            run, current = run.step.run(caller), run.instance.caller_id
            if current not in run.instance.activities:
                return None
        found = _attached(run, current, kind, code)
        if found is not None:
            return run, current, found
        current = run.activity(current).scope_id
    return None


def _attached(run: Run, activity_id: str, kind: str, code: str | None) -> BoundaryEvent | None:
    activity = run.activity(activity_id)
    element = run.definition.elements.get(activity.element_id)
    if not isinstance(element, Activity) or activity.index is not None or is_entered_again(activity, element):
        return None
    events = [run.definition.elements[each] for each in element.boundary]
    matching = [each for each in events if isinstance(each, BoundaryEvent) and each.trigger.kind == kind]
    named = (each for each in matching if each.trigger.code is not None and each.trigger.code == code)
    return next(named, next((each for each in matching if each.trigger.code is None), None))


def throw_error(
    run: Run, activity_id: str, code: str | None, message: str = "", variables: Mapping[str, Any] | None = None
) -> None:
    """Raises IncidentError `error.uncaught` when nobody catches it."""
    found = catcher(run, activity_id, "error", code)
    activity = run.activity(activity_id)
    if found is None:
        raise incident("error.uncaught", error_code=code or "", message=message)
    outside, host_id, event = found
    _hand_over(run, found, code, message, variables)
    run.emit(e.ErrorThrown(code=code, element_id=activity.element_id, caught_by=event.id, message=message))
    _end(run, activity_id)
    boundary.trigger(outside, host_id, event)


def _hand_over(
    run: Run, found: Catcher, code: str | None, message: str | None, variables: Mapping[str, Any] | None
) -> None:
    """What the catcher is given, in the scope around its host: code, message (of an error) and variables."""
    outside, host_id, event = found
    _bring_out(run, outside)
    given = dict(variables or {})
    if event.trigger.code_variable:
        given[event.trigger.code_variable] = code
    if event.trigger.message_variable and message is not None:
        given[event.trigger.message_variable] = message
    outside.set_all(outside.activity(host_id).scope_id or PROCESS_SCOPE, given)


def _bring_out(run: Run, outside: Run) -> None:
    """What a called instance leaves through an error or escalation is mapped as at its end (as Camunda 7 does)."""
    while run.instance.id != outside.instance.id:
        caller = run.step.run(run.instance.parent_id or "")
        caller.set_all(run.instance.caller_id or PROCESS_SCOPE, results(run, caller))
        run = caller


def throw_escalation(run: Run, activity_id: str, code: str | None, variables: Mapping[str, Any] | None = None) -> None:
    """One that nobody catches has no effect; the thrower goes on unless it was interrupted."""
    found = catcher(run, activity_id, "escalation", code)
    caught_by = found[2].id if found else None
    run.emit(e.EscalationThrown(code=code, element_id=run.activity(activity_id).element_id, caught_by=caught_by))
    if found is None:
        return
    outside, host_id, event = found
    _hand_over(run, found, code, None, variables)
    if event.is_interrupting:
        _end(run, activity_id)
    boundary.trigger(outside, host_id, event)


def escalate_and_go_on(run: Run, activity_id: str, code: str | None) -> None:
    """A throwing event: completes, unless it was interrupted by what it threw."""
    throw_escalation(run, activity_id, code)
    if run.is_alive(activity_id):
        complete(run, activity_id)


def _end(run: Run, activity_id: str) -> None:
    """An end event is over once it has thrown; it is not cancelled by what it set off."""
    activity = run.activity(activity_id)
    if isinstance(run.element(activity), EndEvent):
        run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=activity.element_id))
