"""Jobs: the work of handlers, and what the engine itself does after a step."""

from datetime import datetime

from engine.kernel.evolve import owned
from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Instance, Job

STEP = "step"  # handler name of the job that goes on with a paused step
MESSAGE = "message"  # handler name of the job that delivers a thrown message
SIGNAL = "signal"  # and of the one that tells other families of a thrown signal

Gone = e.JobCancelled | e.StepContinued | e.MessageDelivered | e.SignalDelivered


def created(instance: Instance, event: e.JobCreated, at: datetime) -> None:
    _add(instance, Job(id=event.job_id, activity_id=event.activity_id, handler=event.handler, retries=event.attempts))


def completed(instance: Instance, event: e.JobCompleted, at: datetime) -> None:
    owned.gone(instance, instance.jobs.pop(event.job_id))
    waited(instance)


def failed(instance: Instance, event: e.JobFailed, at: datetime) -> None:
    instance.jobs[event.job_id].retries = event.retries


def retries_set(instance: Instance, event: e.JobRetriesSet, at: datetime) -> None:
    instance.jobs[event.job_id].retries = event.retries


def gone(instance: Instance, event: Gone, at: datetime) -> None:
    job = instance.jobs.pop(event.job_id, None)
    if job is not None:
        owned.gone(instance, job)


def step_paused(instance: Instance, event: e.StepPaused, at: datetime) -> None:
    _add_own(instance, event.job_id, STEP)
    instance.streak += 1
    instance.planned = max(instance.planned, event.planned)


def message_sent(instance: Instance, event: e.MessageSent, at: datetime) -> None:
    _add_own(instance, event.job_id, MESSAGE)


def signal_thrown(instance: Instance, event: e.SignalThrown, at: datetime) -> None:
    if event.job_id is not None:
        _add_own(instance, event.job_id, SIGNAL)


def _add_own(instance: Instance, job_id: str, handler: str) -> None:
    """Of the engine, for the instance as a whole."""
    _add(instance, Job(id=job_id, activity_id=PROCESS_SCOPE, handler=handler, retries=1))


def _add(instance: Instance, job: Job) -> None:
    number(instance, job.id)
    instance.jobs[job.id] = job
    owned.awaited(instance, job)
