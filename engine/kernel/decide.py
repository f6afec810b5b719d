"""decide(world, family, command): what a command leads to. Pure: no SQL, no clock, no network, no random."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.errors import EngineError, NotFound, Rejected
from engine.expr.values import stored
from engine.kernel import (
    ad_hoc,
    compensation,
    complex_gateway,
    conditions,
    gateways,
    incidents,
    instances,
    loop,
    notices,
    signals,
    tasks,
    triggers,
)
from engine.kernel.behaviour import enter
from engine.kernel.cancel import cancel_instance
from engine.kernel.completion import complete
from engine.kernel.operations import OPERATIONS
from engine.kernel.step import Family, Run, Step, incident
from engine.kernel.suspension import check, holds
from engine.kernel.throwing import catcher, throw_error, throw_escalation
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import ProcessDefinition, StartEvent
from engine.model.instance import PROCESS_SCOPE, Activity, Job


@dataclass(frozen=True, slots=True)
class Decision:
    """`events` per instance, in order; the family's instances hold the state after them."""

    events: dict[str, list[e.Event]]
    family: Family


def decide(world: World, family: Family, command: c.Command, actor_id: str | None = None) -> Decision:
    """Carry out a command on the private copies in `family` and run until nothing moves.

    Raises Rejected when it cannot be obeyed; nothing must be written then.
    """
    step = Step(world, family, actor_id)
    check(step, command)
    try:
        DECIDE[type(command)](step, command)
    except Rejected:
        raise
    except EngineError as failure:  # before anything could move: nothing to be mended in the instance
        raise Rejected(failure.code, **failure.params) from None
    if not holds(step):
        advance(step)
    return Decision(step.events, step.family)


RELEASE = (compensation.begin_next, complex_gateway.release, gateways.release_inclusive)
"""What goes on only when nothing else moves; tried in this order."""


def advance(step: Step) -> None:
    """Let tokens move, the innermost instance first, until all wait; pause when the budget is used up."""
    while True:
        conditions.look(step)
        instance = next((i for i in reversed(step.family.values()) if i.tokens and _can_move(i)), None)
        if instance is None:
            if not any(release(step) for release in RELEASE):
                return None
        elif step.spent >= step.world.budget.activities:
            return _pause(step)
        else:
            enter(step.run(instance.id), instance.tokens[0])


def _can_move(instance: Any) -> bool:
    """Tokens of an instance whose loop was stopped stay where they are."""
    return instance.state == "active" and not any(each.stage == "step" for each in instance.incidents.values())


def _pause(step: Step) -> None:
    """Go on in a job; a loop that never waits ends as an incident, never as a hang."""
    for instance in list(step.family.values()):
        if not instance.tokens or not _can_move(instance):
            continue
        run = step.run(instance.id)
        budget, planned = step.world.budget, loop.planned(run)
        if instance.streak + 1 >= budget.pauses + max(planned, instance.planned) // budget.activities:
            count = budget.activities * (instance.streak + 1)
            failure = incident("loop.without_wait", element=instance.tokens[0].element_id, count=count)
            run.raise_incident(PROCESS_SCOPE, "step", failure)
        else:
            run.emit(e.StepPaused(job_id=run.new_id(), due_at=step.world.now, planned=planned))


# commands


def _start(step: Step, command: c.StartInstance) -> None:
    """`version` is resolved by the caller: the definition id stands in `key` as "<key>:<version>"."""
    definition = step.world.library.definition(f"{command.key}:{command.version}")
    starts = [command.element_id] if command.element_id else instances.starts_by_hand(definition)
    if starts[0] not in definition.elements:
        raise NotFound("element.unknown", element=starts[0])
    run = step.begin(
        e.InstanceStarted(
            instance_id=command.instance_id,
            definition_id=definition.id,
            key=definition.key,
            root_id=command.instance_id,
            business_key=_business_key(step, definition, command),
            starter_id=step.actor_id,
        )
    )
    _own(step, run)
    if (command.message or command.signal) and not isinstance(definition.elements[starts[0]], StartEvent):
        return _instantiate(step, run, starts, command)
    if command.message is not None:
        run.emit(e.MessageReceived(name=command.message, element_id=starts[0] or ""))
    if command.signal is not None:
        run.emit(e.SignalReceived(name=command.signal, element_id=starts[0] or ""))
    for name, value in checked(dict(triggers.brought(run, starts[0], command.variables))).items():
        run.set_local(PROCESS_SCOPE, name, value)
    return instances.begin_scope(run, starts)


def _instantiate(step: Step, run: Run, starts: list[str], command: c.StartInstance) -> None:
    """A receive task or event-based gateway begins to wait, and what began the instance is what it waits for."""
    instances.begin_scope(run, starts)
    advance(step)
    wanted = ("signal", command.signal) if command.signal else ("message", command.message)
    waiting = [each for each in run.instance.subscriptions.values() if (each.kind, each.name) == wanted]
    if not waiting:
        raise Rejected("message.not_expected", name=wanted[1])
    triggers.receive(run, waiting[0], checked(command.variables))


def _business_key(step: Step, definition: ProcessDefinition, command: c.StartInstance) -> str | None:
    """As asked for; else made from the start values and `instance_id`, where the process says how. Raises Rejected.

    A message brings the key of its sender, which is another case's: the process's own way comes first then.
    """
    is_given = command.business_key is not None and command.message is None
    if is_given or definition.business_key is None:
        return command.business_key
    names = {**command.variables, "instance_id": command.instance_id}
    try:
        return str(definition.business_key.evaluate(names, step.world.env))
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None


def checked(variables: dict[str, Any]) -> dict[str, Any]:
    """Variables that come from outside. Raises Rejected for what cannot be stored."""
    try:
        return {name: stored(value) for name, value in variables.items()}
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None


def located(step: Step, global_id: str) -> tuple[Run, str]:
    """The instance and the local id behind "<instance id>.<n>". Raises NotFound."""
    instance_id, _, local_id = global_id.rpartition(".")
    if instance_id not in step.family:
        raise NotFound("instance.unknown", instance=instance_id)
    return step.run(instance_id), local_id


def _waiting(step: Step, global_id: str) -> tuple[Run, Activity]:
    run, local_id = located(step, global_id)
    if not run.is_alive(local_id):
        raise Rejected("activity.not_active", activity=global_id)
    return run, run.activity(local_id)


def _open_task(step: Step, global_id: str) -> tuple[Run, str]:
    run, local_id = located(step, global_id)
    if local_id not in run.instance.user_tasks or run.instance.state != "active":
        raise Rejected("task.not_open", task=global_id)
    return run, local_id


def _complete_user_task(step: Step, command: c.CompleteUserTask) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.set_all(task_id, checked(command.variables))
    run.emit(e.UserTaskCompleted(activity_id=task_id, user_id=step.actor_id))
    _own(step, run)
    complete(run, task_id)


def _claim(step: Step, command: c.ClaimUserTask) -> None:
    run, task_id = _open_task(step, command.task_id)
    if step.actor_id is None:
        raise Rejected("task.no_user")
    run.emit(e.UserTaskClaimed(activity_id=task_id, assignee=step.actor_id))
    _own(step, run)


def _own(step: Step, run: Run) -> None:
    """Whoever takes a case first answers for it, whatever part of its family that is in."""
    root_id = run.instance.root_id
    if step.actor_id is not None and root_id in step.family and step.family[root_id].owner_id is None:
        step.run(root_id).emit(e.OwnerSet(user_id=step.actor_id))


def _release(step: Step, command: c.ReleaseUserTask) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.emit(e.UserTaskReleased(activity_id=task_id))


def _assign(step: Step, command: c.AssignUserTask) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.emit(e.UserTaskAssigned(activity_id=task_id, assignee=command.assignee))


def _change_due(step: Step, command: c.ChangeDueDate) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.emit(e.UserTaskDueChanged(activity_id=task_id, due_at=command.due_at))


def _hand_over(step: Step, command: c.HandOverUserTask) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.emit(e.UserTaskAssigned(activity_id=task_id, assignee=command.assignee))


def _follow_up(step: Step, command: c.SetFollowUp) -> None:
    run, task_id = _open_task(step, command.task_id)
    run.emit(e.UserTaskFollowUpSet(activity_id=task_id, follow_up_at=command.follow_up_at))


def _throw_error(step: Step, command: c.ThrowTaskError) -> None:
    run, activity = _waiting(step, command.activity_id)
    if not command.code:
        raise Rejected("error.no_code")
    if activity.waits_for not in ("user_task", "job"):
        raise Rejected("activity.not_active", activity=command.activity_id)
    if catcher(run, activity.id, "error", command.code) is None:
        raise Rejected("error.uncaught", error_code=command.code, message=command.message)
    throw_error(run, activity.id, command.code, command.message, checked(command.variables))


def _throw_escalation(step: Step, command: c.ThrowTaskEscalation) -> None:
    run, activity = _waiting(step, command.activity_id)
    throw_escalation(run, activity.id, command.code, checked(command.variables))


def _trigger_activity(step: Step, command: c.TriggerActivity) -> None:
    run, activity = _waiting(step, command.activity_id)
    if activity.waits_for != "event" or run.element(activity).tag == "eventBasedGateway":
        raise Rejected("activity.does_not_wait", activity=command.activity_id)
    run.set_all(activity.id, checked(command.variables))
    complete(run, activity.id)


def _begin_ad_hoc(step: Step, command: c.BeginAdHocActivity) -> None:
    run, activity = _waiting(step, command.activity_id)
    ad_hoc.begin_by_hand(run, activity, command.element_id)


def _trigger_timer(step: Step, command: c.TriggerTimer) -> None:
    run, timer_id = located(step, command.timer_id)
    if timer_id not in run.instance.timers or run.instance.state != "active":
        raise Rejected("timer.gone", timer=command.timer_id)
    triggers.fire(run, timer_id)


def _correlate(step: Step, command: c.CorrelateMessage) -> None:
    """The receiver has been found: its subscription is named."""
    run, subscription_id = located(step, command.subscription_id or "")
    subscription = run.instance.subscriptions.get(subscription_id)
    if subscription is None or subscription.kind != "message" or run.instance.state != "active":
        raise Rejected("message.not_expected", name=command.name)
    triggers.receive(run, subscription, checked(command.variables))


def _receive_signal(step: Step, command: c.ReceiveSignal) -> None:
    run, subscription_id = located(step, command.subscription_id)
    if not signals.receive(step, run.instance.id, subscription_id, checked(command.variables)):
        raise Rejected("signal.not_expected", name=command.name)


def _set_variables(step: Step, command: c.SetVariables) -> None:
    if command.scope_id in step.family:
        run, scope_id = step.run(command.scope_id), PROCESS_SCOPE
    else:
        run, scope_id = located(step, command.scope_id)
    if not run.is_alive(scope_id):
        raise Rejected("activity.not_active", activity=command.scope_id)
    for name, value in checked(command.variables).items():
        if command.is_local:
            run.set_local(scope_id, name, value)
        else:
            run.set(scope_id, name, value)


def _cancel(step: Step, command: c.CancelInstance) -> None:
    found = step.family.get(command.instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=command.instance_id)
    cancel_instance(step.run(_outermost(step, found.id)), command.reason)


def _outermost(step: Step, instance_id: str) -> str:
    """A call cannot go on without what it called: the callers are cancelled with it."""
    parent_id = step.family[instance_id].parent_id
    return _outermost(step, parent_id) if parent_id in step.family else instance_id


def _retry(step: Step, command: c.RetryIncident) -> None:
    run, incident_id = located(step, command.incident_id)
    found = run.instance.incidents.get(incident_id)
    if found is None:
        raise Rejected("incident.resolved", incident=command.incident_id)
    incidents.retry(run, found)


def _live_job(step: Step, job_id: str) -> tuple[Run, Job]:
    run, local_id = located(step, job_id)
    if local_id not in run.instance.jobs:
        raise Rejected("job.gone", job=job_id)
    return run, run.instance.jobs[local_id]


def _complete_job(step: Step, command: c.CompleteJob) -> None:
    """What cannot be stored is the handler's failure, so an incident and no rejection."""
    run, job = _live_job(step, command.job_id)
    handler = incidents.handler_of(run, job.activity_id)
    run.emit(e.JobCompleted(job_id=job.id, activity_id=job.activity_id))
    finish = partial(tasks.finish_handler, run, handler, command.variables, command.notices, job.activity_id)
    run.attempt(job.activity_id, "job", finish)


def _fail_job(step: Step, command: c.FailJob) -> None:
    """A BPMN error is thrown; another failure is tried again after the next wait, and is an incident after the last."""
    run, job = _live_job(step, command.job_id)
    if command.error_code and catcher(run, job.activity_id, "error", command.error_code) is not None:
        run.emit(e.JobCompleted(job_id=job.id, activity_id=job.activity_id))
        given = command.error_code, command.message, command.variables
        run.attempt(job.activity_id, "job", partial(throw_error, run, job.activity_id, *given))
    else:
        _fail(run, job, command)


def _fail(run: Run, job: Job, command: c.FailJob) -> None:
    """An error that nobody catches is not tried again: it would be thrown again."""
    retries = 0 if command.error_code else job.retries - 1
    due_at = command.retry_at or run.world.now
    run.emit(
        e.JobFailed(job_id=job.id, activity_id=job.activity_id, retries=retries, due_at=due_at, message=command.message)
    )
    if retries <= 0:
        code = "error.uncaught" if command.error_code else "handler.failed"
        failure = incident(code, handler=job.handler, message=command.message, error_code=command.error_code or "")
        run.raise_incident(job.activity_id, "job", failure, job.id)


def _continue(step: Step, command: c.ContinueStep) -> None:
    run, job = _live_job(step, command.job_id)
    run.emit(e.StepContinued(job_id=job.id))


def _delivered(step: Step, command: c.DeliverMessage) -> None:
    """The sender's side of a delivery; the receiver gets a command of its own."""
    run, job = _live_job(step, command.job_id)
    run.emit(e.MessageDelivered(job_id=job.id, receiver_id=command.receiver_id))
    if command.waiting > 1:
        incidents.tell(run, command.element_id, "message.several_wait", name=command.name, count=command.waiting)


def _signal_delivered(step: Step, command: c.DeliverSignal) -> None:
    run, job = _live_job(step, command.job_id)
    run.emit(e.SignalDelivered(job_id=job.id, receivers=command.receivers))


def _send_notice(step: Step, command: c.SendNotice) -> None:
    if command.instance_id not in step.family:
        raise NotFound("instance.unknown", instance=command.instance_id)
    notices.send_again(step.run(command.instance_id), command)


DECIDE: dict[type[c.Command], Callable[[Step, Any], None]] = {
    c.StartInstance: _start,
    c.CompleteUserTask: _complete_user_task,
    c.ClaimUserTask: _claim,
    c.ReleaseUserTask: _release,
    c.AssignUserTask: _assign,
    c.ChangeDueDate: _change_due,
    c.HandOverUserTask: _hand_over,
    c.SetFollowUp: _follow_up,
    c.ThrowTaskError: _throw_error,
    c.ThrowTaskEscalation: _throw_escalation,
    c.TriggerActivity: _trigger_activity,
    c.BeginAdHocActivity: _begin_ad_hoc,
    c.TriggerTimer: _trigger_timer,
    c.CorrelateMessage: _correlate,
    c.ReceiveSignal: _receive_signal,
    c.SetVariables: _set_variables,
    c.CancelInstance: _cancel,
    c.RetryIncident: _retry,
    c.CompleteJob: _complete_job,
    c.FailJob: _fail_job,
    c.ContinueStep: _continue,
    c.DeliverMessage: _delivered,
    c.DeliverSignal: _signal_delivered,
    c.SendNotice: _send_notice,
    **OPERATIONS,
}
