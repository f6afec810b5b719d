"""/supervision: what is late, and giving it to somebody else."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.api import Engine
from engine.errors import EngineError, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.identity.role import PERMISSIONS, Role
from engine.model.command import AssignUserTasks
from engine.model.view import UserView
from webui import paging
from webui.catalogue import t
from webui.desk.bulk import tell
from webui.searching.searching import searching
from webui.session import current_actor, current_engine, local_path
from webui.wording import message_of, person

page = Blueprint("supervision", __name__, url_prefix="/supervision")

_TASKS, _CASES = "tasks", "cases"


@page.get("")
def overdue() -> str:
    """Overdue tasks, or the cases they belong to (`show=cases`)."""
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.TASK_READ_ALL)
    shown = _CASES if request.args.get("show") == _CASES else _TASKS
    asked = searching()
    read = engine.instances if shown == _CASES else engine.user_tasks
    found = paging.part(
        read,
        actor,
        folder="overdue",
        process_key=asked.process_key,
        search=paging.search(),
        variables=asked.conditions,
    )
    return render_template(
        "supervision/overdue.html",
        shown=shown,
        views=(_TASKS, _CASES),
        found=found,
        searching=asked,
        colleagues=_colleagues(engine, actor),
    )


@page.post("/assign")
def assign() -> ResponseReturnValue:
    """The chosen tasks to one person; what cannot be assigned any more is told, the rest is."""
    task_ids, assignee = list(dict.fromkeys(request.form.getlist("task_id"))), request.form.get("assignee", "")
    current_actor().require(Permission.TASK_ASSIGN)
    if not task_ids or not assignee:
        raise Rejected("page.nobody_chosen")
    refused = current_engine().execute(AssignUserTasks(task_ids=task_ids, assignee=assignee), current_actor())
    tell(message_of(EngineError(each.code, **each.params)) for each in refused)
    if done := len(task_ids) - len(refused):
        flash(t("supervision.assigned", count=done, person=person(assignee)), "success")
    return redirect(local_path(request.form.get("back")) or url_for("supervision.overdue"))


def _colleagues(engine: Engine, actor: Actor) -> list[UserView]:
    """Who can be given work; nobody for who may not give it."""
    if not (actor.has(Permission.TASK_ASSIGN) and actor.has(Permission.USER_READ)):
        return []
    return [user for user in engine.users(actor) if user.is_active and _works(user)]


def _works(user: UserView) -> bool:
    return any(Permission.TASK_WORK in PERMISSIONS[Role(role)] for role in user.roles)
