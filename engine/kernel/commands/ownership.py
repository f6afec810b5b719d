"""Who answers for a case."""

from engine.kernel.step import Run, Step
from engine.model import event as e


def own(step: Step, run: Run) -> None:
    """Whoever takes a case first answers for it, whatever part of its family that is in."""
    root_id = run.instance.root_id
    if step.actor_id is not None and root_id in step.family and step.family[root_id].owner_id is None:
        step.run(root_id).emit(e.OwnerSet(user_id=step.actor_id))
