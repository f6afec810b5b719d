"""/tasks: the folders of an agent, and one task to work on."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Forbidden
from engine.identity.actor import may_claim, may_release
from engine.identity.permission import Permission
from engine.model.command import ClaimUserTask, CompleteUserTask, ReleaseUserTask
from engine.model.view import UserTaskView
from webui import moments
from webui.cases.beside import beside
from webui.catalogue import t
from webui.diagram import viewer_config
from webui.labels import labels_of
from webui.paging import part, search
from webui.resending import command_id, new_token
from webui.searching.searching import searching
from webui.session import current_actor, current_engine
from webui.tasks.own import is_workable, own_task
from webui.tasks.sending import body_of
from webui.texts import form_said
from webui.timeline import lines

page = Blueprint("tasks", __name__, url_prefix="/tasks")

FOLDERS = ("claimable", "mine", "done")
SORTS = ("due", "created", "priority")


@page.get("")
def index() -> ResponseReturnValue:
    return redirect(url_for("tasks.folder", folder="mine"))


@page.get("/<folder>")
def folder(folder: str) -> ResponseReturnValue:
    if folder == "started":
        return _started()
    if folder not in FOLDERS:
        abort(404)
    sort, asked = request.args.get("sort", "due"), searching()
    tasks = part(
        current_engine().user_tasks,
        current_actor(),
        folder,
        search=search(),
        process_key=asked.process_key,
        variables=asked.conditions,
        sort=sort if sort in SORTS else "due",
    )
    sorts = () if folder == "done" else SORTS
    return render_template("tasks/folder.html", folder=folder, tasks=tasks, sort=sort, sorts=sorts, searching=asked)


@page.get("/task/<task_id>")
def show(task_id: str) -> ResponseReturnValue:
    actor = current_actor()
    task = current_engine().user_task(actor, task_id)
    tab = request.args.get("tab", "form")
    if tab not in _TABS:
        abort(404)
    return render_template(
        "tasks/task.html",
        task=task,
        tab=tab,
        tabs=tuple(_TABS),
        can_claim=task.state == "open" and may_claim(actor, task.assignee, task.candidate_users, task.candidate_groups),
        can_release=task.state == "open" and may_release(actor, task.assignee),
        **_ways_back(task),
        is_own=task.state == "open" and task.assignee == actor.user_id,
        **_TABS[tab](task),
        **_beside(task),
    )


@page.post("/task/<task_id>/claim")
def claim(task_id: str) -> ResponseReturnValue:
    current_engine().execute(ClaimUserTask(task_id=task_id), current_actor())
    flash(t("task.claimed"), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@page.post("/task/<task_id>/release")
def release(task_id: str) -> ResponseReturnValue:
    current_engine().execute(ReleaseUserTask(task_id=task_id), current_actor())
    flash(t("task.released"), "success")
    return redirect(url_for("home.show"))


@page.post("/task/<task_id>/complete")
def complete(task_id: str) -> ResponseReturnValue:
    """JSON {variables, token, next} from the form island, or a plain form where the task has no fields."""
    actor, body = current_actor(), body_of(request)
    current_engine().execute(
        CompleteUserTask(
            command_id=command_id(actor.user_id, body.token), task_id=task_id, variables=body.variables, is_form=True
        ),
        actor,
    )
    flash(t("task.completed"), "success")
    location = _after(task_id) if body.goes_on else url_for("tasks.folder", folder="mine")
    return {"location": location} if request.is_json else redirect(location)


def _after(task_id: str) -> str:
    """The next task of the same case if it is the actor's, else their most urgent one, else the list."""
    engine, actor = current_engine(), current_actor()
    same_case = engine.instance_tasks(actor, engine.user_task(actor, task_id).instance_id)
    task = own_task(same_case, actor) or next(iter(engine.user_tasks(actor, "mine", limit=1).items), None)
    if task:
        return url_for("tasks.show", task_id=task.id)
    flash(t("task.none_left"), "info")
    return url_for("tasks.folder", folder="claimable")


def _started() -> str:
    asked = searching()
    cases = part(
        current_engine().instances,
        current_actor(),
        folder="started",
        search=search(),
        process_key=asked.process_key,
        variables=asked.conditions,
    )
    return render_template("tasks/started.html", folder="started", cases=cases, searching=asked)


def _ways_back(task: UserTaskView) -> dict[str, bool]:
    """Returning what one has, or watches over; taking back what one has completed."""
    actor = current_actor()
    is_open = task.state == "open" and not task.is_suspended
    has_it = task.assignee == actor.user_id or actor.has(Permission.INSTANCE_OPERATE)
    return {
        "can_return": is_open and has_it,
        "can_withdraw": task.state == "completed" and current_engine().may_withdraw(actor, task.id),
    }


def _form(task: UserTaskView) -> dict[str, Any]:
    actor = current_actor()
    form = current_engine().task_form(actor, task.id)
    is_readonly = form.is_readonly or task.assignee != actor.user_id or not is_workable(task, actor)
    draft = {} if is_readonly else current_engine().draft(actor, task.id)
    config = {
        "schema": form_said(form.schema),
        "data": form.data | draft,
        "errors": {},
        "readonly": is_readonly,
        "today": moments.today(),
        "draftKey": f"{actor.user_id}/task/{task.id}",  # the user in it: a shared desk keeps drafts apart
    }
    return {"form": config, "token": new_token(), "has_draft": bool(draft)}


def _beside(task: UserTaskView) -> dict[str, Any]:
    """Nothing for whoever was only offered the task: what they may see of the case ended with the offer."""
    engine, actor = current_engine(), current_actor()
    try:
        return {"beside": beside(engine, actor, engine.instance(actor, task.instance_id)), "comment_token": new_token()}
    except Forbidden:
        return {"beside": None}


def _diagram(task: UserTaskView) -> dict[str, Any]:
    engine, actor = current_engine(), current_actor()
    return {"viewer": viewer_config(engine, actor, engine.instance(actor, task.instance_id))}


def _history(task: UserTaskView) -> dict[str, Any]:
    engine, actor = current_engine(), current_actor()
    instance = engine.instance(actor, task.instance_id)
    return {"timeline": lines(engine, actor, instance, labels_of(engine, actor, instance))}


_TABS = {"form": _form, "diagram": _diagram, "history": _history}
