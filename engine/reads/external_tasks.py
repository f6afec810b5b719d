"""Lists of external tasks, for the workers of their topics and for those who mend what is stuck."""

from collections.abc import Collection

from engine.errors import Forbidden, NotFound
from engine.identity.actor import ANY_TOPIC, Actor
from engine.identity.permission import Permission as P
from engine.model.external_task import ExternalTaskFilter, ExternalTaskView
from engine.model.view import Page
from engine.reads.base import Reads, bounded
from engine.store.reader import Reader

FURTHEST = 10_000  # rows to skip


class ExternalTaskReads(Reads):
    def external_tasks(
        self,
        actor: Actor,
        wanted: ExternalTaskFilter,
        *,
        sort: str = "id",
        is_descending: bool = False,
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """Of ExternalTaskView, of the actor's topics; of all for whoever sees incidents."""
        topics = _topics(actor)
        with self._services.store.read() as reader:
            real_now = self._services.store.real_clock.now()
            return reader.external_tasks(
                wanted,
                real_now,
                topics=topics,
                sort=sort,
                is_descending=is_descending,
                offset=min(max(offset, 0), FURTHEST),
                limit=bounded(limit) if limit > 0 else 0,
            )

    def external_task(self, actor: Actor, task_id: str) -> ExternalTaskView:
        with self._services.store.read() as reader:
            return _seen_task(reader, actor, task_id)

    def external_task_error(self, actor: Actor, task_id: str) -> str:
        """What the worker said of the last failure, at length."""
        with self._services.store.read() as reader:
            _seen_task(reader, actor, task_id)
            return reader.error_details(task_id) or ""


def _seen_task(reader: Reader, actor: Actor, task_id: str) -> ExternalTaskView:
    topics, task = _topics(actor), reader.external_task(task_id)
    if task is None:
        raise NotFound("external.unknown", task=task_id)
    if topics is not None and task.topic not in topics:
        raise Forbidden("external.topic_forbidden", topic=task.topic)
    return task


def _topics(actor: Actor) -> Collection[str] | None:
    """None: every one. Raises Forbidden for who has nothing to do with them."""
    if actor.has(P.INCIDENT_READ) or ANY_TOPIC in actor.topics:
        return None
    if not actor.topics:
        raise Forbidden("external.no_topics")
    return actor.topics
