"""/desk: claiming and releasing many, keeping a draft, handing over, a day to come back, filters to come back to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.identity.permission import Permission
from engine.model.command import (
    ClaimUserTask,
    DeleteFilter,
    HandOverUserTask,
    NotePresence,
    ReleaseUserTask,
    SaveDraft,
    SaveFilter,
    SetFollowUp,
)
from engine.model.view import SavedFilter, UserTaskView, UserView
from webui import moments
from webui.catalogue import t
from webui.desk.bulk import obeyed
from webui.session import current_actor, current_engine, local_path
from webui.tasks.sending import body_of
from webui.texts import together
from webui.wording import person

page = Blueprint("desk", __name__, url_prefix="/desk")


@page.app_template_global()
def saved_filters() -> list[SavedFilter]:
    """Of the page that is shown."""
    return current_engine().saved_filters(current_actor(), request.path)


@page.app_template_global()
def my_colleagues() -> list[UserView]:
    return current_engine().colleagues(current_actor())


@page.post("/claim")
def claim() -> ResponseReturnValue:
    """The chosen tasks; those that somebody else was faster to take are told."""
    current_actor().require(Permission.TASK_WORK)
    if done := obeyed(request.form.getlist("task_id"), lambda task_id: ClaimUserTask(task_id=task_id)):
        flash(t("desk.claimed", count=done), "success")
    return redirect(url_for("tasks.folder", folder="claimable"))


@page.post("/release")
def release() -> ResponseReturnValue:
    """The chosen tasks, back to whom they were offered."""
    current_actor().require(Permission.TASK_WORK)
    if done := obeyed(request.form.getlist("task_id"), lambda task_id: ReleaseUserTask(task_id=task_id)):
        flash(t("desk.released", count=done), "success")
    return redirect(url_for("tasks.folder", folder="mine"))


@page.post("/tasks/<task_id>/draft")
def draft(task_id: str) -> ResponseReturnValue:
    """The form as it stands; a plain form without values throws the draft away."""
    variables = _typed(task_id, body_of(request).variables)
    current_engine().execute(SaveDraft(task_id=task_id, variables=variables), current_actor())
    flash(t("desk.draft_kept" if request.is_json else "desk.draft_dropped"), "success")
    location = url_for("tasks.show", task_id=task_id)
    return {"location": location} if request.is_json else redirect(location)


def _typed(task_id: str, variables: dict[str, Any]) -> dict[str, Any]:
    """What differs from the values of the case: a draft must not cover what becomes of the others meanwhile."""
    served = current_engine().task_form(current_actor(), task_id).data
    empty: tuple[Any, ...] = (None, "", [])
    pairs = ((name, value, served.get(name)) for name, value in variables.items())
    return {name: value for name, value, old in pairs if value != old and not (value in empty and old in empty)}


@page.post("/tasks/<task_id>/hand-over")
def hand_over(task_id: str) -> ResponseReturnValue:
    assignee = request.form.get("assignee", "")
    current_engine().execute(HandOverUserTask(task_id=task_id, assignee=assignee), current_actor())
    flash(t("desk.handed_over", person=person(assignee)), "success")
    return redirect(url_for("tasks.folder", folder="mine"))


@page.post("/tasks/<task_id>/follow-up")
def follow_up(task_id: str) -> ResponseReturnValue:
    """An empty time takes it away."""
    moment = _moment(request.form.get("follow_up_at", "").strip())
    current_engine().execute(SetFollowUp(task_id=task_id, follow_up_at=moment), current_actor())
    flash(t("desk.follow_up_set" if moment else "desk.follow_up_removed"), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@page.post("/tasks/<task_id>/presence")
def presence(task_id: str) -> ResponseReturnValue:
    """From the open page, again and again; answers what to show of the others."""
    command = NotePresence(task_id=task_id, is_leaving=bool(request.form.get("leaving")))
    return {"text": looking(current_engine().execute(command, current_actor()))}


@page.app_template_global()
def looking_at(tasks: Iterable[UserTaskView]) -> dict[str, str]:
    """Task id -> who else has it open, in words."""
    found = current_engine().others_at(current_actor(), [task.id for task in tasks if task.state == "open"])
    return {task_id: looking(users) for task_id, users in found.items()}


def looking(users: Sequence[str]) -> str:
    return t("desk.looking", people=together(map(person, users))) if users else ""


@page.post("/filters")
def save_filter() -> ResponseReturnValue:
    path, query = _place()
    name = request.form.get("name", "")
    current_engine().execute(SaveFilter(page=path, name=name, query=query), current_actor())
    flash(t("desk.filter_saved"), "success")
    return redirect(f"{path}?{query}" if query else path)


@page.post("/filters/delete")
def delete_filter() -> ResponseReturnValue:
    path, query = _place()
    current_engine().execute(DeleteFilter(page=path, name=request.form.get("name", "")), current_actor())
    return redirect(f"{path}?{query}" if query else path)


def _place() -> tuple[str, str]:
    """Path and query of the page that the form stands on."""
    path, _, query = (local_path(request.form.get("back")) or "/").partition("?")
    return path, query


def _moment(text: str) -> datetime | None:
    """A time as the browser sends it, in the reader's zone. Raises Rejected."""
    try:
        return moments.typed(text) if text else None
    except ValueError:
        raise Rejected("page.bad_date") from None
