"""User tasks: who has them, and that they are done."""

from datetime import datetime

from engine.kernel.evolve.counters import waited
from engine.model import event as e
from engine.model.instance import Instance, UserTask


def created(instance: Instance, event: e.UserTaskCreated, at: datetime) -> None:
    instance.user_tasks[event.activity_id] = UserTask(
        id=event.activity_id,
        assignee=event.assignee,
        candidate_users=list(event.candidate_users),
        candidate_groups=list(event.candidate_groups),
    )


def assigned(
    instance: Instance, event: e.UserTaskClaimed | e.UserTaskReleased | e.UserTaskAssigned, at: datetime
) -> None:
    instance.user_tasks[event.activity_id].assignee = getattr(event, "assignee", None)


def completed(instance: Instance, event: e.UserTaskCompleted, at: datetime) -> None:
    """Done once only, also when an incident keeps its activity from leaving."""
    task = instance.user_tasks.pop(event.activity_id, None)
    if task is not None:
        instance.activities[event.activity_id].assignee = task.assignee
    waited(instance)
