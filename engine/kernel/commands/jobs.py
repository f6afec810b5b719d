"""Jobs that are done, or have failed."""

from functools import partial

from engine.errors import Rejected
from engine.kernel import incidents, tasks
from engine.kernel.commands.addressed import located
from engine.kernel.step import Run, Step, incident
from engine.kernel.throwing import catcher, throw_error
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Job


def finish(step: Step, command: c.CompleteJob) -> None:
    """What cannot be stored is the handler's failure, so an incident and no rejection."""
    run, job = _live(step, command.job_id)
    handler = incidents.handler_of(run, job.activity_id)
    run.emit(e.JobCompleted(job_id=job.id, activity_id=job.activity_id))
    then = partial(tasks.finish_handler, run, handler, command.variables, command.notices, job.activity_id)
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
    retries = 0 if command.error_code else job.retries - 1
    due_at = command.retry_at or run.world.now
    run.emit(
        e.JobFailed(job_id=job.id, activity_id=job.activity_id, retries=retries, due_at=due_at, message=command.message)
    )
    if retries <= 0:
        code = "error.uncaught" if command.error_code else "handler.failed"
        failure = incident(code, handler=job.handler, message=command.message, error_code=command.error_code or "")
        run.raise_incident(job.activity_id, "job", failure, job.id)


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
