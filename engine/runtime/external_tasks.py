"""External tasks: fetched by workers outside, who bring back what came of them under the lock that they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.errors import Forbidden, NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.world import World
from engine.model import command as c
from engine.model import external_task as x
from engine.runtime.dispatch import Family, Outcome, obey, once, root_of
from engine.runtime.services import Services
from engine.runtime.visible import seen_from
from engine.store import external_tasks
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

LONGEST_LOCK = 86_400.0  # seconds
MOST = 1000  # tasks of one fetch
LONGEST_NAME = 255  # of a worker

WorkerCommand = x.CompleteExternalTask | x.FailExternalTask | x.ThrowExternalTaskError


def check_request(actor: Actor, request: x.FetchRequest) -> None:
    """Raises Forbidden for a topic that is not the worker's, Rejected for what makes no sense."""
    for each in request.topics:
        check_topic(actor, each.topic)
        check_lock(each.seconds)
    if not request.topics:
        raise Rejected("external.no_topic")
    if not 0 < request.limit <= MOST:
        raise Rejected("external.bad_limit", limit=request.limit, most=MOST)
    if not 0 < len(request.worker_id) <= LONGEST_NAME:
        raise Rejected("external.bad_worker", longest=LONGEST_NAME)


def check_topic(actor: Actor, topic: str) -> None:
    if not actor.works_on(topic):
        raise Forbidden("external.topic_forbidden", topic=topic)


def check_lock(seconds: float) -> None:
    if not 0 < seconds <= LONGEST_LOCK:
        raise Rejected("external.bad_lock", seconds=seconds, longest=LONGEST_LOCK)


def fetch(services: Services, request: x.FetchRequest) -> list[x.LockedTask]:
    """What is due now and free, locked for the worker. For a request that was checked."""
    with services.store.write() as work:
        ids = external_tasks.fetch(work, request, services.clock.now(), services.store.real_clock.now())
        asked = {each.topic: each for each in reversed(request.topics)}
        found = [work.external_task(task_id) for task_id in ids]
        return [_locked(services, work, task, asked[task.topic]) for task in found if task is not None]


def _locked(services: Services, reader: Reader, task: x.ExternalTaskView, asked: x.TopicRequest) -> x.LockedTask:
    found = reader.stored_instance(task.instance_id)
    local_id = task.activity_id.rpartition(".")[2]
    if found is None or local_id not in found.instance.activities:
        return x.LockedTask(task=task)
    run = seen_from(services, reader, found.instance)
    names: Mapping[str, Any] = run.activity(local_id).variables if asked.is_local else run.names(local_id)
    variables = {name: names[name] for name in names if asked.variables is None or name in asked.variables}
    return x.LockedTask(task=task, variables=variables, properties=dict(run.element(run.activity(local_id)).properties))


@dataclass(frozen=True, slots=True)
class Held:
    task: x.ExternalTaskView
    fence: int


def held(work: UnitOfWork, actor: Actor, task_id: str, worker_id: str) -> Held:
    """The task, when this worker locked it last. Raises NotFound, Forbidden, Rejected `external.not_locked`."""
    lease = work.lease_of(task_id)
    task = work.external_task(task_id)
    if lease is None or task is None:
        raise NotFound("external.unknown", task=task_id)
    check_topic(actor, task.topic)
    fence, owner = lease
    if owner != worker_id:
        raise Rejected("external.not_locked", task=task_id, worker=worker_id)
    return Held(task, fence)


def settle(services: Services, command: WorkerCommand, actor: Actor) -> Outcome:
    """What a worker brings becomes what a handler here would have brought."""

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: WorkerCommand) -> c.Command:
        job = held(work, actor, known.task_id, known.worker_id)
        if isinstance(known, x.CompleteExternalTask):
            return _completed(known, job.fence)
        if isinstance(known, x.FailExternalTask):
            return _failed(known, job.fence, world)
        return _thrown(known, job.fence)

    return obey(services, command, actor, root_of(command.task_id), prepare)


def _completed(known: x.CompleteExternalTask, fence: int) -> c.Command:
    return c.CompleteJob(
        command_id=known.command_id,
        job_id=known.task_id,
        fence=fence,
        variables=known.variables,
        local_variables=known.local_variables,
    )


def _failed(known: x.FailExternalTask, fence: int, world: World) -> c.Command:
    return c.FailJob(
        command_id=known.command_id,
        job_id=known.task_id,
        fence=fence,
        message=known.message,
        details=known.details,
        retries=known.retries,
        retry_at=world.now + timedelta(seconds=known.retry_after),
        variables=known.variables,
        local_variables=known.local_variables,
    )


def _thrown(known: x.ThrowExternalTaskError, fence: int) -> c.Command:
    return c.FailJob(
        command_id=known.command_id,
        job_id=known.task_id,
        fence=fence,
        message=known.message,
        error_code=known.code,
        variables=known.variables,
    )


def extend(services: Services, command: x.ExtendExternalTaskLock, actor: Actor) -> Outcome:
    """Counts from now. A lock is no fact of a case: no event."""
    check_lock(command.seconds)

    def carry_out(work: UnitOfWork, known: x.ExtendExternalTaskLock) -> Outcome:
        task = held(work, actor, known.task_id, known.worker_id).task
        until = services.store.real_clock.now() + timedelta(seconds=known.seconds)
        external_tasks.hold(work, task.id, known.worker_id, until)
        return Outcome()

    return once(services, command, carry_out)


def unlock(services: Services, command: x.UnlockExternalTask, actor: Actor) -> Outcome:
    """By anybody who works on its topic, or who mends what is stuck."""

    def carry_out(work: UnitOfWork, known: x.UnlockExternalTask) -> Outcome:
        lease, task = work.lease_of(known.task_id), work.external_task(known.task_id)
        if lease is None or task is None:
            raise NotFound("external.unknown", task=known.task_id)
        if not actor.has(P.INCIDENT_RESOLVE):
            check_topic(actor, task.topic)
        external_tasks.hold(work, task.id, None, None)
        return Outcome()

    outcome = once(services, command, carry_out)
    services.arrivals.ring()
    return outcome
