"""/instances: the list of cases; one of them with its diagram, data, people and deadlines."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.command import BeginAdHocActivity, CancelInstance
from webui import paging
from webui.cases.beside import beside
from webui.catalogue import t
from webui.diagram import viewer_config
from webui.instances.case import read_case
from webui.operations.reason import reason
from webui.reading import readable
from webui.resending import new_token
from webui.searching.searching import searching
from webui.session import current_actor, current_engine
from webui.values import value_text

page = Blueprint("instances", __name__, url_prefix="/instances")
page.add_app_template_filter(value_text)
page.add_app_template_filter(readable)

STATES = ("active", "suspended", "completed", "cancelled")


@page.get("")
def index() -> str:
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.INSTANCE_READ)
    state, asked = request.args.get("state"), searching()
    found = paging.part(
        engine.instances,
        actor,
        state=state if state in STATES else None,
        process_key=asked.process_key,
        search=paging.search(),
        variables=asked.conditions,
    )
    return render_template("instances/list.html", found=found, searching=asked, states=STATES)


@page.get("/<instance_id>")
def show(instance_id: str) -> str:
    engine, actor = current_engine(), current_actor()
    case = read_case(engine, actor, instance_id)
    return render_template(
        "instances/case.html",
        case=case,
        viewer=viewer_config(engine, actor, case.instance),
        beside=beside(engine, actor, case.instance),
        comment_token=new_token(),
    )


@page.get("/<instance_id>/diagram.bpmn")
def diagram(instance_id: str) -> Response:
    """The file of the version that this instance runs on."""
    engine, actor = current_engine(), current_actor()
    instance = engine.instance(actor, instance_id)
    return Response(engine.source(actor, instance.definition_id), mimetype="application/xml")


@page.get("/<instance_id>/export.json")
def export(instance_id: str) -> Response:
    """The whole history, as `kefuflow history verify` reads it."""
    content = current_engine().export(current_actor(), instance_id)
    headers = {"Content-Disposition": f'attachment; filename="{instance_id}.history.json"'}
    return Response(content, headers=headers, mimetype="application/json")


@page.post("/<instance_id>/begin")
def begin(instance_id: str) -> ResponseReturnValue:
    """One of the activities of an open ad-hoc sub-process."""
    activity_id, element_id = request.form.get("activity_id", ""), request.form.get("element_id", "")
    current_engine().execute(BeginAdHocActivity(activity_id=activity_id, element_id=element_id), current_actor())
    flash(t("instances.begun"), "success")
    return redirect(url_for("instances.show", instance_id=instance_id))


@page.post("/<instance_id>/cancel")
def cancel(instance_id: str) -> ResponseReturnValue:
    current_engine().execute(CancelInstance(instance_id=instance_id, reason=reason()), current_actor())
    flash(t("instances.cancelled"), "success")
    return redirect(url_for("instances.show", instance_id=instance_id))
