"""Who may do what to which object: asked for every command, whichever door it came through."""

from engine.errors import Forbidden, NotFound
from engine.identity.actor import Actor, may_claim, may_complete, may_release, may_see_instance, may_see_task
from engine.identity.permission import Permission as P
from engine.model import command as c
from engine.model.instance import UserTask
from engine.model.view import InstanceView, UserTaskView
from engine.store.reader import Reader

PERMISSIONS: dict[type[c.Command], P] = {
    c.StartInstance: P.CASE_START,
    c.AssignUserTask: P.TASK_ASSIGN,
    c.ChangeDueDate: P.TASK_ASSIGN,
    c.CancelInstance: P.INSTANCE_CANCEL,
    c.RetryIncident: P.INCIDENT_RESOLVE,
    c.SetVariables: P.VARIABLES_SET,
    c.TriggerActivity: P.VARIABLES_SET,
    c.CorrelateMessage: P.VARIABLES_SET,
    c.DeployFiles: P.DEFINITION_DEPLOY,
    c.CreateUser: P.USER_ADMIN,
    c.ChangeUser: P.USER_ADMIN,
    c.AdvanceClock: P.CLOCK_ADVANCE,
    c.SetCalendar: P.CALENDAR_SET,
    c.ReadNotices: P.NOTICE_READ,
}
"""What a command needs in any case; commands on a user task are judged on the task."""

ENGINE_ONLY = (c.CompleteJob, c.FailJob, c.ContinueStep, c.DeliverMessage, c.TriggerTimer, c.CreateDemo)


def authorise(actor: Actor, command: c.Command) -> None:
    """Raises Forbidden."""
    if isinstance(command, ENGINE_ONLY):
        if actor.kind == "user":
            raise Forbidden("identity.engine_only", command=type(command).__name__)
        return
    permission = PERMISSIONS.get(type(command))
    if permission is not None:
        actor.require(permission)
    elif isinstance(command, c.ChangePassword) and actor.user_id != command.user_id:
        actor.require(P.USER_ADMIN)


def authorise_task(actor: Actor, command: c.Command, task: UserTask) -> None:
    """Raises Forbidden when the task is not the actor's to work on."""
    if actor.kind != "user" or type(command) in PERMISSIONS:
        return
    held = (task.assignee, task.candidate_users, task.candidate_groups)
    if isinstance(command, c.ClaimUserTask):
        is_allowed = may_claim(actor, *held)
    elif isinstance(command, c.ReleaseUserTask):
        is_allowed = may_release(actor, task.assignee)
    else:
        is_allowed = may_complete(actor, *held)
    if not is_allowed:
        raise Forbidden("task.not_yours", assignee=task.assignee or "")


def see_task(actor: Actor, task: UserTaskView, reader: Reader) -> None:
    """Raises Forbidden. Whoever took part in a case sees its finished tasks."""
    if may_see_task(actor, task.assignee, task.candidate_users, task.candidate_groups):
        return
    if task.state != "open" and _is_involved(actor, task.root_id, reader):
        return
    raise Forbidden("task.not_yours", assignee=task.assignee or "")


def see_instance(actor: Actor, instance: InstanceView, reader: Reader) -> None:
    """Raises Forbidden."""
    root = instance if instance.id == instance.root_id else reader.instance(instance.root_id)
    if root is None:
        raise NotFound("instance.unknown", instance=instance.root_id)
    if actor.has(P.INSTANCE_READ) or actor.has(P.HISTORY_READ):
        return
    if not may_see_instance(actor, root.starter_id, _is_involved(actor, root.id, reader)):
        raise Forbidden("instance.not_yours")


def _is_involved(actor: Actor, root_id: str, reader: Reader) -> bool:
    """Has or had a task there, has one on offer, or was told of the case."""
    if reader.involved(actor.user_id, root_id) or reader.was_told(actor.user_id, actor.groups, root_id):
        return True
    return any(
        may_claim(actor, task.assignee, task.candidate_users, task.candidate_groups)
        for instance_id in reader.instance_ids_of_root(root_id)
        for task in reader.user_tasks(instance_id=instance_id, state="open", limit=200).items
    )
