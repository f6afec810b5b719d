"""People's work: lists, single tasks, and their forms."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import forms.prefill
from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.definition import StartEvent, UserTask
from engine.model.search import Condition
from engine.model.view import FormView, Page, UserTaskView
from engine.reads.base import Reads, bounded
from engine.reads.searching import Search
from engine.runtime import access
from engine.runtime.library import Library
from engine.runtime.open_form import OpenForm
from engine.store.reader import Reader
from forms.schema import Form

OWN_FOLDERS = ("claimable", "mine", "done")
ALL_FOLDERS = ("overdue", "all")


class UserTaskReads(Reads):
    def user_tasks(
        self,
        actor: Actor,
        folder: str,
        *,
        search: str = "",
        process_key: str | None = None,
        variables: Sequence[Condition] = (),
        sort: str = "due",
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """folder: claimable, mine, done; overdue and all need the right to read every task.

        `at`: a place that another page named. What is done has one order: what ended last comes first.
        `variables`: conditions on the instances of the tasks, as in `instances`.
        """
        chosen = self._folder(actor, folder)
        with self._services.store.read() as reader:
            wanted = Search(reader, process_key, variables, self._services.env().zone)
            found = reader.user_tasks(
                **chosen,
                process_key=process_key,
                search=search,
                sought=wanted.sought,
                sort=sort,
                at=at,
                limit=bounded(limit),
            )
            return wanted.shown(found)

    def _folder(self, actor: Actor, folder: str) -> dict[str, Any]:
        if folder == "claimable":
            return {"claimable_by": (actor.user_id, actor.groups)}
        if folder == "mine":
            return {"assignee": actor.user_id}
        if folder == "done":
            return {"completed_by": actor.user_id}
        if folder not in ALL_FOLDERS:
            raise NotFound("query.unknown_folder", folder=folder)
        actor.require(P.TASK_READ_ALL)
        return {"overdue_at": self._now if folder == "overdue" else None}

    def user_task_counts(self, actor: Actor) -> dict[str, int]:
        """claimable, mine, done, started; overdue is 0 for whoever may not read every task.

        As many as BADGE of `engine.store.queries.task_counts` stand for that many or more.
        """
        with self._services.store.read() as reader:
            counts = reader.user_task_counts(actor.user_id, actor.groups, self._now)
        return counts if actor.has(P.TASK_READ_ALL) else counts | {"overdue": 0}

    def user_task(self, actor: Actor, task_id: str) -> UserTaskView:
        with self._services.store.read() as reader:
            return self._seen_task(reader, actor, task_id)

    def _seen_task(self, reader: Reader, actor: Actor, task_id: str) -> UserTaskView:
        task = reader.user_task(task_id)
        if task is None:
            raise NotFound("task.unknown", task=task_id)
        access.see_task(actor, task, reader)
        return task

    def task_form(self, actor: Actor, task_id: str) -> FormView:
        """With the values as they are now; read-only once the task has ended, or while somebody else has it."""
        with self._services.store.read() as reader:
            task = self._seen_task(reader, actor, task_id)
            is_mine = task.state == "open" and task.assignee == actor.user_id
            if task.form_key is None:
                return FormView(is_readonly=task.state != "open")
            names = self._names(reader, task.instance_id, task.id.rpartition(".")[2])
            opened = self._library(reader).form(task.form_key, task.definition_id)
            if task.state == "open":
                names = opened.begun(names, self._services.env())
            return _view(opened, names, is_readonly=not is_mine)

    def form_schema(self, actor: Actor, form_key: str, definition_id: str) -> dict[str, Any]:
        """The form-js schema of a form, for whoever may read definitions."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            opened = self._library(reader).form(form_key, definition_id)
        schema: dict[str, Any] = json.loads(opened.form.raw)
        return schema

    def form_schemas(self, actor: Actor, definition_id: str) -> list[dict[str, Any]]:
        """Of the forms that a version of a process is started and worked on with, in the order of its file."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            library = self._library(reader)
            elements = library.definition(definition_id).elements.values()
            keys = dict.fromkeys(each.form_key for each in elements if isinstance(each, StartEvent | UserTask))
            return [json.loads(form.raw) for form in _forms(library, filter(None, keys), definition_id)]

    def start_form(self, actor: Actor, key: str) -> FormView:
        with self._services.store.read() as reader:
            view = reader.latest("process", key)
            if view is None:
                raise NotFound("process.unknown", process=key)
            access.may_start(actor, view)
            if view.start_form is None:
                return FormView()
            opened = self._library(reader).form(view.start_form, view.id)
            return _view(opened, opened.begun({}, self._services.env()), is_readonly=False)


def _forms(library: Library, keys: Iterable[str], definition_id: str) -> Iterator[Form]:
    """Those that there are."""
    for key in keys:
        with suppress(NotFound):
            yield library.form(key, definition_id).form


def _view(opened: OpenForm, names: Mapping[str, Any], *, is_readonly: bool) -> FormView:
    form = opened.form
    data = forms.prefill.prefill(form, names)
    return FormView(form_id=form.id, schema=json.loads(form.raw), data=data, is_readonly=is_readonly)
