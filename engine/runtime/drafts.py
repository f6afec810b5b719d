"""Half-filled forms: no facts, so in no history; only for whoever has the task, and gone when it has ended."""

from typing import Any

import msgspec

from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LARGEST = 256 * 1024  # bytes as JSON


def save(services: Services, command: c.SaveDraft, actor: Actor) -> Outcome:
    """Raises Conflict for a task that has ended, Forbidden for somebody else's."""
    if _size(command.variables) > LARGEST:
        raise Rejected("draft.too_large")

    def carry_out(work: UnitOfWork, known: c.SaveDraft) -> Outcome:
        task = work.user_task(known.task_id)
        if task is None:
            raise NotFound("task.unknown", task=known.task_id)
        if task.assignee != actor.user_id:
            raise Forbidden("task.not_yours", assignee=task.assignee or "")
        if task.state != "open":
            raise Conflict("task.not_open", task=known.task_id)
        work.put_draft(known.task_id, actor.user_id, known.variables, services.clock.now())
        return Outcome()

    return once(services, command, carry_out)


def _size(variables: dict[str, Any]) -> int:
    try:
        return len(msgspec.json.encode(variables))
    except UnicodeEncodeError:
        raise Rejected("command.bad_text") from None
