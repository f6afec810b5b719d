"""The reads of the engine. Each checks the rights of the actor, whichever door the question came through."""

import json
from datetime import datetime
from typing import Any

import forms.prefill
from engine.errors import DeploymentRefused, Forbidden, NotFound
from engine.history import export, replay, timeline, verify
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.step import Run, Step
from engine.kernel.world import World
from engine.model import view as v
from engine.model.problem import Problem
from engine.runtime import access, deploy, start
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.store.reader import Reader

TASK_FOLDERS = ("claimable", "mine", "done", "overdue", "all")
INSTANCE_FOLDERS = ("all", "started", "overdue")


class Reads:
    """Every answer is a frozen view of `engine.model.view`. Raises Forbidden and NotFound."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def _now(self) -> datetime:
        return self._services.clock.now()

    def is_demo(self) -> bool:
        with self._services.store.read() as reader:
            return reader.setting("demo") is not None

    # user tasks

    def user_tasks(
        self,
        actor: Actor,
        folder: str,
        *,
        search: str = "",
        process_key: str | None = None,
        sort: str = "due",
        offset: int = 0,
        limit: int = 50,
    ) -> v.Page:
        """folder: claimable, mine, done; overdue and all need the right to read every task."""
        chosen = self._task_folder(actor, folder)
        with self._services.store.read() as reader:
            return reader.user_tasks(
                **chosen, process_key=process_key, search=search, sort=sort, offset=offset, limit=min(limit, 200)
            )

    def _task_folder(self, actor: Actor, folder: str) -> dict[str, Any]:
        if folder == "claimable":
            return {"claimable_by": (actor.user_id, actor.groups), "state": "open"}
        if folder == "mine":
            return {"assignee": actor.user_id, "state": "open"}
        if folder == "done":
            return {"completed_by": actor.user_id, "state": "completed"}
        if folder not in TASK_FOLDERS:
            raise NotFound("query.unknown_folder", folder=folder)
        actor.require(P.TASK_READ_ALL)
        return {"state": "open", "overdue_at": self._now if folder == "overdue" else None}

    def user_task_counts(self, actor: Actor) -> dict[str, int]:
        """claimable, mine, done, started, overdue."""
        with self._services.store.read() as reader:
            return reader.user_task_counts(actor.user_id, actor.groups, self._now)

    def user_task(self, actor: Actor, task_id: str) -> v.UserTaskView:
        with self._services.store.read() as reader:
            return self._seen_task(reader, actor, task_id)

    def _seen_task(self, reader: Reader, actor: Actor, task_id: str) -> v.UserTaskView:
        task = reader.user_task(task_id)
        if task is None:
            raise NotFound("task.unknown", task=task_id)
        access.see_task(actor, task, reader)
        return task

    def task_form(self, actor: Actor, task_id: str) -> v.FormView:
        """With the values as they are now; read-only once the task has ended, or while somebody else has it."""
        with self._services.store.read() as reader:
            task = self._seen_task(reader, actor, task_id)
            if task.form_key is None:
                return v.FormView(is_readonly=task.state != "open")
            names = self._names(reader, task.instance_id, task.id.rpartition(".")[2])
            is_mine = task.assignee == actor.user_id
            return self._form(reader, task.form_key, names, is_readonly=task.state != "open" or not is_mine)

    def _form(self, reader: Reader, form_key: str, names: Any, *, is_readonly: bool) -> v.FormView:
        form, _ = Library(self._services.compiled, reader).form(form_key)
        data = forms.prefill.prefill(form, names)
        return v.FormView(form_id=form.id, schema=json.loads(form.raw), data=data, is_readonly=is_readonly)

    def _names(self, reader: Reader, instance_id: str, activity_id: str) -> Any:
        """What is visible from an activity, or from the process once the activity has ended."""
        found = reader.stored_instance(instance_id)
        if found is None:
            raise NotFound("instance.unknown", instance=instance_id)
        if activity_id not in found.instance.activities:
            return found.instance.variables
        now = self._now
        world = World(now, self._services.env(now), Library(self._services.compiled, reader))
        return dict(Run(Step(world, {}), found.instance).names(activity_id))

    # starting

    def startable(self, actor: Actor) -> list[v.DefinitionView]:
        with self._services.store.read() as reader:
            return [view for view in reader.definitions("process") if start.is_startable(actor, view)]

    def start_form(self, actor: Actor, key: str) -> v.FormView:
        with self._services.store.read() as reader:
            view = reader.latest("process", key)
            if view is None:
                raise NotFound("process.unknown", process=key)
            start.may_start(actor, view)
            if view.start_form is None:
                return v.FormView()
            return self._form(reader, view.start_form, {}, is_readonly=False)

    # instances

    def instances(
        self,
        actor: Actor,
        *,
        folder: str = "all",
        state: str | None = None,
        process_key: str | None = None,
        search: str = "",
        with_called: bool = False,
        offset: int = 0,
        limit: int = 50,
    ) -> v.Page:
        """folder: started (by the actor); all and overdue need the right to read every instance."""
        if folder not in INSTANCE_FOLDERS:
            raise NotFound("query.unknown_folder", folder=folder)
        if folder != "started":
            actor.require(P.INSTANCE_READ)
        with self._services.store.read() as reader:
            return reader.instances(
                state=state,
                process_key=process_key,
                starter_id=actor.user_id if folder == "started" else None,
                search=search,
                root_only=not with_called,
                with_overdue_at=self._now if folder == "overdue" else None,
                offset=offset,
                limit=min(limit, 200),
            )

    def instance_ids(self, actor: Actor) -> list[str]:
        """Of every instance there is, for a proof of all."""
        actor.require(P.HISTORY_VERIFY)
        with self._services.store.read() as reader:
            return reader.instance_ids()

    def instance(self, actor: Actor, instance_id: str) -> v.InstanceView:
        with self._services.store.read() as reader:
            return self._seen(reader, actor, instance_id)

    def _seen(self, reader: Reader, actor: Actor, instance_id: str) -> v.InstanceView:
        instance = reader.instance(instance_id)
        if instance is None:
            raise NotFound("instance.unknown", instance=instance_id)
        access.see_instance(actor, instance, reader)
        return instance

    def activities(self, actor: Actor, instance_id: str) -> list[v.ActivityView]:
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

    def instance_tasks(self, actor: Actor, instance_id: str) -> list[v.UserTaskView]:
        """Past and open."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            page = reader.user_tasks(instance_id=instance_id, state=None, sort="created", limit=500)
            return list(page.items)

    def timers(self, actor: Actor, instance_id: str) -> list[v.JobView]:
        """Armed, the next one first."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return sorted(reader.jobs(instance_id=instance_id, kind="timer"), key=lambda job: job.due_at)

    def jobs(self, actor: Actor, instance_id: str) -> list[v.JobView]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.jobs(instance_id=instance_id)

    def subscriptions(self, actor: Actor, instance_id: str) -> list[v.SubscriptionView]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return reader.subscriptions(instance_id=instance_id)

    def called(self, actor: Actor, instance_id: str) -> list[v.InstanceView]:
        """The instances that call activities of this one started, ended ones too."""
        with self._services.store.read() as reader:
            seen = self._seen(reader, actor, instance_id)
            found = (reader.instance(each) for each in reader.instance_ids_of_root(seen.root_id))
            return [each for each in found if each is not None and each.parent_id == instance_id]

    # history

    def timeline(self, actor: Actor, instance_id: str) -> list[v.TimelineEntry]:
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return timeline.timeline(reader.commits(instance_id))

    def replay(self, actor: Actor, instance_id: str) -> v.Replay:
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            verification = self._verification(reader, instance_id)
            return replay.replay(reader.commits(instance_id), verification)

    def verify(self, actor: Actor, instance_id: str) -> v.Verification:
        """Chain, columns, and fold(history) == snapshot."""
        actor.require(P.HISTORY_READ)
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return self._verification(reader, instance_id)

    def _verification(self, reader: Reader, instance_id: str) -> v.Verification:
        found = reader.stored_instance(instance_id)
        commits = reader.raw_commits(instance_id)
        if found is None:
            return verify.verify(commits, None)
        return verify.verify(commits, found.instance, (found.version, found.hash))

    def export(self, actor: Actor, instance_id: str) -> bytes:
        """The family of the instance as JSON that `kefuflow history verify` can prove."""
        actor.require(P.HISTORY_EXPORT)
        with self._services.store.read() as reader:
            seen = self._seen(reader, actor, instance_id)
            return export.export(reader, seen.root_id)

    # incidents, definitions, notices, people

    def incidents(self, actor: Actor, *, state: str = "open", offset: int = 0, limit: int = 50) -> v.Page:
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.incidents(state=state, offset=offset, limit=min(limit, 200))

    def instance_incidents(self, actor: Actor, instance_id: str) -> list[v.IncidentView]:
        """Open ones of one instance."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return list(reader.incidents(state="open", instance_id=instance_id, limit=200).items)

    def definitions(self, actor: Actor, kind: str | None = None) -> list[v.DefinitionView]:
        """The latest version of each key."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.definitions(kind)

    def versions(self, actor: Actor, kind: str, key: str) -> list[v.DefinitionView]:
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.versions(kind, key)

    def definition(self, actor: Actor, definition_id: str, kind: str = "process") -> v.DefinitionView:
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return self._known_definition(reader, definition_id, kind)

    def _known_definition(self, reader: Reader, definition_id: str, kind: str) -> v.DefinitionView:
        view = reader.definition(definition_id, kind)
        if view is None:
            raise NotFound("definition.unknown", definition=definition_id)
        return view

    def source(self, actor: Actor, definition_id: str, kind: str = "process") -> bytes:
        """The file as it was deployed."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.resource(self._known_definition(reader, definition_id, kind).digest) or b""

    def element_names(self, actor: Actor, definition_id: str) -> dict[str, str]:
        """Names of the elements of a process; the id where there is none."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            definition = Library(self._services.compiled, reader).definition(definition_id)
            return {element.id: element.name or element.id for element in definition.elements.values()}

    def check(self, actor: Actor, files: dict[str, bytes]) -> list[Problem]:
        """What a deployment of these files would say."""
        if not (actor.has(P.DEFINITION_DEPLOY) or actor.has(P.HISTORY_READ)):
            raise Forbidden("identity.permission_missing", permission=P.DEFINITION_DEPLOY.value)
        with self._services.store.read() as reader:
            try:
                return deploy.read_files(self._services, files, reader).problems
            except DeploymentRefused as refusal:
                return list(refusal.problems)

    def notices(self, actor: Actor, *, unread_only: bool = False, offset: int = 0, limit: int = 50) -> v.Page:
        actor.require(P.NOTICE_READ)
        with self._services.store.read() as reader:
            return reader.notices(actor.user_id, actor.groups, unread_only, offset, min(limit, 200))

    def unread_count(self, actor: Actor) -> int:
        with self._services.store.read() as reader:
            return reader.unread_count(actor.user_id, actor.groups)

    def users(self, actor: Actor) -> list[v.UserView]:
        actor.require(P.USER_READ)
        with self._services.store.read() as reader:
            return reader.users()

    def names(self) -> dict[str, str]:
        """Display names of everybody, by user id."""
        with self._services.store.read() as reader:
            return {user.id: user.name for user in reader.users()}

    def pulse(self, actor: Actor) -> str:
        """Changes when the lists or notices of the actor change."""
        with self._services.store.read() as reader:
            return reader.pulse(actor.user_id, actor.groups)
