"""Back to an earlier user task (退回, 撤回): what came of it is cancelled, its data restored, and it begins anew.

What was earlier, and what it was like, stands in history: it is looked up before, and comes with the command.
"""

from engine.errors import Rejected
from engine.kernel.behaviour import enter
from engine.kernel.cancel import cancel_activity
from engine.kernel.loop import set_back
from engine.kernel.step import Run, Step
from engine.model import event as e
from engine.model import operation as o
from engine.model.definition import Activity
from engine.model.instance import Token


def go_back(step: Step, command: o.GoBack) -> None:
    instance_id, _, local_id = command.task_id.rpartition(".")
    found = step.family.get(instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=instance_id)
    run = step.run(instance_id)
    _announce(run, command, local_id)
    for activity_id in command.cancelled:
        if run.is_alive(activity_id):  # not inside one that was cancelled just now
            cancel_activity(run, activity_id)
    for scope_id, element_id, flow_id in command.dropped:
        if flow_id in run.instance.arrivals.get(f"{scope_id}/{element_id}", {}):
            run.emit(e.TokenRemoved(element_id=element_id, scope_id=scope_id, flow_id=flow_id, is_waiting=True))
    for compensation_id in command.forgotten:
        if compensation_id in run.instance.compensations:
            run.emit(e.CompensationForgotten(compensation_id=compensation_id))
    _restore(run, command)
    if command.index is not None:
        element = run.definition.elements[command.element_id]
        assert isinstance(element, Activity)
        set_back(run, element, command.scope_id, command.index, command.is_uncounted)
    run.emit(e.TokenPlaced(element_id=command.element_id, scope_id=command.scope_id, index=command.index))
    before = set(run.instance.user_tasks)
    enter(run, Token(command.element_id, command.scope_id, index=command.index))
    _assign(run, command, before)


def _announce(run: Run, command: o.GoBack, local_id: str) -> None:
    if command.is_withdrawal:
        run.emit(e.UserTaskWithdrawn(activity_id=local_id, element_id=command.element_id, reason=command.reason))
        return
    run.emit(
        e.UserTaskReturned(
            activity_id=local_id,
            element_id=run.activity(local_id).element_id,
            to_element_id=command.element_id,
            reason=command.reason,
        )
    )


def _restore(run: Run, command: o.GoBack) -> None:
    for scope_id, variables in command.restored.items():
        for name, value in variables.items():
            run.set_local(scope_id, name, value)
    for scope_id, names in command.removed.items():
        for name in names:
            run.emit(e.VariableRemoved(scope_id=scope_id, name=name))


def _assign(run: Run, command: o.GoBack, before: set[str]) -> None:
    """To whoever did it then; unless the diagram gives it to somebody itself."""
    for task_id in run.instance.user_tasks.keys() - before:
        task = run.instance.user_tasks[task_id]
        if run.activity(task_id).element_id == command.element_id and task.assignee is None and command.assignee:
            run.emit(e.UserTaskAssigned(activity_id=task_id, assignee=command.assignee))
