"""Implicit throw events: what a multi-instance throws when one of its bodies completes (BPMN 10.3.8, table 10.29)."""

from engine.kernel.completion import complete
from engine.kernel.events import SEND
from engine.kernel.step import Run, Step
from engine.kernel.throwing import throw_declared
from engine.model.definition import Trigger


def throw_implicit(step: Step) -> bool:
    """Thrown by the whole, so that its boundary events can catch it; then it goes on, unless one has interrupted it."""
    if not step.implicit:
        return False
    instance_id, activity_id, triggers = step.implicit.pop(0)
    run = step.run(instance_id)
    if run.is_alive(activity_id):
        run.attempt(activity_id, "complete", lambda: _throw(run, activity_id, triggers))
    return True


def _throw(run: Run, activity_id: str, triggers: list[Trigger]) -> None:
    for trigger in triggers:
        if not run.is_alive(activity_id):
            return
        if trigger.kind == "error":
            throw_declared(run, activity_id, trigger)
        else:
            SEND[trigger.kind](run, activity_id, trigger)
    if run.is_alive(activity_id):
        complete(run, activity_id)
