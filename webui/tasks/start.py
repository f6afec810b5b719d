"""/start: begin a case from its form."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.model.command import StartInstance
from engine.model.view import DefinitionView
from webui import moments
from webui.catalogue import t
from webui.resending import command_id, new_token
from webui.session import current_actor, current_engine
from webui.tasks.own import own_task
from webui.tasks.sending import body_of
from webui.texts import form_said

page = Blueprint("start", __name__, url_prefix="/start")


@page.get("")
def index() -> ResponseReturnValue:
    return render_template("tasks/start.html", definitions=current_engine().startable(current_actor()))


@page.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    form = engine.start_form(actor, key)
    config = {
        "schema": form_said(form.schema),
        "data": form.data,
        "errors": {},
        "readonly": False,
        "today": moments.today(),
        "draftKey": f"{actor.user_id}/start/{key}",
    }
    return render_template("tasks/start_form.html", definition=_definition(key), form=config, token=new_token())


@page.post("/<key>")
def begin(key: str) -> ResponseReturnValue:
    actor, body = current_actor(), body_of(request)
    command = StartInstance(
        command_id=command_id(actor.user_id, body.token), key=key, variables=body.variables, is_form=True
    )
    instance_id = current_engine().execute(command, actor)
    flash(t("start.begun"), "success")
    location = _after(instance_id)
    return {"location": location} if request.is_json else redirect(location)


def _after(instance_id: str) -> str:
    """On to the starter's own task in the new case where there is one, else to what they started."""
    engine, actor = current_engine(), current_actor()
    task = own_task(engine.instance_tasks(actor, instance_id), actor)
    return url_for("tasks.show", task_id=task.id) if task else url_for("tasks.folder", folder="started")


def _definition(key: str) -> DefinitionView:
    startable = current_engine().startable(current_actor())
    definition = next((each for each in startable if each.key == key), None)
    return definition or abort(404)
