"""A new case in place of one that has ended."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.model.operation import RestartInstance
from webui.catalogue import t
from webui.operations.reason import reason
from webui.resending import command_id
from webui.session import current_actor, current_engine

page = Blueprint("restart", __name__)


@page.post("/instances/<instance_id>/restart")
def restart(instance_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    is_same = request.form.get("version") == "same"
    command = RestartInstance(
        command_id=command_id(actor.user_id, request.form.get("token")),
        instance_id=instance_id,
        data="last" if request.form.get("data") == "last" else "start",
        version=engine.instance(actor, instance_id).version if is_same else None,
        reason=reason(),
    )
    made = engine.execute(command, actor)
    flash(t("operations.restarted"), "success")
    return redirect(url_for("instances.show", instance_id=made))
