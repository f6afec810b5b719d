"""The only commit in the program: load the family, authorise, decide, record, all in one transaction."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec.structs import replace

from engine.errors import Conflict, NotFound, Rejected
from engine.handlers import Context, is_pure, result_of
from engine.identity.actor import Actor
from engine.kernel.decide import Decision, decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e
from engine.model.chain import canonical
from engine.runtime.access import authorise, authorise_task
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.store.loaded import Loaded
from engine.store.unit_of_work import UnitOfWork

Prepare = Callable[[UnitOfWork, World, dict[str, Loaded]], c.Command]
"""Turns a command into what the kernel carries out: forms validated, receivers found."""

AnyCommand = TypeVar("AnyCommand", bound=c.Command)

URGENT = (e.JobCreated, e.StepPaused, e.MessageSent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`job_ids`: jobs written by this command that can run at once; `has_timers`: a timer was armed."""

    answer: Any = None
    job_ids: tuple[str, ...] = ()
    has_timers: bool = False


def identified(command: AnyCommand) -> AnyCommand:
    """A command without an id gets one; only a sender that chose the id can ask again."""
    return command if command.command_id else replace(command, command_id=secrets.token_hex(16))


def root_of(global_id: str) -> str:
    """Every id inside a family begins with the id of its root."""
    return global_id.partition(".")[0]


def obey(services: Services, command: c.Command, actor: Actor, root_id: str, prepare: Prepare | None = None) -> Outcome:
    """Carry out a command on one family. Raises Rejected; nothing was written then."""
    authorise(actor, command)
    is_chosen = bool(command.command_id)
    command = identified(command)
    with services.store.write() as work:
        if is_chosen and work.answer(command.command_id) is not None:
            return Outcome()
        loaded = work.family(root_id)
        _reload_ended(work, loaded, command)
        _check_lease(work, command)
        _check_task(work, actor, command, loaded)
        world = world_of(services, work)
        decision = _decided(world, loaded, prepare(work, world, loaded) if prepare else command, actor)
        record(work, decision, loaded, root_id, command.command_id, actor, world)
        if is_chosen:
            work.remember(command.command_id, b"null", world.now)
    return outcome_of(decision)


def _decided(world: World, loaded: Mapping[str, Loaded], command: c.Command, actor: Actor) -> Decision:
    family = {instance_id: loaded[instance_id].instance for instance_id in sorted(loaded)}
    return decide(world, family, command, actor.user_id if actor.kind == "user" else None)


def record(
    work: UnitOfWork,
    decision: Decision,
    loaded: Mapping[str, Loaded],
    root_id: str,
    command_id: str,
    actor: Actor,
    world: World,
) -> None:
    """One commit for every instance in which something happened."""
    for instance_id, events in decision.events.items():
        work.record(
            instance_id,
            root_id,
            loaded.get(instance_id),
            events,
            after=decision.family[instance_id],
            command_id=command_id,
            actor=actor.ref,
            at=world.now,
        )


def outcome_of(decision: Decision, answer: Any = None) -> Outcome:
    written = [(instance_id, event) for instance_id, events in decision.events.items() for event in events]
    return Outcome(
        answer,
        tuple(f"{instance_id}.{event.job_id}" for instance_id, event in written if isinstance(event, URGENT)),
        any(isinstance(event, e.TimerScheduled | e.JobFailed) for _, event in written),
    )


def _reload_ended(work: UnitOfWork, loaded: dict[str, Loaded], command: c.Command) -> None:
    """A message thrown by an instance that has ended since is still delivered."""
    job_id = getattr(command, "job_id", None)
    instance_id = job_id.rpartition(".")[0] if job_id else None
    if instance_id and instance_id not in loaded:
        found = work.stored_instance(instance_id)
        if found is not None:
            loaded[instance_id] = found


def _check_lease(work: UnitOfWork, command: c.Command) -> None:
    """A worker whose lease ran out must not finish what another has begun."""
    fence: int | None = getattr(command, "fence", None)
    if fence is None:
        return
    job_id = str(getattr(command, "job_id", None) or getattr(command, "timer_id", ""))
    if not work.lease_valid(job_id, fence):
        raise Rejected("job.lease_lost", job=job_id)


def _check_task(work: UnitOfWork, actor: Actor, command: c.Command, loaded: Mapping[str, Loaded]) -> None:
    """Raises Forbidden, NotFound, or Conflict naming who was faster."""
    task_id = getattr(command, "task_id", None)
    if task_id is None and isinstance(command, c.ThrowTaskError | c.ThrowTaskEscalation):
        task_id = command.activity_id
    if task_id is None:
        return None
    instance_id, _, local_id = task_id.rpartition(".")
    found = loaded.get(instance_id)
    task = found.instance.user_tasks.get(local_id) if found else None
    if task is None:
        view = work.user_task(task_id)
        if view is None and isinstance(command, c.ThrowTaskError | c.ThrowTaskEscalation):
            return authorise_job(actor)
        if view is None:
            raise NotFound("task.unknown", task=task_id)
        if view.state == "completed":
            raise Conflict("task.completed_by", user=view.completed_by or "", task=task_id)
        raise Conflict("task.not_open", task=task_id)
    if isinstance(command, c.ClaimUserTask) and task.assignee not in (None, actor.user_id):
        raise Conflict("task.claimed_by", user=task.assignee, task=task_id)
    return authorise_task(actor, command, task)


def authorise_job(actor: Actor) -> None:
    """Reporting an error for a service task is the engine's or a worker's business."""
    if actor.kind == "user":
        raise NotFound("task.unknown", task="")


def world_of(services: Services, work: UnitOfWork) -> World:
    now = services.clock.now()
    pure = {name: _pure(handler, now) for name, handler in services.handlers.items() if is_pure(handler)}
    return World(now, services.env(now), Library(services.compiled, work), services.scripts, pure)


def _pure(handler: Any, now: Any) -> Any:
    """A pure handler as the kernel calls it."""

    def call(variables: Mapping[str, Any], *, instance_id: str, element_id: str, business_key: str | None) -> Any:
        context = Context(instance_id, element_id, f"{instance_id}/{element_id}", now, business_key)
        result = result_of(handler(variables, context))
        return result.variables, result.notices

    return call


def answer_text(answer: Any) -> bytes:
    return canonical(answer).encode()
