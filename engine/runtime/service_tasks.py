"""Jobs as their worker sees them: what to call with what, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.errors import BpmnError
from engine.handlers import Context, Handler, result_of
from engine.identity.actor import Actor
from engine.kernel.step import Run, Step
from engine.kernel.world import World
from engine.model import command as c
from engine.model.view import JobView
from engine.runtime.dispatch import Outcome, obey, root_of
from engine.runtime.library import Library
from engine.runtime.services import Services

JobCommand = c.CompleteJob | c.FailJob | c.ContinueStep


@dataclass(frozen=True, slots=True)
class Call:
    """A call to make outside every transaction."""

    handler: Handler
    variables: Mapping[str, Any]
    context: Context


def settle(services: Services, command: JobCommand, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.job_id))


def fire(services: Services, command: c.TriggerTimer, actor: Actor) -> Outcome:
    return obey(services, command, actor, root_of(command.timer_id))


def prepared(services: Services, job: JobView) -> Call | None:
    """The call that a job stands for; None when its instance has gone on without it."""
    handler = services.handlers.get(job.handler or "")
    with services.store.read() as reader:
        found = reader.stored_instance(job.instance_id)
        local_id = (job.activity_id or "").rpartition(".")[2]
        if found is None or local_id not in found.instance.activities:
            return None
        now = services.clock.now()
        world = World(now, services.env(now), Library(services.compiled, reader))
        run = Run(Step(world, {}), found.instance)
        element = run.element(run.activity(local_id))
        context = Context(
            instance_id=job.instance_id,
            element_id=element.id,
            idempotency_key=job.id,
            now=now,
            business_key=found.instance.business_key,
            attempt=job.fence,
            properties=element.properties,
        )
        variables = dict(run.names(local_id))
    return Call(handler or _unknown(job.handler or ""), variables, context)


def _unknown(name: str) -> Handler:
    def fail(variables: Mapping[str, Any], context: Context) -> None:
        raise LookupError(f"no handler is registered as {name}")

    return fail


def made(call: Call, job: JobView, now: datetime) -> c.Command:
    """Call the handler; whatever comes of it is a command. Never raises what the handler raises."""
    try:
        result = result_of(call.handler(call.variables, call.context))
    except BpmnError as error:
        return c.FailJob(
            job_id=job.id,
            fence=job.fence,
            message=error.message,
            error_code=error.code,
            variables=error.variables,
        )
    except Exception as failure:  # an author's function may fail in any way: tried again, then an incident
        return c.FailJob(
            job_id=job.id, fence=job.fence, message=f"{type(failure).__name__}: {failure}", retry_at=next_try(job, now)
        )
    return c.CompleteJob(job_id=job.id, fence=job.fence, variables=dict(result.variables), notices=list(result.notices))


def next_try(job: JobView, now: datetime) -> datetime:
    """The wait after this try, in the order that the diagram gives; the last one serves all later tries."""
    waits = job.waits or (10.0,)
    return now + timedelta(seconds=waits[min(job.fence, len(waits)) - 1])
