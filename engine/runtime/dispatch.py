"""The only commit in the program: load the family, authorise, decide, record, all in one transaction."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.kernel.decide import Decision, decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e
from engine.model.view import JobView
from engine.runtime import answers
from engine.runtime.phone import phone_in
from engine.runtime.services import Services
from engine.runtime.world import world_of
from engine.store.loaded import Loaded
from engine.store.lookahead import Wanted
from engine.store.unit_of_work import UnitOfWork

Family = Mapping[str, Loaded]
Prepare = Callable[[UnitOfWork, World, Family, Any], c.Command]
"""Checks a command on what it is about, and turns it into what the kernel carries out. Raises Rejected."""

TIMED = (e.TimerScheduled, e.JobFailed)

AnyCommand = TypeVar("AnyCommand", bound=c.Command)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`jobs`: written by this command, to be carried out at once, leased to this process."""

    answer: Any = None
    jobs: tuple[JobView, ...] = ()
    has_timers: bool = False


def once(
    services: Services,
    command: AnyCommand,
    carry_out: Callable[[UnitOfWork, AnyCommand], Outcome],
    root_id: str | None = None,
) -> Outcome:
    """In one transaction. A command whose sender chose its id gets the same answer again, and is carried out once.

    `root_id`: the family that it is about.
    """
    is_chosen = bool(command.command_id)
    command = identified(command)
    services.passing("asked", command)
    try:
        with services.store.write() as work:
            services.passing("begun", command)
            work.look_up(wanted_by(command, root_id, is_chosen=is_chosen))
            known = work.answer(command.command_id) if is_chosen else None
            if known is not None:
                return Outcome(answers.read(command, known))
            outcome = carry_out(work, command)
            services.passing("recorded", command)
            if is_chosen:
                work.remember(command.command_id, answers.written(outcome.answer), services.clock.now())
        services.passing("committed", command)
        if work.has_external_jobs:
            services.arrivals.ring()
    except UnicodeEncodeError:  # half of a surrogate pair: no text that anything could keep
        raise Rejected("command.bad_text") from None
    return outcome


def wanted_by(command: c.Command, root_id: str | None, *, is_chosen: bool) -> Wanted:
    """What it is going to ask for; `is_chosen`: its id is its sender's."""
    command_id = command.command_id if is_chosen else None
    return Wanted(command_id, root_id, _fenced_job(command), _filled_in(command), _called_from(command))


def identified(command: AnyCommand) -> AnyCommand:
    """A command without an id gets one; only a sender that chose the id can ask again."""
    return command if command.command_id else replace(command, command_id=secrets.token_hex(16))


def root_of(global_id: str) -> str:
    """Every id inside a family begins with the id of its root."""
    return global_id.partition(".")[0]


def obey(services: Services, command: c.Command, actor: Actor, root_id: str, prepare: Prepare | None = None) -> Outcome:
    """Carry out a command on one family. Raises Rejected; nothing was written then."""
    return once(
        services, command, lambda work, known: on_family(services, work, known, actor, root_id, prepare), root_id
    )


def on_family(
    services: Services,
    work: UnitOfWork,
    command: c.Command,
    actor: Actor,
    root_id: str,
    prepare: Prepare | None = None,
) -> Outcome:
    """The same inside a transaction that has begun."""
    loaded = work.family(root_id)
    services.passing("loaded", command)
    _reload_ended(work, loaded, command)
    _check_lease(work, command)
    world = world_of(services, work, loaded)
    command = prepare(work, world, loaded, command) if prepare else command
    return recorded(services, work, world, loaded, command, actor)


def recorded(
    services: Services, work: UnitOfWork, world: World, loaded: Family, command: c.Command, actor: Actor
) -> Outcome:
    """Decide, and write one commit for every instance in which something happened."""
    family = {instance_id: loaded[instance_id].instance for instance_id in sorted(loaded)}
    decision = decide(world, family, command, actor.user_id if actor.kind == "user" else None)
    services.passing("decided", command)
    for instance_id, events in decision.events.items():
        work.record(
            instance_id,
            root_of(instance_id),
            loaded.get(instance_id),
            events,
            after=decision.family[instance_id],
            command_id=command.command_id,
            actor=actor.ref,
            at=world.now,
            zone=world.env.zone,
        )
    jobs = work.take_new_jobs(services.owner, services.lease)
    has_timers = _look_ahead(work, decision, world.now)
    jobs += work.take_new_jobs(services.owner, services.lease)  # of messages that were kept
    return Outcome(None, tuple(jobs), has_timers)


def _look_ahead(work: UnitOfWork, decision: Decision, now: datetime) -> bool:
    """Whoever begins to wait for a message may find it kept. True when a time was set at which something is due."""
    has_timers = False
    for instance_id, events in decision.events.items():
        for event in events:
            if isinstance(event, TIMED):
                has_timers = True
            elif isinstance(event, e.SubscriptionOpened) and event.kind == "message" and work.is_kept(event.name):
                work.put_match(event.name, f"{instance_id}.{event.subscription_id}", now)
    return has_timers


def _reload_ended(work: UnitOfWork, loaded: dict[str, Loaded], command: c.Command) -> None:
    """A message thrown by an instance that has ended since is still delivered."""
    held = getattr(command, "job_id", None) or getattr(command, "incident_id", None)
    instance_id = held.rpartition(".")[0] if held else None
    if instance_id and instance_id not in loaded:
        found = work.stored_instance(instance_id)
        if found is not None:
            loaded[instance_id] = found


def _check_lease(work: UnitOfWork, command: c.Command) -> None:
    """A worker whose lease ran out must not finish what another has begun."""
    job_id = _fenced_job(command)
    if job_id is not None and not work.lease_valid(job_id, command.fence):  # type: ignore[attr-defined]
        raise Rejected("job.lease_lost", job=job_id)


def _fenced_job(command: c.Command) -> str | None:
    """The job that the command brings the result of, by a worker's lease."""
    if getattr(command, "fence", None) is None:
        return None
    return str(getattr(command, "job_id", None) or getattr(command, "timer_id", ""))


def _filled_in(command: c.Command) -> str | None:
    """The user task whose form the command brings."""
    return command.task_id if isinstance(command, c.CompleteUserTask) and command.is_form else None


def _called_from(command: c.Command) -> str | None:
    """The phone number that a case begins with."""
    return phone_in(command.variables) or None if isinstance(command, c.StartInstance) else None
