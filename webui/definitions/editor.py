"""/definitions/<decision or form>/<key>: open a version in its editor, check it, publish it as the next one."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from webui.definitions import publishing
from webui.definitions.listing import version_of, versions
from webui.session import current_actor, current_engine

ISLANDS = {"decision": "dmn", "form": "form-editor"}
_TYPES = {"decision": "application/xml", "form": "application/json"}

page = Blueprint("editor", __name__, url_prefix="/definitions/<any(decision, form):kind>/<key>")


@page.get("/source")
def source(kind: str, key: str) -> Response:
    """The file of `?version=`, or of the latest."""
    engine, actor = current_engine(), current_actor()
    chosen = version_of(versions(engine, actor, kind, key), request.args.get("version", type=int))
    return Response(engine.source(actor, chosen.id, kind), mimetype=_TYPES[kind])


@page.get("/editor")
def show(kind: str, key: str) -> str:
    current_actor().require(Permission.DEFINITION_DEPLOY)
    found = versions(current_engine(), current_actor(), kind, key)
    chosen = version_of(found, request.args.get("version", type=int))
    config = {
        "sourceUrl": url_for("editor.source", kind=kind, key=key, version=chosen.version),
        "checkUrl": url_for("editor.check", kind=kind, key=key),
        "publishUrl": publishing.publish_url(found[0]),
        "name": key,
        "version": chosen.version,
        "canPublish": True,
    }
    return render_template(
        "definitions/editor.html", chosen=chosen, latest=found[0], config=config, island=ISLANDS[kind]
    )


@page.post("/check")
def check(kind: str, key: str) -> ResponseReturnValue:
    return publishing.check(kind, key)


@page.post("/publish")
def publish(kind: str, key: str) -> ResponseReturnValue:
    return publishing.publish(kind, key)
