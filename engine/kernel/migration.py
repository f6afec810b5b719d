"""Going on with another version of the same process: everything that waits keeps waiting, where the new version has it.

Tasks keep assignee, due date and draft, timers the time they are due, subscriptions what they wait for. What the new
version no longer waits for is given up; what only it waits for is begun. Called instances stay on their own versions.
"""

from engine.errors import Rejected
from engine.kernel import incidents, tasks, timers
from engine.kernel.mapping import Versions, awaited, changed, flows_with_tokens, stood_on, trigger_kind, trigger_of
from engine.kernel.step import Run, Step
from engine.kernel.waits import WAITABLE, arm
from engine.model import event as e
from engine.model import operation as o
from engine.model.definition import Event, ReceiveTask, Retry, ServiceTask, Trigger, UserTask
from engine.model.instance import PROCESS_SCOPE, Activity, Instance, Subscription, Timer

Awaited = Timer | Subscription


def migrate(step: Step, command: o.MigrateInstance) -> None:
    """Raises Rejected with the first reason why it cannot be done."""
    found = step.family.get(command.instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=command.instance_id)
    before = step.run(found.id)
    new = step.world.library.definition(f"{before.definition.key}:{command.version}")
    if new.id == before.definition.id:
        raise Rejected("migrate.same_version", version=command.version)
    versions = Versions(before.definition, new, command.mapping)
    elements = [(each, versions.element(each).id) for each in stood_on(found)]
    flows = [(each, versions.flow(each).id) for each in flows_with_tokens(found)]
    given_up = _given_up(before, versions)
    begun = _begun(before, versions)
    for awaited_ in given_up:
        _give_up(before, awaited_)
    kept = [each.element_id for each in _all_awaited(found)]
    elements += [(each, versions.element_id(each)) for each in dict.fromkeys(kept)]
    before.emit(
        e.InstanceMigrated(
            definition_id=new.id,
            from_definition_id=versions.old.id,
            elements=changed(elements),
            flows=changed(flows),
            reason=command.reason,
        )
    )
    _go_on(step.run(found.id), begun)


def _all_awaited(instance: Instance) -> list[Awaited]:
    return [*instance.timers.values(), *instance.subscriptions.values()]


def _given_up(run: Run, versions: Versions) -> list[Awaited]:
    """What is waited for, and is no longer, or for something else."""
    return [each for each in _all_awaited(run.instance) if not _is_kept(run.activity(each.activity_id), each, versions)]


def _is_kept(activity: Activity, awaited_: Awaited, versions: Versions) -> bool:
    new_id = versions.element_id(awaited_.element_id)
    if new_id not in awaited(versions.new, activity, versions.element_id(activity.element_id)):
        return False
    old, new = trigger_of(versions.old.elements[awaited_.element_id]), trigger_of(versions.new.elements[new_id])
    if old is None or new is None or [each.kind for each in old.each] != [each.kind for each in new.each]:
        return False
    return isinstance(awaited_, Timer) or [*map(_name, old.each)] == [*map(_name, new.each)]


def _name(trigger: Trigger) -> str:
    """Of what is waited for; a condition may be another one."""
    return "" if trigger.name is None else trigger.name.text


def _begun(run: Run, versions: Versions) -> list[tuple[str, str]]:
    """Activity and new element, for what only the new version waits for, or for another name."""
    found: list[tuple[str, str]] = []
    given_up = {(each.activity_id, versions.element_id(each.element_id)) for each in _given_up(run, versions)}
    for activity in run.instance.activities.values():
        if activity.id != PROCESS_SCOPE and activity.waits_for is None:
            continue
        known = {versions.element_id(each) for each in awaited(versions.old, activity, activity.element_id)}
        for new_id in awaited(versions.new, activity, versions.element_id(activity.element_id)):
            is_new = new_id not in known or (activity.id, new_id) in given_up
            if is_new and trigger_kind(versions.new.elements[new_id]) in WAITABLE:
                found.append((activity.id, new_id))
    return found


def _give_up(run: Run, awaited_: Awaited) -> None:
    if isinstance(awaited_, Timer):
        run.emit(e.TimerCancelled(timer_id=awaited_.id))
    else:
        run.emit(e.SubscriptionClosed(subscription_id=awaited_.id))


def _go_on(run: Run, begun: list[tuple[str, str]]) -> None:
    """On the new version."""
    for activity_id, element_id in begun:
        element = run.definition.elements[element_id]
        if isinstance(element, UserTask):
            assert element.timeout is not None
            timers.schedule(run, activity_id, element_id, element.timeout)
        else:
            assert isinstance(element, Event | ReceiveTask)
            arm(run, activity_id, element)
    for task_id in list(run.instance.user_tasks):
        _rename_task(run, task_id)
    for job in list(run.instance.jobs.values()):
        if job.activity_id != PROCESS_SCOPE and job.retries > 0:
            _change_handler(run, job.id, job.activity_id, job.handler)


def _rename_task(run: Run, task_id: str) -> None:
    element = run.element(run.activity(task_id))
    assert isinstance(element, UserTask)
    name, form_key = tasks.called(run, element, task_id), tasks.form_of(run, element, task_id)
    run.emit(e.UserTaskMigrated(activity_id=task_id, element_id=element.id, name=name, form_key=form_key))


def _change_handler(run: Run, job_id: str, activity_id: str, handler: str) -> None:
    """Another handler is called instead; what the first one brings back counts no more."""
    wanted = incidents.handler_of(run, activity_id)
    if wanted.name == handler and not wanted.is_expression:
        return
    element = run.element(run.activity(activity_id))
    run.emit(e.JobCancelled(job_id=job_id))
    tasks.call(run, wanted, element.retry if isinstance(element, ServiceTask) else Retry(), activity_id)
