"""Timers of many families that are due at the same time: fired in one transaction, since the commit is what costs.

All of them or none: when one cannot be fired, nothing was written, and each is tried by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from engine.identity.actor import TIMER
from engine.model import command as c
from engine.model.view import JobView
from engine.runtime.access import authorise
from engine.runtime.dispatch import identified, on_family
from engine.runtime.services import Services


@dataclass(frozen=True, slots=True)
class Fired:
    """`jobs` were written by them; `busy` were left alone, as somebody else works on their families."""

    jobs: tuple[JobView, ...] = ()
    busy: tuple[JobView, ...] = ()


def fire(services: Services, timers: Mapping[str, JobView]) -> Fired:
    """`timers` by root: of instances, claimed. Raises whatever one of them raises."""
    began = perf_counter()
    commands = {root: _command(services, job) for root, job in sorted(timers.items())}
    written: list[JobView] = []
    with services.store.write() as work:
        free = work.look_ahead({root: job.id for root, job in timers.items()})
        ours = {root: command for root, command in commands.items() if root in free}
        for root, command in ours.items():
            services.passing("begun", command)
            written += on_family(services, work, command, TIMER, root).jobs
            services.passing("recorded", command)
    for command in ours.values():
        services.passing("committed", command)
    if work.has_external_jobs:
        services.arrivals.ring()
    for _ in ours:
        services.observer(c.TriggerTimer.__name__, "obeyed", (perf_counter() - began) / len(ours))
    return Fired(tuple(written), tuple(job for root, job in timers.items() if root not in free))


def _command(services: Services, job: JobView) -> c.TriggerTimer:
    command = identified(c.TriggerTimer(timer_id=job.id, fence=job.fence))
    authorise(TIMER, command)
    services.passing("asked", command)
    return command
