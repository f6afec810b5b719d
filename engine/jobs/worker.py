"""Carries out due jobs: timers, handlers, paused steps, thrown messages. Exactly once inside the engine."""

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable

from engine.errors import Conflict, Rejected
from engine.identity.actor import TIMER, WORKER
from engine.model import command as c
from engine.model.view import JobView
from engine.runtime import messages, service_tasks
from engine.runtime.commands import execute
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services
from engine.store import jobs

log = logging.getLogger(__name__)

LEASE = 60.0  # seconds of real time
PATIENCE = 2.0  # seconds that a caller waits for the jobs of its own command


class Worker:
    """One per process; safe to use from several threads."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._owner = secrets.token_hex(8)

    def run_once(self, limit: int = 20) -> int:
        """Claim what is due now and carry it out, in the order of due times; how many there were."""
        now = self._services.clock.now()
        claimed = jobs.claim(self._services.store, now, self._owner, limit, LEASE)
        for job in claimed:
            self._run(job)
        return len(claimed)

    def settle(self) -> None:
        """Until nothing is due."""
        while self.run_once():
            pass

    def follow_up(self, job_ids: Iterable[str], patience: float = PATIENCE) -> None:
        """Carry out the jobs that a command has just written, and theirs; what takes longer is left to the ticker."""
        waiting, until = deque(job_ids), time.monotonic() + patience
        while waiting and time.monotonic() < until:
            job = jobs.claim_one(self._services.store, waiting.popleft(), self._owner, LEASE)
            if job is not None:
                waiting += self._run(job)

    def _run(self, job: JobView) -> tuple[str, ...]:
        """Ids of the jobs that this one wrote. A job that was overtaken meanwhile is no failure."""
        try:
            return RUN[job.kind](self._services, job).job_ids
        except Rejected as rejection:
            log.info("job %s (%s) was overtaken: %s", job.id, job.kind, rejection)
        except Exception:
            log.exception("job %s (%s) failed; it is tried again when its lease ends", job.id, job.kind)
        return ()


def _timer(services: Services, job: JobView) -> Outcome:
    return execute(services, c.TriggerTimer(timer_id=job.id, fence=job.fence), TIMER)


def _step(services: Services, job: JobView) -> Outcome:
    return execute(services, c.ContinueStep(job_id=job.id, fence=job.fence), WORKER)


def _handler(services: Services, job: JobView) -> Outcome:
    call = service_tasks.prepared(services, job)
    if call is None:
        return Outcome()
    return execute(services, service_tasks.made(call, job, services.clock.now()), WORKER)


def _message(services: Services, job: JobView) -> Outcome:
    """The receiver first, by a command id of its own; then the sender learns of it."""
    payload = job.payload or {}
    receiver: str | None = None
    job_ids: tuple[str, ...] = ()
    with services.store.read() as reader:
        sender = reader.instance(job.instance_id)
    business_key = sender.business_key if sender else None
    for command in messages.delivery(payload["name"], payload.get("variables") or {}, job.id, business_key):
        try:
            outcome = execute(services, command, WORKER)
        except Conflict:
            break
        except Rejected:
            continue
        receiver, job_ids = outcome.answer, outcome.job_ids
        break
    done = c.DeliverMessage(job_id=job.id, fence=job.fence, receiver_id=receiver)
    return Outcome(None, (*job_ids, *execute(services, done, WORKER).job_ids))


RUN: dict[str, Callable[[Services, JobView], Outcome]] = {
    "timer": _timer,
    "step": _step,
    "handler": _handler,
    "message": _message,
}
