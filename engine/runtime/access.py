"""Who may do what to which object: asked for every command, whichever door it came through."""

from engine.errors import Conflict, Forbidden
from engine.identity.actor import Actor, is_candidate, may_complete, may_release, may_see_instance, may_see_task
from engine.identity.permission import Permission as P
from engine.identity.role import PERMISSIONS as PERMISSIONS_OF_ROLES
from engine.identity.role import Role
from engine.model import archive as a
from engine.model import checkpoint as k
from engine.model import command as c
from engine.model import external_task as x
from engine.model import operation as o
from engine.model import token as t
from engine.model.erasure import EraseCustomer
from engine.model.instance import UserTask
from engine.model.view import DefinitionView, InstanceView, UserTaskView, UserView
from engine.store.reader import Reader

PERMISSIONS: dict[type[c.Command], P] = {
    c.StartInstance: P.CASE_START,
    c.AssignUserTask: P.TASK_ASSIGN,
    c.AssignUserTasks: P.TASK_ASSIGN,
    c.ChangeDueDate: P.TASK_ASSIGN,
    c.CancelInstance: P.INSTANCE_CANCEL,
    o.ModifyInstance: P.INSTANCE_OPERATE,
    o.MigrateInstance: P.INSTANCE_OPERATE,
    o.MigrateInstances: P.INSTANCE_OPERATE,
    o.RestartInstance: P.INSTANCE_OPERATE,
    o.SuspendInstance: P.INSTANCE_OPERATE,
    o.ResumeInstance: P.INSTANCE_OPERATE,
    o.SuspendDefinition: P.INSTANCE_OPERATE,
    o.SetJobRetries: P.INCIDENT_RESOLVE,
    o.SetJobPriority: P.INCIDENT_RESOLVE,
    o.ResumeDefinition: P.INSTANCE_OPERATE,
    c.RetryIncident: P.INCIDENT_RESOLVE,
    c.SetVariables: P.VARIABLES_SET,
    c.TriggerActivity: P.VARIABLES_SET,
    c.BeginAdHocActivity: P.CASE_ADD,
    c.CorrelateMessage: P.VARIABLES_SET,
    c.BroadcastSignal: P.VARIABLES_SET,
    c.EvaluateConditions: P.VARIABLES_SET,
    c.DeployFiles: P.DEFINITION_DEPLOY,
    c.SaveDefinitionDraft: P.DEFINITION_DEPLOY,
    c.DiscardDefinitionDraft: P.DEFINITION_DEPLOY,
    c.PublishDefinitionDraft: P.DEFINITION_DEPLOY,
    c.CreateUser: P.USER_ADMIN,
    c.ChangeUser: P.USER_ADMIN,
    EraseCustomer: P.PERSON_ERASE,
    a.SetRetention: P.DEFINITION_DEPLOY,
    t.CreateToken: P.USER_ADMIN,
    t.RevokeToken: P.USER_ADMIN,
    c.AdvanceClock: P.CLOCK_ADVANCE,
    c.SetCalendar: P.CALENDAR_SET,
    c.ReadNotices: P.NOTICE_READ,
    c.RetryNotice: P.INCIDENT_RESOLVE,
    c.RetryDelivery: P.INCIDENT_RESOLVE,
    c.AddComment: P.CASE_ADD,
    c.AddAttachment: P.CASE_ADD,
    c.SetOwner: P.CASE_OWN,
    c.LinkCustomer: P.CUSTOMER_WRITE,
    c.CreateCustomer: P.CUSTOMER_WRITE,
    c.ChangeCustomer: P.CUSTOMER_WRITE,
    c.CreateDevice: P.CUSTOMER_WRITE,
    c.ChangeDevice: P.CUSTOMER_WRITE,
    c.TransferDevice: P.CUSTOMER_WRITE,
}
"""What a command needs in any case; commands on a user task are judged on the task."""

ENGINE_ONLY = {
    c.CompleteJob,
    c.FailJob,
    c.ContinueStep,
    c.DeliverMessage,
    c.SettleBuffer,
    c.ReceiveSignal,
    c.DeliverSignal,
    c.TriggerTimer,
    c.SettleDeliveries,
    c.CreateDemo,
    a.ArchiveCases,
    k.RecordCheckpoint,
}


OF_WORKERS = {
    x.CompleteExternalTask,
    x.FailExternalTask,
    x.ThrowExternalTaskError,
    x.ExtendExternalTaskLock,
    x.UnlockExternalTask,
}
"""Judged on the topic of the task; who works on no topic has nothing to do with them."""

OF_ONESELF = (c.ChangePassword, c.ChangeContact)
"""Anybody may do this for himself."""


def authorise(actor: Actor, command: c.Command) -> None:
    """Raises Forbidden."""
    kind = type(command)
    if kind in ENGINE_ONLY:
        if actor.kind == "user":
            raise Forbidden("identity.engine_only", command=kind.__name__)
        return
    if kind in OF_WORKERS and not _works_outside(actor, command):
        raise Forbidden("external.no_topics")
    permission = PERMISSIONS.get(kind)
    if permission is not None:
        actor.require(permission)
    elif isinstance(command, OF_ONESELF) and actor.user_id != command.user_id:
        actor.require(P.USER_ADMIN)


def _works_outside(actor: Actor, command: c.Command) -> bool:
    may_mend = isinstance(command, x.UnlockExternalTask) and actor.has(P.INCIDENT_RESOLVE)
    return actor.kind != "user" or bool(actor.topics) or may_mend


def authorise_task(actor: Actor, command: c.Command, task_id: str, task: UserTask) -> None:
    """Raises Conflict when a colleague claimed first, Forbidden when the task is not the actor's to work on."""
    if actor.kind != "user" or type(command) in PERMISSIONS or _may(actor, command, task):
        return
    if isinstance(command, c.ClaimUserTask) and task.assignee is not None and was_offered(actor, task):
        raise Conflict("task.claimed_by", user=task.assignee, task=task_id)
    raise _not_yours(actor, task)


def _may(actor: Actor, command: c.Command, task: UserTask) -> bool:
    held = (task.assignee, task.candidate_users, task.candidate_groups)
    if isinstance(command, c.ReleaseUserTask):
        return may_release(actor, task.assignee)
    if isinstance(command, c.HandOverUserTask | c.SetFollowUp):
        return task.assignee == actor.user_id and actor.has(P.TASK_WORK)
    return may_complete(actor, *held)  # whoever has a task may claim it once more


def works(user: UserView) -> bool:
    return any(P.TASK_WORK in PERMISSIONS_OF_ROLES[Role(role)] for role in user.roles)


def was_offered(actor: Actor, task: UserTask | UserTaskView) -> bool:
    """Whether somebody may be told who has or had the task."""
    is_offered = is_candidate(actor, task.candidate_users, task.candidate_groups) and actor.has(P.TASK_WORK)
    return is_offered or task.assignee == actor.user_id or actor.has(P.TASK_READ_ALL)


def see_task(actor: Actor, task: UserTaskView, reader: Reader) -> None:
    """Raises Forbidden. Whoever took part in a case sees its finished tasks."""
    if may_see_task(actor, task.assignee, task.candidate_users, task.candidate_groups):
        return
    if task.state != "open" and _is_involved(actor, task.root_id, reader):
        return
    raise _not_yours(actor, task)


def _not_yours(actor: Actor, task: UserTask | UserTaskView) -> Forbidden:
    """Names who has it to whoever may be told; a colleague's task is nobody else's business."""
    has_another = task.assignee is not None and task.assignee != actor.user_id and was_offered(actor, task)
    return Forbidden("task.not_yours", assignee=task.assignee if has_another else "")


def see_instance(actor: Actor, instance: InstanceView, reader: Reader) -> None:
    """Raises Forbidden."""
    if actor.has(P.INSTANCE_READ) or actor.has(P.HISTORY_READ):
        return
    root = instance if instance.id == instance.root_id else reader.instance(instance.root_id)
    if root is None or not may_see_instance(actor, root.starter_id, _answers_for(actor, root, reader)):
        raise Forbidden("instance.not_yours")


def _answers_for(actor: Actor, root: InstanceView, reader: Reader) -> bool:
    """Is its owner, or involved in it."""
    return root.owner_id == actor.user_id or _is_involved(actor, root.id, reader)


def _is_involved(actor: Actor, root_id: str, reader: Reader) -> bool:
    """Has or had a task there, has one on offer, or was told of the case."""
    if reader.involved(actor.user_id, root_id) or reader.was_told(actor.user_id, actor.groups, root_id):
        return True
    if not actor.has(P.TASK_WORK):
        return False
    return reader.is_offered(actor.user_id, actor.groups, root_id)


def is_startable(actor: Actor, view: DefinitionView) -> bool:
    groups, users = view.candidate_starter_groups, view.candidate_starter_users
    is_candidate = actor.user_id in users or not actor.groups.isdisjoint(groups)
    return actor.has(P.CASE_START) and (is_candidate or not (groups or users))


def may_start(actor: Actor, view: DefinitionView) -> None:
    """Raises Forbidden for a person who is not among those that may start the process."""
    if actor.kind == "user" and not is_startable(actor, view):
        raise Forbidden("process.not_startable", process=view.key)
