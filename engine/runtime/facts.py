"""Facts of the `system` stream: users, the clock, calendars."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

STREAM = "system"
Facts = tuple[list[e.Event], Any]
Change = Callable[[UnitOfWork], Facts]
"""Reads what is so far; answers the facts, and the answer. Raises Rejected."""


def note(services: Services, command: c.Command, actor: Actor, change: Change, at: datetime | None = None) -> Outcome:
    """One after the other: each change sees what the one before it has written. `at` None: now."""

    def carry_out(work: UnitOfWork, known: c.Command) -> Outcome:
        work.head(STREAM)
        events, answer = change(work)
        record(services, work, known, actor, events, at)
        return Outcome(answer)

    return once(services, command, carry_out)


def record(
    services: Services,
    work: UnitOfWork,
    command: c.Command,
    actor: Actor,
    events: list[e.Event],
    at: datetime | None = None,
) -> None:
    """One commit of the stream."""
    now = at or services.clock.now()
    work.record(STREAM, None, None, events, after=None, command_id=command.command_id, actor=actor.ref, at=now)
