"""Messages that nobody waited for yet: kept for their time, first in first out, and given to whoever comes to wait.

Opening a subscription and keeping a message exclude each other for one name, so that neither misses the other.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from engine.errors import Conflict, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.view import BufferedMessageView, JobView
from engine.runtime import correlation
from engine.runtime.dispatch import Outcome, on_family, once, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork, stream_of

LONGEST = 366 * 24 * 3600.0  # seconds that a message may wait
MOST = 10_000  # messages that wait under one name


def keep(services: Services, work: UnitOfWork, command: c.CorrelateMessage, actor: Actor) -> None:
    """Raises Rejected for a time that is none, or when too many wait already."""
    if not 0 < (command.time_to_live or 0) <= LONGEST:
        raise Rejected("message.bad_time_to_live", seconds=command.time_to_live)
    if work.kept_count(command.name, MOST) >= MOST:
        raise Rejected("message.buffer_full", name=command.name, most=MOST)
    now = services.clock.now()
    kept = e.MessageBuffered(
        message_id=f"message/{command.command_id}",
        name=command.name,
        variables=command.variables,
        business_key=command.business_key,
        correlation_key=command.correlation_key,
        correlation_keys=command.correlation_keys,
        local_correlation_keys=command.local_correlation_keys,
        expires_at=now + timedelta(seconds=command.time_to_live or 0),
    )
    _record(services, work, command, actor, command.name, kept)


def settle(services: Services, command: c.SettleBuffer, actor: Actor) -> Outcome:
    """Give away what somebody waits for now, end the wait of what has waited long enough."""
    return once(services, command, lambda work, known: _settled(services, work, known, actor))


def _settled(services: Services, work: UnitOfWork, command: c.SettleBuffer, actor: Actor) -> Outcome:
    job = work.job(command.job_id)
    if job is None:
        raise Rejected("job.gone", job=command.job_id)
    if not work.lease_valid(job.id, command.fence):
        raise Rejected("job.lease_lost", job=job.id)
    name, now = str((job.payload or {})["name"]), services.clock.now()
    jobs: list[JobView] = []
    for message in work.kept_messages(name):
        if message.expires_at <= now:
            _record(services, work, command, actor, name, e.BufferedMessageExpired(message_id=message.id))
            continue
        outcome = _given(services, work, message, command, actor)
        if outcome is not None:
            gone = e.BufferedMessageDelivered(message_id=message.id, receiver_id=outcome.answer)
            _record(services, work, command, actor, name, gone)
            jobs += outcome.jobs
    work.drop_job(job.id)
    return Outcome(None, tuple(jobs), has_timers=True)


def _given(
    services: Services, work: UnitOfWork, message: BufferedMessageView, command: c.SettleBuffer, actor: Actor
) -> Outcome | None:
    """To the longest waiting of those that fit; None when nobody takes it."""
    for found in _receptions(work, message, command):
        try:
            outcome = on_family(services, work, found, actor, root_of(found.subscription_id or ""))
        except Conflict:
            raise
        except Rejected:  # suspended, say: the next one may take it
            continue
        instance_id = (found.subscription_id or "").rpartition(".")[0]
        return Outcome(instance_id, outcome.jobs, outcome.has_timers)
    return None


def _receptions(
    work: UnitOfWork, message: BufferedMessageView, command: c.SettleBuffer
) -> Iterator[c.CorrelateMessage]:
    sent = c.CorrelateMessage(
        command_id=command.command_id,
        name=message.name,
        business_key=message.business_key,
        correlation_key=message.correlation_key,
        **message.body,
    )
    for each in correlation.receivers(work, sent):
        yield replace(sent, subscription_id=each.id)


def _record(services: Services, work: UnitOfWork, command: c.Command, actor: Actor, name: str, event: e.Event) -> None:
    work.record(
        stream_of(name),
        None,
        None,
        [event],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )
