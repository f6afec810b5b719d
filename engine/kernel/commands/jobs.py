"""Jobs that are done, or have failed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from engine.errors import Rejected
from engine.kernel import incidents, tasks
from engine.kernel.commands.addressed import checked, located
from engine.kernel.step import Run, Step, incident
from engine.kernel.throwing import catcher, throw_error
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o
from engine.model.instance import PROCESS_SCOPE, Job


def finish(step: Step, command: c.CompleteJob) -> None:
    """What cannot be stored is the handler's failure, so an incident and no rejection."""
    run, job = _live(step, command.job_id)
    handler = incidents.handler_of(run, job.activity_id)
    run.emit(e.JobCompleted(job_id=job.id, activity_id=job.activity_id))

    def then() -> None:
        _set_local(run, job.activity_id, command.local_variables)
        tasks.finish_handler(run, handler, command.variables, command.notices, job.activity_id)

    run.attempt(job.activity_id, "job", then)


def fail(step: Step, command: c.FailJob) -> None:
    """A BPMN error is thrown; another failure is tried again after the next wait, and is an incident after the last."""
    run, job = _live(step, command.job_id)
    if command.error_code and catcher(run, job.activity_id, "error", command.error_code) is not None:
        run.emit(e.JobCompleted(job_id=job.id, activity_id=job.activity_id))
        given = command.error_code, command.message, command.variables
        run.attempt(job.activity_id, "job", partial(throw_error, run, job.activity_id, *given))
    else:
        _record_failure(run, job, command)


def _record_failure(run: Run, job: Job, command: c.FailJob) -> None:
    """An error that nobody catches is not tried again: it would be thrown again."""
    if not command.error_code:
        _set_local(run, job.activity_id, checked(command.local_variables))
        run.set_all(job.activity_id, checked(command.variables))
    retries = 0 if command.error_code else _left(job, command.retries)
    run.emit(
        e.JobFailed(
            job_id=job.id,
            activity_id=job.activity_id,
            retries=retries,
            due_at=command.retry_at or run.world.now,
            message=command.message,
            details=command.details,
        )
    )
    if retries <= 0:
        code = "error.uncaught" if command.error_code else "handler.failed"
        failure = incident(code, handler=job.handler, message=command.message, error_code=command.error_code or "")
        run.raise_incident(job.activity_id, "job", failure, job.id)


def _left(job: Job, given: int | None) -> int:
    return job.retries - 1 if given is None else max(given, 0)


def _set_local(run: Run, activity_id: str, variables: Mapping[str, Any]) -> None:
    for name, value in variables.items():
        run.set_local(activity_id, name, value)


def set_retries(step: Step, command: o.SetJobRetries) -> None:
    """With tries again its incident is resolved, and the same job goes on; without any there is an incident."""
    run, job = _worked_on(step, command.job_id)
    if command.retries < 0:
        raise Rejected("job.bad_retries", retries=command.retries)
    found = [each for each in run.instance.incidents.values() if each.job_id == job.id]
    due_at = run.world.now if found and command.retries else None
    run.emit(e.JobRetriesSet(job_id=job.id, activity_id=job.activity_id, retries=command.retries, due_at=due_at))
    if command.retries:
        for each in found:
            run.emit(e.IncidentResolved(incident_id=each.id))
    elif not found:
        failure = incident("handler.failed", handler=job.handler, message="", error_code="")
        run.raise_incident(job.activity_id, "job", failure, job.id)


def set_priority(step: Step, command: o.SetJobPriority) -> None:
    run, job = _worked_on(step, command.job_id)
    run.emit(e.JobPrioritySet(job_id=job.id, activity_id=job.activity_id, priority=command.priority))


def _worked_on(step: Step, job_id: str) -> tuple[Run, Job]:
    """A job of a handler: what the engine does for itself has no tries to be set."""
    run, job = _live(step, job_id)
    if job.activity_id == PROCESS_SCOPE:
        raise Rejected("job.gone", job=job_id)
    return run, job


def go_on(step: Step, command: c.ContinueStep) -> None:
    run, job = _live(step, command.job_id)
    run.emit(e.StepContinued(job_id=job.id))


def message_delivered(step: Step, command: c.DeliverMessage) -> None:
    """The sender's side of a delivery; the receiver gets a command of its own."""
    run, job = _live(step, command.job_id)
    run.emit(e.MessageDelivered(job_id=job.id, receiver_id=command.receiver_id))
    if command.waiting > 1:
        incidents.tell(run, command.element_id, "message.several_wait", name=command.name, count=command.waiting)


def signal_delivered(step: Step, command: c.DeliverSignal) -> None:
    run, job = _live(step, command.job_id)
    run.emit(e.SignalDelivered(job_id=job.id, receivers=command.receivers))


def _live(step: Step, job_id: str) -> tuple[Run, Job]:
    run, local_id = located(step, job_id)
    if local_id not in run.instance.jobs:
        raise Rejected("job.gone", job=job_id)
    return run, run.instance.jobs[local_id]
