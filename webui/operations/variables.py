"""/instances/<id>/variables: the data of a running case, one value at a time."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Invalid
from engine.identity.permission import Permission
from engine.model.command import SetVariables
from webui.catalogue import t
from webui.errors import field_messages
from webui.labels import labels_of
from webui.session import current_actor, current_engine
from webui.supervision.typing import LONGEST_NAME, typed
from webui.values import KINDS, kind_of, value_text

page = Blueprint("variables", __name__, url_prefix="/instances/<instance_id>/variables")


@page.get("")
def show(instance_id: str) -> str:
    """`?variable=` opens one of them for change."""
    current_actor().require(Permission.VARIABLES_SET)
    name = request.args.get("variable", "")
    value = current_engine().variables(current_actor(), instance_id).get(name, "")
    return _page(instance_id, name, kind_of(value), value_text(value))


@page.post("")
def change(instance_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.VARIABLES_SET)
    name, kind, text = (request.form.get(each, "") for each in ("name", "kind", "value"))
    name = name.strip()[:LONGEST_NAME]
    try:
        engine.execute(SetVariables(scope_id=instance_id, variables=typed(name, kind, text)), actor)
    except Invalid as invalid:
        return _page(instance_id, name, kind, text, field_messages(invalid)), 422
    flash(t("incident.variable_set", name=name), "success")
    return redirect(url_for("variables.show", instance_id=instance_id))


def _page(instance_id: str, name: str, kind: str, text: str, mistakes: dict[str, str] | None = None) -> str:
    engine, actor = current_engine(), current_actor()
    instance = engine.instance(actor, instance_id)
    return render_template(
        "operations/variables.html",
        instance=instance,
        variables=dict(sorted(engine.variables(actor, instance_id).items())),
        labels=labels_of(engine, actor, instance),
        name=name,
        kind=kind,
        kinds=KINDS,
        text=text,
        mistakes=mistakes or {},
    )
