"""What people do with their tasks."""

from engine.errors import Rejected
from engine.kernel.commands.addressed import checked, located
from engine.kernel.commands.ownership import own
from engine.kernel.completion import complete
from engine.kernel.step import Run, Step
from engine.kernel.task_listeners import tell
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import UserTask


def finish(step: Step, command: c.CompleteUserTask) -> None:
    run, task_id = _open(step, command.task_id)
    run.give(task_id, checked(command.variables))
    tell(run, _element(run, task_id).on_complete, task_id, run.instance.user_tasks[task_id].assignee)
    run.emit(e.UserTaskCompleted(activity_id=task_id, user_id=step.actor_id))
    own(step, run)
    complete(run, task_id)


def claim(step: Step, command: c.ClaimUserTask) -> None:
    run, task_id = _open(step, command.task_id)
    if step.actor_id is None:
        raise Rejected("task.no_user")
    run.emit(e.UserTaskClaimed(activity_id=task_id, assignee=step.actor_id))
    _tell_assigned(run, task_id)
    own(step, run)


def release(step: Step, command: c.ReleaseUserTask) -> None:
    run, task_id = _open(step, command.task_id)
    run.emit(e.UserTaskReleased(activity_id=task_id))
    _tell_assigned(run, task_id)


def assign(step: Step, command: c.AssignUserTask) -> None:
    run, task_id = _open(step, command.task_id)
    _assign(run, task_id, command.assignee)


def hand_over(step: Step, command: c.HandOverUserTask) -> None:
    run, task_id = _open(step, command.task_id)
    _assign(run, task_id, command.assignee)


def _assign(run: Run, task_id: str, assignee: str | None) -> None:
    run.emit(e.UserTaskAssigned(activity_id=task_id, assignee=assignee))
    _tell_assigned(run, task_id)


def _tell_assigned(run: Run, task_id: str) -> None:
    """Somebody else has it: it was changed, and it was assigned."""
    _tell_updated(run, task_id)
    tell(run, _element(run, task_id).on_assignment, task_id, run.instance.user_tasks[task_id].assignee)


def _tell_updated(run: Run, task_id: str) -> None:
    tell(run, _element(run, task_id).on_update, task_id, run.instance.user_tasks[task_id].assignee)


def _element(run: Run, task_id: str) -> UserTask:
    element = run.element(run.activity(task_id))
    assert isinstance(element, UserTask)
    return element


def change_due(step: Step, command: c.ChangeDueDate) -> None:
    run, task_id = _open(step, command.task_id)
    run.emit(e.UserTaskDueChanged(activity_id=task_id, due_at=command.due_at))
    _tell_updated(run, task_id)


def follow_up(step: Step, command: c.SetFollowUp) -> None:
    run, task_id = _open(step, command.task_id)
    run.emit(e.UserTaskFollowUpSet(activity_id=task_id, follow_up_at=command.follow_up_at))
    _tell_updated(run, task_id)


def _open(step: Step, global_id: str) -> tuple[Run, str]:
    run, local_id = located(step, global_id)
    if local_id not in run.instance.user_tasks or run.instance.state != "active":
        raise Rejected("task.not_open", task=global_id)
    return run, local_id
