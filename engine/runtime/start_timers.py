"""Timer start events: armed for the latest version of a process, as jobs that belong to no instance.

A version that is deployed replaces the timers of the one before it. A timer that comes to fire late begins one
instance for all the times that it missed, and goes on with the next time after now.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from engine.errors import EngineError, IncidentError, Rejected
from engine.expr.expression import Env
from engine.identity.actor import Actor
from engine.kernel import cycle, timers
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import StartEvent
from engine.model.view import JobView
from engine.runtime import start
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

SEPARATOR = "/"  # in the id of the job; no instance id has one
OVERTAKEN = ("timer.gone", "job.lease_lost")


def is_start_timer(timer_id: str) -> bool:
    return SEPARATOR in timer_id


def armed(definition_id: str, starts: Iterable[StartEvent], env: Env) -> list[e.StartTimerScheduled]:
    """The timers of a version. Raises EngineError for one that cannot be told without an instance."""
    return [scheduled for each in starts for scheduled in _scheduled(definition_id, each, env)]


def due_times(event: StartEvent, env: Env) -> list[datetime]:
    """Of a version that would be deployed now. Raises EngineError; ValueError for a priority that is no number."""
    return [each.due_at for each in _scheduled("", event, env)]


def _scheduled(definition_id: str, event: StartEvent, env: Env) -> Iterator[e.StartTimerScheduled]:
    """A multiple event may have several timers; those of a parallel one are waited for in the instance."""
    for part, trigger in enumerate(event.trigger.each):
        if trigger.timer is None or event.trigger.is_parallel:
            continue
        value = trigger.timer.value.evaluate({}, env)
        end = None if trigger.timer.end is None else trigger.timer.end.evaluate({}, env)
        planned = timers.plan(trigger.timer, value, env.now, env.zone, end)
        if planned is None:
            raise IncidentError("timer.over", element=event.id)
        due_at, remaining, repeats_by = planned
        yield e.StartTimerScheduled(
            job_id=f"{definition_id}{SEPARATOR}{event.id}" + (f"{SEPARATOR}{part}" if part else ""),
            definition_id=definition_id,
            element_id=event.id,
            due_at=due_at,
            remaining=remaining,
            cycle=repeats_by,
            priority=int(event.job_priority.evaluate({}, env)) if event.job_priority is not None else 0,
        )


def replaced(reader: Reader, stream: str) -> list[e.Event]:
    """The timers of the version before, which are over."""
    return [e.StartTimerCancelled(job_id=each.id) for each in reader.start_timers(stream)]


def of_version(reader: Reader, stream: str, definition_id: str) -> list[str]:
    """Jobs of the timers of one version, in the order of their ids."""
    found = reader.start_timers(stream)
    return sorted(each.id for each in found if (each.payload or {})["definition_id"] == definition_id)


def fire(services: Services, command: c.TriggerTimer, actor: Actor) -> Outcome:
    """Answers the instance that was begun. When none can begin, that is written down, and the timer goes on."""
    try:
        return once(services, command, lambda work, known: _fired(services, work, known, actor))
    except Rejected as rejection:
        if rejection.code in OVERTAKEN:
            raise
        failure = rejection
    return once(services, command, lambda work, known: _passed_over(services, work, known, actor, failure))


def _fired(services: Services, work: UnitOfWork, command: c.TriggerTimer, actor: Actor) -> Outcome:
    timer = _due(work, command)
    key, _, version = (timer.payload or {})["definition_id"].rpartition(":")
    starting = c.StartInstance(
        command_id=command.command_id, key=key, version=int(version), element_id=timer.element_id
    )
    outcome = start.begin(services, work, starting, actor)
    _record(services, work, command, actor, timer, instance_id=outcome.answer)
    return Outcome(outcome.answer, outcome.jobs, True)


def _passed_over(
    services: Services, work: UnitOfWork, command: c.TriggerTimer, actor: Actor, failure: EngineError
) -> Outcome:
    _record(services, work, command, actor, _due(work, command), code=failure.code, params=dict(failure.params))
    return Outcome(None, has_timers=True)


def _due(work: UnitOfWork, command: c.TriggerTimer) -> JobView:
    """Its process is locked first, as a deployment does. Raises Rejected when the timer is gone, or another's."""
    found = work.job(command.timer_id)
    if found is None:
        raise Rejected("timer.gone", timer=command.timer_id)
    work.head(found.root_id)
    timer = work.job(command.timer_id)
    if timer is None:
        raise Rejected("timer.gone", timer=command.timer_id)
    if command.fence is not None and not work.lease_valid(timer.id, command.fence):
        raise Rejected("job.lease_lost", job=timer.id)
    return timer


def _record(
    services: Services,
    work: UnitOfWork,
    command: c.TriggerTimer,
    actor: Actor,
    timer: JobView,
    *,
    instance_id: str | None = None,
    code: str | None = None,
    params: dict[str, object] | None = None,
) -> None:
    now = services.clock.now()
    following, missed = _following(timer, now, services.env(now))
    fired = e.StartTimerFired(
        job_id=timer.id,
        element_id=timer.element_id or "",
        instance_id=instance_id,
        missed=missed,
        code=code,
        params={name: str(value) for name, value in (params or {}).items()},
    )
    work.record(
        timer.root_id,
        None,
        None,
        [fired, *following],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=now,
    )


def _following(timer: JobView, now: datetime, env: Env) -> tuple[list[e.Event], int]:
    """The timer armed again, when its cycle goes on; and how many times were missed since it was due."""
    payload = timer.payload or {}
    repeats_by, remaining = payload["cycle"], payload["remaining"]
    if repeats_by is None or remaining == 0:
        return [], 0
    due_at, missed = next_time(repeats_by, timer.due_at, now, env)
    if due_at is None or (remaining is not None and missed >= remaining):
        return [], missed if remaining is None else min(missed, remaining)
    again = e.StartTimerScheduled(
        job_id=timer.id,
        definition_id=payload["definition_id"],
        element_id=timer.element_id or "",
        due_at=due_at,
        remaining=None if remaining is None else remaining - 1 - missed,
        cycle=repeats_by,
        priority=timer.priority,
    )
    return [again], missed


def next_time(repeats_by: str, due_at: datetime, now: datetime, env: Env) -> tuple[datetime | None, int]:
    """The first time after now, and how many times lie between; of a cron text those are not counted."""
    if not cycle.is_duration(repeats_by):
        return cycle.following(repeats_by, due_at, now, env.zone), 0
    missed = _whole_beats(repeats_by, due_at, now)
    following = cycle.following(repeats_by, due_at + missed * cycle.length(repeats_by), now, env.zone)
    while following is not None and following <= now:
        missed, following = missed + 1, cycle.following(repeats_by, following, now, env.zone)
    return following, missed


def _whole_beats(repeats_by: str, due_at: datetime, now: datetime) -> int:
    """How many times a fixed length fits before now and the end; months are gone through one by one."""
    length, end = cycle.length(repeats_by), cycle.parts(repeats_by).end
    latest = now if end is None else min(now, end)
    return max(0, (latest - due_at) // length) if length else 0
