"""Boundary events (BPMN 13.5.3): what happens to the activity they are attached to."""

from engine.kernel.cancel import cancel_activity
from engine.kernel.step import Run
from engine.model import event as e
from engine.model.definition import BoundaryEvent
from engine.model.instance import PROCESS_SCOPE


def trigger(run: Run, host_id: str, boundary: BoundaryEvent) -> None:
    """Cancel the host, or let it go on beside; a token is placed on the event in either case."""
    scope_id = run.activity(host_id).scope_id or PROCESS_SCOPE
    if boundary.is_interrupting:
        cancel_activity(run, host_id)
    run.emit(e.TokenPlaced(element_id=boundary.id, scope_id=scope_id))
