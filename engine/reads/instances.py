"""Instances: lists, what runs in them, what they hold and what they wait for."""

from collections.abc import Sequence
from typing import Any

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.ad_hoc import choices
from engine.kernel.step import Run
from engine.model.search import Condition
from engine.model.view import (
    ActivityView,
    Choice,
    IncidentView,
    InstanceView,
    JobView,
    Page,
    SubscriptionView,
    Undoable,
    UserTaskView,
)
from engine.reads.base import LARGEST_PAGE, Reads, bounded
from engine.reads.searching import Search
from engine.runtime.visible import seen_from
from engine.store.reader import Reader

FOLDERS = ("all", "started", "overdue")
MOST_TASKS = 500


class InstanceReads(Reads):
    def instances(
        self,
        actor: Actor,
        *,
        folder: str = "all",
        state: str | None = None,
        process_key: str | None = None,
        search: str = "",
        variables: Sequence[Condition] = (),
        sort: str = "newest",
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Cases. folder: started (by the actor); all and overdue need the right to read every instance.

        `at`: a place that another page named. The overdue ones are in an order of their own, of any state and sort.
        `variables`: conditions on what processes declare to be searched by, all of which hold; raises Rejected for
        others. Of one process, or with conditions, the rows have `searched`.
        """
        if folder not in FOLDERS:
            raise NotFound("query.unknown_folder", folder=folder)
        if folder != "started":
            actor.require(P.INSTANCE_READ)
        with self._services.store.read() as reader:
            wanted = Search(reader, process_key, variables, self._services.env().zone)
            if folder == "overdue":
                late = reader.overdue_cases(self._now, process_key, search, at, bounded(limit), wanted.sought)
                return wanted.shown(late)
            found = reader.instances(
                state=state,
                process_key=process_key,
                starter_id=actor.user_id if folder == "started" else None,
                search=search,
                sought=wanted.sought,
                sort=sort,
                at=at,
                limit=bounded(limit),
            )
            return wanted.shown(found)

    def instance_ids(self, actor: Actor) -> list[str]:
        """Of every instance there is, for a proof of all."""
        actor.require(P.HISTORY_VERIFY)
        with self._services.store.read() as reader:
            return reader.instance_ids()

    def instance(self, actor: Actor, instance_id: str) -> InstanceView:
        with self._services.store.read() as reader:
            return self._seen(reader, actor, instance_id)

    def called(self, actor: Actor, instance_id: str) -> list[InstanceView]:
        """The instances that call activities of this one started, ended ones too, in order of starting."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.called(instance_id, LARGEST_PAGE)

    def activities(self, actor: Actor, instance_id: str) -> list[ActivityView]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.activities(instance_id)

    def variables(self, actor: Actor, instance_id: str, activity_id: str = "0") -> dict[str, Any]:
        """Of the process, or what is visible from one of its activities (local id)."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return dict(self._names(reader, instance_id, activity_id))

    def local_variables(self, actor: Actor, instance_id: str) -> dict[str, dict[str, Any]]:
        """Every live scope of the instance (local activity id) with the variables that it holds."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            found = reader.stored_instance(instance_id)
            activities = found.instance.activities if found else {}
            return {each.id: dict(each.variables) for each in activities.values() if each.variables}

    def instance_tasks(self, actor: Actor, instance_id: str) -> list[UserTaskView]:
        """Past and open."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            page = reader.user_tasks(instance_id=instance_id, state=None, sort="created", limit=MOST_TASKS)
            return list(page.items)

    def timers(self, actor: Actor, instance_id: str) -> list[JobView]:
        """Armed, the next one first."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.jobs(instance_id=instance_id, kind="timer")

    def jobs(self, actor: Actor, instance_id: str) -> list[JobView]:
        """Timers too; by due time."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.jobs(instance_id=instance_id)

    def subscriptions(self, actor: Actor, instance_id: str) -> list[SubscriptionView]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.subscriptions(instance_id=instance_id)

    def choices(self, actor: Actor, instance_id: str) -> list[Choice]:
        """What may be begun by hand in the open ad-hoc sub-processes of the instance."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            run = self._run_of(reader, instance_id)
            found = [(each, choices(run, each)) for each in run.instance.activities.values()] if run else []
            return [
                Choice(activity_id=f"{instance_id}.{each.id}", element_id=each.element_id, options=list(options))
                for each, options in found
                if options
            ]

    def undoable(self, actor: Actor, instance_id: str) -> list[Undoable]:
        """What compensation would undo, the last completed first (BPMN 10.6)."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            run = self._run_of(reader, instance_id)
            records = reversed(run.instance.compensations.values()) if run else ()
            return [
                Undoable(element_id=each.element_id, handler_id=each.handler_id, is_at_work=each.started is not None)
                for each in records
            ]

    def _run_of(self, reader: Reader, instance_id: str) -> Run | None:
        """For looking only; None when it has ended."""
        found = reader.stored_instance(instance_id)
        if found is None or found.instance.state != "active":
            return None
        return seen_from(self._services, reader, found.instance)

    def incidents(self, actor: Actor, *, state: str = "open", at: str | None = None, limit: int = 50) -> Page:
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.incidents(state, at, bounded(limit))

    def instance_incidents(self, actor: Actor, instance_id: str) -> list[IncidentView]:
        """Open ones of one instance."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.open_incidents(instance_id, limit=LARGEST_PAGE)
