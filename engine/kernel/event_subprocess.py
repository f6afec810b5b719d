"""Event sub-processes (BPMN 13.5.4): what begins inside a scope when an event happens in it.

What they wait for is held by the activity of the scope they stand in.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.kernel.cancel import clear
from engine.kernel.instances import begin_scope, event_starts_in
from engine.kernel.step import Run
from engine.kernel.waits import disarm_events, resolve
from engine.model import event as e
from engine.model.definition import StartEvent, SubProcess

NOTHING: Mapping[str, Any] = MappingProxyType({})


def trigger(run: Run, scope_id: str, start: StartEvent, kept: Mapping[str, Any] = NOTHING) -> None:
    """Interrupt the rest of the scope, or go on beside it; the event sub-process is an activity of that scope.

    `kept`: what its start event was brought and does not let out, but by its outputs (Camunda 8).
    """
    element = run.definition.elements[start.scope or ""]
    assert isinstance(element, SubProcess)
    if start.is_interrupting:
        _interrupt(run, scope_id)
    run.step.spent += 1
    activity_id = run.new_id()
    run.emit(e.ActivityStarted(activity_id=activity_id, element_id=element.id, scope_id=scope_id))
    for name, value in kept.items():
        run.set_local(activity_id, name, value)
    run.attempt(activity_id, "start", lambda: begin(run, element, activity_id, start.id))


def begin(run: Run, element: SubProcess, activity_id: str, start_id: str) -> None:
    run.assign_locals(element.inputs, activity_id)
    run.assign(element.on_start, activity_id)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="children"))
    begin_scope(run, [start_id], activity_id)


def _interrupt(run: Run, scope_id: str) -> None:
    """Everything in the scope ends, and none of its event sub-processes listens any more."""
    clear(run, scope_id)
    disarm_events(run, scope_id, {each.id for each in event_starts_in(run, scope_id)})
    resolve(run, scope_id)
