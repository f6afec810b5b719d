"""/definitions/process/<key>: open a version or a draft in the modeler, check it, try it out, publish it."""

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from webui.definitions import editing, publishing
from webui.definitions.listing import version_of, versions
from webui.definitions.problems import problems_json
from webui.definitions.trial import trial_json
from webui.session import current_actor, current_engine
from webui.texts import on_diagram

page = Blueprint("modeler", __name__, url_prefix="/definitions/process/<key>")


@page.get("/source.bpmn")
def source(key: str) -> Response:
    """The XML of `?version=`, or of the latest."""
    engine, actor = current_engine(), current_actor()
    chosen = version_of(versions(engine, actor, "process", key), request.args.get("version", type=int))
    return Response(engine.source(actor, chosen.id, "process"), mimetype="application/xml")


@page.get("/modeler")
def show(key: str) -> str:
    current_actor().require(Permission.DEFINITION_DEPLOY)
    work = editing.opened("process", key)
    texts = on_diagram(editing.source_of(work))
    config = {**editing.config(work), "templatesUrl": url_for("definitions.element_templates"), "texts": texts}
    return render_template("definitions/modeler.html", work=work, name=work.name, config=config)


@page.post("/check")
def check(key: str) -> ResponseReturnValue:
    return publishing.check("process", key)


@page.post("/try")
def attempt(key: str) -> ResponseReturnValue:
    """JSON {source} -> what its scenarios say (`trial_json`); 422 {problems} for what could not be published."""
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.DEFINITION_DEPLOY)
    own, files = publishing.edited_files("process", key)
    problems = engine.check(actor, files)
    if any(each.severity == "error" for each in problems):
        return jsonify(problems=problems_json(problems, own)), 422
    return jsonify(trial_json(engine.try_out(actor, key, files)))


@page.post("/publish")
def publish(key: str) -> ResponseReturnValue:
    return publishing.publish("process", key)
