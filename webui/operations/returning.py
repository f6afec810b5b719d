"""/tasks/task/<id>/return: back to an earlier task. /tasks/task/<id>/withdraw: taking back what one completed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import NotFound, Rejected
from engine.identity.permission import Permission
from engine.model.operation import ReturnUserTask, WithdrawUserTask
from engine.model.view import UserTaskView
from webui.catalogue import t
from webui.labels import labels_of
from webui.operations import effects
from webui.operations.reason import reason
from webui.session import current_actor, current_engine
from webui.texts import element_names
from webui.wording import message_of, phrase

page = Blueprint("returning", __name__, url_prefix="/tasks/task/<task_id>")


@page.get("/return")
def show(task_id: str) -> str:
    """`?to=` an element: with what the return would do."""
    engine, actor = current_engine(), current_actor()
    task = _task(task_id)
    if task.assignee != actor.user_id:
        actor.require(Permission.INSTANCE_OPERATE)
    names = element_names(engine, actor, task.definition_id)
    earlier = engine.earlier_tasks(actor, task_id)
    possible = [each.element_id for each in earlier if each.code is None]
    target = request.args.get("to", "")
    target = target if target in possible else next(iter(possible), "")
    labels = labels_of(engine, actor, engine.instance(actor, task.instance_id))
    told, problem = _forecast(task, target, effects.Names(names, labels))
    return render_template(
        "operations/return.html",
        task=task,
        earlier=[(each, _why(each.code, names, each.element_id)) for each in earlier],
        names=names,
        target=target,
        effects=told,
        problem=problem,
    )


def _task(task_id: str) -> UserTaskView:
    """Also for those who see every case, and not every task. Raises Forbidden, NotFound."""
    engine, actor = current_engine(), current_actor()
    if not actor.has(Permission.INSTANCE_OPERATE):
        return engine.user_task(actor, task_id)
    found = engine.instance_tasks(actor, task_id.rpartition(".")[0])
    task = next((each for each in found if each.id == task_id), None)
    if task is None:
        raise NotFound("task.unknown", task=task_id)
    return task


def _why(code: str | None, names: dict[str, str], element_id: str) -> str | None:
    return phrase(code, {"element": names.get(element_id, element_id)}) if code else None


def _forecast(task: UserTaskView, target: str, names: effects.Names) -> tuple[list[effects.Line], str | None]:
    if not target:
        return [], None
    try:
        command = ReturnUserTask(task_id=task.id, element_id=target)
        return effects.lines(current_engine().preview(current_actor(), command), names), None
    except Rejected as rejection:
        return [], message_of(rejection)


@page.post("/return")
def give_back(task_id: str) -> ResponseReturnValue:
    actor = current_actor()
    command = ReturnUserTask(task_id=task_id, element_id=request.form.get("to", ""), reason=reason())
    current_engine().execute(command, actor)
    flash(t("operations.returned"), "success")
    return redirect(url_for("home.show"))


@page.post("/withdraw")
def withdraw(task_id: str) -> ResponseReturnValue:
    """On to the task, which is the actor's again."""
    engine, actor = current_engine(), current_actor()
    task = _task(task_id)
    engine.execute(WithdrawUserTask(task_id=task_id, reason=reason()), actor)
    flash(t("operations.withdrawn"), "success")
    mine = [each for each in engine.instance_tasks(actor, task.instance_id) if each.state == "open"]
    again = next((each for each in reversed(mine) if each.element_id == task.element_id), None)
    return redirect(url_for("tasks.show", task_id=again.id) if again else url_for("tasks.folder", folder="mine"))
