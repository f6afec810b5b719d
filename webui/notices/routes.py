"""/notices: one's own notices, newest first; opening one marks it as read and leads to its case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.model.command import ReadNotices
from webui.catalogue import t
from webui.paging import part
from webui.session import current_actor, current_engine
from webui.tasks.own import own_task

page = Blueprint("notices", __name__, url_prefix="/notices")


@page.get("")
def index() -> ResponseReturnValue:
    unread_only = request.args.get("show") == "unread"
    notices = part(current_engine().notices, current_actor(), unread_only=unread_only)
    return render_template("notices/index.html", notices=notices, unread_only=unread_only)


@page.post("/read")
def read_all() -> ResponseReturnValue:
    current_engine().execute(ReadNotices(), current_actor())
    flash(t("notices.all_read"), "success")
    return redirect(url_for("notices.index"))


@page.post("/<notice_id>/open")
def open_case(notice_id: str) -> ResponseReturnValue:
    """To the reader's own task in the case where there is one, else to the instance; of many tasks to their list."""
    engine, actor = current_engine(), current_actor()
    engine.execute(ReadNotices(notice_ids=[notice_id]), actor)
    instance_id = request.form.get("instance_id")
    if not instance_id:
        return redirect(url_for("tasks.folder", folder="mine"))
    task = own_task(engine.instance_tasks(actor, instance_id), actor)
    if task:
        return redirect(url_for("tasks.show", task_id=task.id))
    return redirect(url_for("instances.show", instance_id=instance_id))
