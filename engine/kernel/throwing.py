"""Errors and escalations climb from scope to scope, and out of a called instance, until caught (BPMN 10.5.7)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from engine.expr.values import text_of
from engine.kernel import boundary, catching, event_subprocess
from engine.kernel.compensable import is_entered_again
from engine.kernel.completion import bring, results
from engine.kernel.instances import event_starts_in
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Activity, BoundaryEvent, EndEvent, StartEvent, Trigger
from engine.model.instance import PROCESS_SCOPE

Catching = BoundaryEvent | StartEvent


class Catcher(NamedTuple):
    """The activity is the host of a boundary event, or the scope in which an event sub-process begins."""

    run: Run
    activity_id: str
    event: Catching
    trigger: Trigger

    @property
    def outside_id(self) -> str:
        """The scope from which the event is seen, and which gets what it brings."""
        if isinstance(self.event, StartEvent):
            return self.activity_id
        return self.run.activity(self.activity_id).scope_id or PROCESS_SCOPE


def catcher(run: Run, activity_id: str, kind: Literal["error", "escalation"], code: str | None) -> Catcher | None:
    """The innermost event around the activity that catches the code; a named code before a catch-all.

    The event sub-processes of a scope come before the boundary events of its host. None catches what it threw itself.
    """
    current: str | None = activity_id
    while current is not None:
        if current == PROCESS_SCOPE:
            caller = run.instance.parent_id
            if caller is None or caller not in run.step.family or run.instance.caller_id is None:
                return None
            run, current = run.step.run(caller), run.instance.caller_id
            if current not in run.instance.activities:
                return None
        scope_id = run.activity(current).scope_id
        found = _matching(run, current, _attached(run, current), kind, code)
        if found is None and scope_id is not None:
            inside = [each for each in event_starts_in(run, scope_id) if each.scope != run.activity(current).element_id]
            found = _matching(run, scope_id, inside, kind, code)
        if found is not None:
            return found
        current = scope_id
    return None


def _attached(run: Run, activity_id: str) -> list[BoundaryEvent]:
    activity = run.activity(activity_id)
    element = run.definition.elements.get(activity.element_id)
    if not isinstance(element, Activity) or activity.index is not None or is_entered_again(activity, element):
        return []
    events = [run.definition.elements[each] for each in element.boundary]
    return [each for each in events if isinstance(each, BoundaryEvent)]


def _matching(run: Run, activity_id: str, events: Sequence[Catching], kind: str, code: str | None) -> Catcher | None:
    parts = [(each, part) for each in events for part in each.trigger.each if part.kind == kind]
    found = [Catcher(run, activity_id, event, part) for event, part in parts]
    named = (each for each in found if each.trigger.code is not None and each.trigger.code == code)
    return next(named, next((each for each in found if each.trigger.code is None), None))


def _catch(found: Catcher, given: Mapping[str, Any]) -> None:
    if isinstance(found.event, StartEvent):
        kept = given if found.event.keeps_given else {}
        event_subprocess.trigger(found.run, found.activity_id, found.event, kept)
    elif found.event.keeps_given:
        catching.catch(found.run, found.activity_id, found.event, given)
    else:
        boundary.trigger(found.run, found.activity_id, found.event)


def code_of(run: Run, activity_id: str, trigger: Trigger) -> str | None:
    """Of the error or escalation that an event throws. Raises IncidentError when an expression gives no text."""
    if trigger.thrown_code is None:
        return trigger.code
    code = run.evaluate(trigger.thrown_code, activity_id)
    if not isinstance(code, str) or not code:
        raise incident(f"{trigger.kind}.no_code", value=repr(code)[:100])
    return code


def throw_declared(run: Run, activity_id: str, trigger: Trigger) -> None:
    """The error of an event, with the message that its declaration gives it."""
    message = None if trigger.thrown_message is None else run.evaluate(trigger.thrown_message, activity_id)
    throw_error(run, activity_id, code_of(run, activity_id, trigger), text_of(message) or "")


def throw_error(
    run: Run, activity_id: str, code: str | None, message: str = "", variables: Mapping[str, Any] | None = None
) -> None:
    """Raises IncidentError `error.uncaught` when nobody catches it."""
    found = catcher(run, activity_id, "error", code)
    activity = run.activity(activity_id)
    if found is None:
        raise incident("error.uncaught", error_code=code or "", message=message)
    given = _handed_over(run, found, code, message, variables)
    run.emit(e.ErrorThrown(code=code, element_id=activity.element_id, caught_by=found.event.id, message=message))
    _end(run, activity_id)
    _catch(found, given)


def _handed_over(
    run: Run, found: Catcher, code: str | None, message: str | None, variables: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the catcher is given: code, message (of an error) and variables, in the scope that sees it.

    What it keeps to itself is only answered.
    """
    _bring_out(run, found.run)
    given = dict(variables or {})
    if found.trigger.code_variable:
        given[found.trigger.code_variable] = code
    if found.trigger.message_variable and message is not None:
        given[found.trigger.message_variable] = message or None
    if not found.event.keeps_given:
        found.run.set_all(found.outside_id, given)
    return given


def _bring_out(run: Run, outside: Run) -> None:
    """What a called instance leaves through an error or escalation is mapped as at its end (as Camunda 7 does)."""
    while run.instance.id != outside.instance.id:
        caller = run.step.run(run.instance.parent_id or "")
        bring(caller, run.instance.caller_id or PROCESS_SCOPE, results(run, caller))
        run = caller


def throw_escalation(run: Run, activity_id: str, code: str | None, variables: Mapping[str, Any] | None = None) -> None:
    """One that nobody catches has no effect; the thrower goes on unless it was interrupted."""
    found = catcher(run, activity_id, "escalation", code)
    caught_by = found.event.id if found else None
    run.emit(e.EscalationThrown(code=code, element_id=run.activity(activity_id).element_id, caught_by=caught_by))
    if found is None:
        return
    given = _handed_over(run, found, code, None, variables)
    if found.event.is_interrupting:
        _end(run, activity_id)
    _catch(found, given)


def _end(run: Run, activity_id: str) -> None:
    """An end event is over once it has thrown; it is not cancelled by what it set off."""
    activity = run.activity(activity_id)
    if isinstance(run.element(activity), EndEvent):
        run.emit(e.ActivityCompleted(activity_id=activity_id, element_id=activity.element_id))
