"""/supervision/incidents: what got stuck, and getting it going again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Invalid
from engine.identity.permission import Permission
from engine.model.command import RetryIncident, SetVariables
from engine.model.view import IncidentView
from webui import paging
from webui.catalogue import t
from webui.errors import field_messages
from webui.session import current_actor, current_engine
from webui.supervision.incidents import open_incident
from webui.supervision.typing import LONGEST_NAME, typed
from webui.texts import element_names
from webui.values import KINDS, kind_of, value_text

page = Blueprint("incidents", __name__, url_prefix="/supervision/incidents")

STATES = ("open", "resolved")


@page.get("")
def index() -> str:
    engine, actor = current_engine(), current_actor()
    state = "resolved" if request.args.get("state") == "resolved" else "open"
    found = paging.part(engine.incidents, actor, state=state)
    names = {each.definition_id: element_names(engine, actor, each.definition_id) for each in found.items}
    return render_template("supervision/incidents.html", found=found, state=state, states=STATES, names=names)


@page.get("/<incident_id>")
def show(incident_id: str) -> str:
    """The incident with the variables of its instance; `?variable=` opens one of them for change."""
    found = open_incident(current_engine(), current_actor(), incident_id)
    variables = _variables(found)
    name = request.args.get("variable", "")
    value = variables.get(name, "")
    return _repair_page(found, variables, name, kind_of(value), value_text(value))


@page.post("/<incident_id>/retry")
def retry(incident_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.INCIDENT_RESOLVE)
    return _retry(open_incident(engine, actor, incident_id))


@page.post("/<incident_id>/variable")
def set_variable(incident_id: str) -> ResponseReturnValue:
    """Sets one variable; with `retry`, goes on at once."""
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.VARIABLES_SET)
    found = open_incident(engine, actor, incident_id)
    name, kind, text = (request.form.get(each, "") for each in ("name", "kind", "value"))
    name = name.strip()[:LONGEST_NAME]
    try:
        engine.execute(SetVariables(scope_id=found.instance_id, variables=typed(name, kind, text)), actor)
    except Invalid as invalid:
        return _repair_page(found, _variables(found), name, kind, text, field_messages(invalid)), 422
    flash(t("incident.variable_set", name=name), "success")
    return _retry(found) if request.form.get("retry") else redirect(_url(found))


def _retry(found: IncidentView) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    engine.execute(RetryIncident(incident_id=found.id), actor)
    if engine.instance(actor, found.instance_id).incident_count:
        flash(t("incident.still"), "warning")
    else:
        flash(t("incident.retried"), "success")
    return redirect(url_for("instances.show", instance_id=found.instance_id))


def _variables(found: IncidentView) -> dict[str, Any]:
    return dict(sorted(current_engine().variables(current_actor(), found.instance_id).items()))


def _url(found: IncidentView) -> str:
    return url_for("incidents.show", incident_id=found.id)


def _repair_page(
    found: IncidentView,
    variables: dict[str, Any],
    name: str,
    kind: str,
    text: str,
    mistakes: dict[str, str] | None = None,
) -> str:
    names = element_names(current_engine(), current_actor(), found.definition_id)
    return render_template(
        "supervision/incident.html",
        incident=found,
        element=names.get(found.element_id, found.element_id),
        variables=variables,
        name=name,
        kind=kind,
        kinds=KINDS,
        text=text,
        mistakes=mistakes or {},
    )
