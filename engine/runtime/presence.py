"""Who has a task open just now, so that two do not begin the same work. No fact, so in no history; it keeps nobody out.

Told by real time: a page says again and again that it is still there, and is forgotten when it says so no more.
"""

from collections.abc import Collection
from datetime import timedelta

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model import command as c
from engine.model.view import UserTaskView
from engine.runtime.access import see_task
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services
from engine.store.reader import Reader

FRESH = timedelta(seconds=15)  # who was seen then is not written down again
FORGOTTEN = timedelta(seconds=75)  # three times what a page waits


def note(services: Services, command: c.NotePresence, actor: Actor) -> Outcome:
    """Answers the ids of the others who have it open. Raises Forbidden, NotFound."""
    actor.require(P.TASK_WORK)
    now = services.store.real_clock.now()
    with services.store.read() as reader:
        task = _seen_task(reader, actor, command.task_id)
        seen = reader.present([task.id], now - FORGOTTEN).get(task.id, {})
    since = seen.pop(actor.user_id, None)
    is_fresh = since is not None and since > now - FRESH
    if command.is_leaving and since is not None:
        with services.store.write() as work:
            work.delete_presence(task.id, actor.user_id)
    elif not command.is_leaving and not is_fresh and task.state == "open":
        with services.store.write() as work:
            work.put_presence(task.id, actor.user_id, now, now - FORGOTTEN)
    return Outcome(sorted(seen))


def _seen_task(reader: Reader, actor: Actor, task_id: str) -> UserTaskView:
    task = reader.user_task(task_id)
    if task is None:
        raise NotFound("task.unknown", task=task_id)
    see_task(actor, task, reader)
    return task


def others(services: Services, reader: Reader, actor: Actor, task_ids: Collection[str]) -> dict[str, list[str]]:
    """Of tasks that the actor sees: who else has them open."""
    since = services.store.real_clock.now() - FORGOTTEN
    found = reader.present(task_ids, since) if task_ids else {}
    return {task_id: sorted(seen.keys() - {actor.user_id}) for task_id, seen in found.items()}
