"""Jobs as their worker sees them: what to call with what, and what came of it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from engine.errors import BpmnError
from engine.handlers import Context, Handler
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import operation as o
from engine.model.view import JobView
from engine.runtime import start_timers
from engine.runtime.dispatch import Outcome, obey, root_of
from engine.runtime.retrying import patiently
from engine.runtime.services import Services
from engine.runtime.visible import seen_from
from engine.runtime.world import called, told

log = logging.getLogger(__name__)

JobCommand = c.CompleteJob | c.FailJob | c.ContinueStep
SPREAD = 0.1  # of a wait
LONGEST_SPREAD = 60.0  # seconds
WAIT = 10.0  # seconds before the next try, where the diagram says nothing


@dataclass(frozen=True, slots=True)
class Call:
    """A call to make outside every transaction."""

    handler: Handler
    variables: Mapping[str, Any]
    context: Context


def settle(services: Services, command: JobCommand, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.job_id))


def change(services: Services, command: o.SetJobRetries | o.SetJobPriority, actor: Actor) -> Outcome:
    """By a person."""
    outcome = obey(services, command, actor, root_of(command.job_id))
    services.arrivals.ring()
    return outcome


def fire(services: Services, command: c.TriggerTimer, actor: Actor) -> Outcome:
    """Of an instance, or one that begins an instance."""
    if start_timers.is_start_timer(command.timer_id):
        return start_timers.fire(services, command, actor)
    return obey(services, command, actor, root_of(command.timer_id))


def prepared(services: Services, job: JobView) -> Call | None:
    """The call that a job stands for; None when its instance has gone on without it."""
    return patiently(lambda: _prepared(services, job))


def _prepared(services: Services, job: JobView) -> Call | None:
    local_id = (job.activity_id or "").rpartition(".")[2]
    with services.store.glance() as reader:
        found = reader.stored_instance(job.instance_id)
        if found is None or local_id not in found.instance.activities:
            return None
        run = seen_from(services, reader, found.instance)
        element = run.element(run.activity(local_id))
        variables = dict(run.names(local_id))
    context = Context(
        instance_id=job.instance_id,
        element_id=element.id,
        idempotency_key=job.id,
        now=services.clock.now(),
        business_key=found.instance.business_key,
        attempt=attempt_of(job),
        properties=element.properties,
    )
    return Call(services.handlers.get(job.handler or "") or _unknown(job.handler or ""), variables, context)


def _unknown(name: str) -> Handler:
    def fail(variables: Mapping[str, Any], context: Context) -> None:
        raise LookupError(f"no handler is registered as {name}")

    return fail


def made(call: Call, job: JobView, services: Services) -> c.Command:
    """Call the handler; whatever comes of it is a command. Never raises: no interruption is meant for this thread."""
    try:
        result = called(call.handler, call.variables, call.context)
    except BpmnError as error:
        return _thrown(error, job)
    except BaseException as failure:
        return failed(failure, job, services.clock.now())
    return c.CompleteJob(job_id=job.id, fence=job.fence, variables=dict(result.variables), notices=list(result.notices))


def _thrown(error: BpmnError, job: JobView) -> c.FailJob:
    return c.FailJob(
        job_id=job.id, fence=job.fence, message=error.message, error_code=error.code, variables=error.variables
    )


def failed(failure: BaseException, job: JobView, now: datetime) -> c.FailJob:
    """Tried again after a while, and an incident in the end."""
    log.info("handler %s of job %s failed", job.handler, job.id, exc_info=failure)
    message = f"{type(failure).__name__}: {told(failure)}"
    return c.FailJob(job_id=job.id, fence=job.fence, message=message, retry_at=next_try(job, now))


def attempt_of(job: JobView) -> int:
    """1 for the first try; a try that was cut off by the end of its process is not counted."""
    return job.attempts - job.retries + 1


def next_try(job: JobView, now: datetime) -> datetime:
    """The wait after this try, in the order that the diagram gives; the last one serves all later tries.

    A little later, by the id of the job: what failed together, since something was down, does not come back together.
    """
    waits = job.waits or (WAIT,)
    wait = waits[min(attempt_of(job), len(waits)) - 1]
    return now + timedelta(seconds=wait + min(wait * SPREAD, LONGEST_SPREAD) * _fraction(job))


def _fraction(job: JobView) -> float:
    """From 0 to 1, always the same for the same try."""
    return crc32(f"{job.id} {job.retries}".encode()) / 2**32
