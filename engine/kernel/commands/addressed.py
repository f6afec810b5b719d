"""What a command names, and what it brings."""

from typing import Any

from engine.errors import EngineError, NotFound, Rejected
from engine.expr.values import stored
from engine.kernel.step import Run, Step
from engine.model.instance import Activity


def located(step: Step, global_id: str) -> tuple[Run, str]:
    """The instance and the local id behind "<instance id>.<n>". Raises NotFound."""
    instance_id, _, local_id = global_id.rpartition(".")
    if instance_id not in step.family:
        raise NotFound("instance.unknown", instance=instance_id)
    return step.run(instance_id), local_id


def waiting(step: Step, global_id: str) -> tuple[Run, Activity]:
    run, local_id = located(step, global_id)
    if not run.is_alive(local_id):
        raise Rejected("activity.not_active", activity=global_id)
    return run, run.activity(local_id)


def checked(variables: dict[str, Any]) -> dict[str, Any]:
    """Variables that come from outside. Raises Rejected for what cannot be stored."""
    try:
        return {name: stored(value) for name, value in variables.items()}
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None
