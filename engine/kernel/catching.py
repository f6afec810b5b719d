"""A boundary event that keeps what it is brought to itself: its outputs say what goes on (Camunda 8)."""

from collections.abc import Mapping
from typing import Any

from engine.kernel.cancel import cancel_activity
from engine.kernel.completion import complete
from engine.kernel.step import Run
from engine.model import event as e
from engine.model.definition import BoundaryEvent
from engine.model.instance import PROCESS_SCOPE


def catch(run: Run, host_id: str, boundary: BoundaryEvent, brought: Mapping[str, Any]) -> None:
    """The event begins with its variables, and is left at once."""
    scope_id = run.activity(host_id).scope_id or PROCESS_SCOPE
    if boundary.is_interrupting:
        cancel_activity(run, host_id)
    run.step.spent += 1
    started = run.new_id()
    run.emit(e.ActivityStarted(activity_id=started, element_id=boundary.id, scope_id=scope_id))
    run.give(started, brought)
    complete(run, started)
