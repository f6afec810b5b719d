"""Which of several tasks are the reader's to work on."""

from collections.abc import Iterable

from engine.identity.actor import Actor, may_complete
from engine.model.view import UserTaskView


def is_workable(task: UserTaskView, actor: Actor) -> bool:
    """Open, and assigned to the actor or on offer to them."""
    return task.state == "open" and may_complete(actor, task.assignee, task.candidate_users, task.candidate_groups)


def own_task(tasks: Iterable[UserTaskView], actor: Actor) -> UserTaskView | None:
    """The one to go on with: what the actor has before what is on offer, then the earliest due."""
    workable = [task for task in tasks if is_workable(task, actor)]
    return min(workable, key=_urgency, default=None)


def _urgency(task: UserTaskView) -> tuple[bool, bool, float, str]:
    due = task.due_at.timestamp() if task.due_at else 0.0
    return task.assignee is None, task.due_at is None, due, task.id
