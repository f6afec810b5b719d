"""/definitions/process/<key>: open a version in the modeler, check it, publish it as the next one."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.view import DefinitionView
from webui.definitions import publishing
from webui.definitions.listing import version_of, versions
from webui.session import current_actor, current_engine

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
        "publishUrl": publishing.publish_url(found[0]),
        "processKey": key,
        "version": chosen.version,
        "canPublish": True,
    }
    return render_template("definitions/modeler.html", chosen=chosen, latest=found[0], config=config)


@page.post("/check")
def check(key: str) -> ResponseReturnValue:
    return publishing.check("process", key)


@page.post("/publish")
def publish(key: str) -> ResponseReturnValue:
    return publishing.publish("process", key)


def _versions(key: str) -> list[DefinitionView]:
    return versions(current_engine(), current_actor(), "process", key)
