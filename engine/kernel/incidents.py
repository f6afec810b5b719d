"""Resolving an incident: going on from where it failed."""

from typing import Any

from engine.kernel import conditions, tasks
from engine.kernel.cancel import cancel_activity
from engine.kernel.completion import complete, end_scope
from engine.kernel.step import Run
from engine.model import event as e
from engine.model.definition import Event, HandlerCall, Retry, ServiceTask
from engine.model.instance import PROCESS_SCOPE, Incident


def retry(run: Run, incident: Incident) -> None:
    """`start`: the activity begins anew. `complete`: it leaves again. `job`: a new job. `step`: the step goes on.

    `trigger`: the condition is looked at again.
    """
    run.emit(e.IncidentResolved(incident_id=incident.id))
    if incident.stage == "trigger":
        return conditions.look_again(run, incident.activity_id, incident.element_id)
    if incident.stage == "leave":
        return None
    if incident.activity_id == PROCESS_SCOPE:
        return _go_on(run)
    if incident.stage == "start":
        return _begin_anew(run, incident.activity_id)
    if incident.stage == "job":
        return _new_job(run, incident)
    return complete(run, incident.activity_id)


def tell(run: Run, element_id: str, code: str, **params: Any) -> None:
    """What somebody has to look after, though nothing waits for it: resolving it is all there is to do."""
    run.emit(
        e.IncidentRaised(
            incident_id=run.new_id(),
            activity_id=PROCESS_SCOPE,
            element_id=element_id,
            code=code,
            params=params,
            stage="leave",
        )
    )


def _begin_anew(run: Run, activity_id: str) -> None:
    activity = run.activity(activity_id)
    scope_id = activity.scope_id or PROCESS_SCOPE
    run.emit(
        e.TokenPlaced(
            element_id=activity.element_id, scope_id=scope_id, index=activity.index, compensates=activity.compensates
        )
    )
    cancel_activity(run, activity_id)


def _new_job(run: Run, incident: Incident) -> None:
    if incident.job_id in run.instance.jobs:
        run.emit(e.JobCancelled(job_id=incident.job_id))
    element = run.element(run.activity(incident.activity_id))
    retry_policy = element.retry if isinstance(element, ServiceTask) else Retry()
    tasks.call(run, handler_of(run, incident.activity_id), retry_policy, incident.activity_id)


def handler_of(run: Run, activity_id: str) -> HandlerCall:
    """Of a service task, or of an event that throws a message by a handler."""
    element = run.element(run.activity(activity_id))
    if isinstance(element, ServiceTask):
        return element.call
    assert isinstance(element, Event) and element.trigger.handler is not None
    return element.trigger.handler


def _go_on(run: Run) -> None:
    """The instance as a whole: tokens that were left move by themselves, and an end that failed is tried again."""
    end_scope(run, PROCESS_SCOPE)
