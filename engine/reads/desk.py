"""What somebody keeps at the desk for themselves, and who sits beside them."""

from collections.abc import Collection
from typing import Any

from engine.errors import Forbidden
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.identity.role import PERMISSIONS, Role
from engine.model.view import SavedFilter, UserView
from engine.reads.base import Reads
from engine.runtime import access, presence
from engine.store.reader import Reader


class DeskReads(Reads):
    def draft(self, actor: Actor, task_id: str) -> dict[str, Any]:
        """What the actor left in the form of a task; empty when there is nothing."""
        with self._services.store.read() as reader:
            return reader.draft(task_id, actor.user_id)

    def others_at(self, actor: Actor, task_ids: Collection[str]) -> dict[str, list[str]]:
        """Who else has these tasks open just now; for whoever works, of tasks that they see."""
        if not actor.has(P.TASK_WORK):
            return {}
        with self._services.store.read() as reader:
            found = presence.others(self._services, reader, actor, task_ids)
            return {task_id: users for task_id, users in found.items() if users and _sees(reader, actor, task_id)}

    def saved_filters(self, actor: Actor, page: str) -> list[SavedFilter]:
        """One's own, by name."""
        with self._services.store.read() as reader:
            return reader.saved_filters(actor.user_id, page)

    def colleagues(self, actor: Actor) -> list[UserView]:
        """Who can be handed work; for whoever works."""
        actor.require(P.TASK_WORK)
        with self._services.store.read() as reader:
            users = [user for user in reader.users() if user.is_active and user.id != actor.user_id]
        return [user for user in users if any(P.TASK_WORK in PERMISSIONS[Role(role)] for role in user.roles)]


def _sees(reader: Reader, actor: Actor, task_id: str) -> bool:
    task = reader.user_task(task_id)
    if task is None:
        return False
    try:
        access.see_task(actor, task, reader)
    except Forbidden:
        return False
    return True
