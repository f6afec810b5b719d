"""What a job of each kind comes to: commands, the same as anybody else's."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from engine.errors import Conflict, Rejected, Unavailable
from engine.identity.actor import TIMER, WORKER
from engine.model import command as c
from engine.model.view import JobView
from engine.runtime import messages, service_tasks, signals
from engine.runtime.commands import execute
from engine.runtime.services import Services
from engine.store import jobs
from engine.store.busy import Busy
from engine.tracing import tracing_job

log = logging.getLogger(__name__)

Jobs = Sequence[JobView]
SUSPENDED = "instance.suspended"
ASK_AGAIN = timedelta(seconds=5)  # after which a message to a suspended instance is offered again


def carry_out(services: Services, job: JobView) -> Jobs:
    """The jobs that were written by it. A job that was overtaken meanwhile is no failure."""
    with tracing_job(job):
        try:
            return CARRY_OUT[job.kind](services, job)
        except (Busy, Unavailable) as trouble:  # not the job's fault: no try is used up
            log.warning("job %s (%s) is given back: %s", job.id, job.kind, trouble)
            jobs.release(services.store, [(job.id, job.fence)])
        except Rejected as rejection:
            if rejection.code == SUSPENDED:
                jobs.release(services.store, [(job.id, job.fence)], services.store.real_clock.now() + ASK_AGAIN)
            log.info("job %s (%s) was overtaken: %s", job.id, job.kind, rejection)
    return ()


def _timer(services: Services, job: JobView) -> Jobs:
    return execute(services, c.TriggerTimer(timer_id=job.id, fence=job.fence), TIMER).jobs


def _step(services: Services, job: JobView) -> Jobs:
    return execute(services, c.ContinueStep(job_id=job.id, fence=job.fence), WORKER).jobs


def _buffer(services: Services, job: JobView) -> Jobs:
    return execute(services, c.SettleBuffer(job_id=job.id, fence=job.fence), WORKER).jobs


def _handler(services: Services, job: JobView) -> Jobs:
    """Whatever a handler gives back and nobody can write down is its failure: no job is tried without end."""
    call = service_tasks.prepared(services, job)
    if call is None:
        return ()
    brought = service_tasks.made(call, job, services)
    try:
        return execute(services, brought, WORKER).jobs
    except Exception as failure:
        if isinstance(failure, Busy | Unavailable) or _is_overtaken(failure):
            raise
        return execute(services, service_tasks.failed(failure, job, services.clock.now()), WORKER).jobs


def _is_overtaken(failure: Exception) -> bool:
    return isinstance(failure, Rejected) and failure.code in ("job.lease_lost", "job.gone")


def _message(services: Services, job: JobView) -> Jobs:
    """The receiver first, by a command id of its own; then the sender learns of it."""
    receiver, written, waiting = received(services, job)
    name, element_id = (job.payload or {})["name"], job.element_id or ""
    done = c.DeliverMessage(
        job_id=job.id, fence=job.fence, receiver_id=receiver, name=name, element_id=element_id, waiting=waiting
    )
    return (*written, *execute(services, done, WORKER).jobs)


def received(services: Services, job: JobView) -> tuple[str | None, Jobs, int]:
    """The instance that got the message, the jobs that this wrote; None and how many waited, when several did."""
    payload = job.payload or {}
    with services.store.read() as reader:
        sender = reader.instance(job.instance_id)
    business_key = sender.business_key if sender else None
    for command in messages.delivery(payload["name"], payload.get("variables") or {}, job.id, business_key):
        try:
            outcome = execute(services, command, WORKER)
        except Busy:
            raise
        except Conflict as conflict:
            return None, (), int(conflict.params.get("count", 0))
        except Rejected as rejection:
            if rejection.code == SUSPENDED:  # it is the receiver, and will have the message later
                raise
            continue
        return outcome.answer, outcome.jobs, 0
    return None, (), 0


def _signal(services: Services, job: JobView) -> Jobs:
    """Everybody who waited, one by one; then the thrower learns how many they were."""
    payload = job.payload or {}
    with services.store.read() as reader:
        meant = signals.outside(reader, job)
    commands = signals.receptions(payload["name"], payload.get("variables") or {}, meant, job.id)
    told = signals.told(services, commands, WORKER)
    done = c.DeliverSignal(job_id=job.id, fence=job.fence, receivers=told.answer)
    return (*told.jobs, *execute(services, done, WORKER).jobs)


CARRY_OUT: dict[str, Callable[[Services, JobView], Jobs]] = {
    "timer": _timer,
    "step": _step,
    "handler": _handler,
    "message": _message,
    "buffer": _buffer,
    "signal": _signal,
}
