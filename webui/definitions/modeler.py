"""/definitions/process/<key>: open a version in the modeler, check it, publish it as the next one."""

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.view import DefinitionView
from webui.definitions import publishing
from webui.definitions.listing import version_of, versions
from webui.definitions.problems import problems_json
from webui.definitions.trial import trial_json
from webui.session import current_actor, current_engine
from webui.texts import said

page = Blueprint("modeler", __name__, url_prefix="/definitions/process/<key>")


@page.get("/source.bpmn")
def source(key: str) -> Response:
    """The XML of `?version=`, or of the latest."""
    chosen = version_of(_versions(key), request.args.get("version", type=int))
    return Response(current_engine().source(current_actor(), chosen.id, "process"), mimetype="application/xml")


@page.get("/modeler")
def show(key: str) -> str:
    current_actor().require(Permission.DEFINITION_DEPLOY)
    found = _versions(key)
    chosen = version_of(found, request.args.get("version", type=int))
    config = {
        "xmlUrl": url_for("modeler.source", key=key, version=chosen.version),
        "checkUrl": url_for("modeler.check", key=key),
        "templatesUrl": url_for("definitions.element_templates"),
        "tryUrl": url_for("modeler.attempt", key=key),
        "publishUrl": publishing.publish_url(found[0]),
        "processKey": key,
        "version": chosen.version,
        "canPublish": True,
    }
    name = said(chosen.name) or key
    return render_template("definitions/modeler.html", chosen=chosen, latest=found[0], name=name, config=config)


@page.post("/check")
def check(key: str) -> ResponseReturnValue:
    return publishing.check("process", key)


@page.post("/try")
def attempt(key: str) -> ResponseReturnValue:
    """JSON {source} -> what its scenarios say (`trial_json`); 422 {problems} for what could not be published."""
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.DEFINITION_DEPLOY)
    source = publishing.sent_source()
    problems = engine.check(actor, {_versions(key)[0].file: source})
    if any(each.severity == "error" for each in problems):
        return jsonify(problems=problems_json(problems)), 422
    return jsonify(trial_json(engine.try_out(actor, key, source)))


@page.post("/publish")
def publish(key: str) -> ResponseReturnValue:
    return publishing.publish("process", key)


def _versions(key: str) -> list[DefinitionView]:
    return versions(current_engine(), current_actor(), "process", key)
