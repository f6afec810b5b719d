"""/definitions/<kind>/<key>: open decisions, a form, templates or texts in their editor, check them, publish them."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from webui.definitions import editing, publishing
from webui.definitions.listing import version_of, versions
from webui.session import current_actor, current_engine

ISLANDS = {"decision": "dmn", "form": "form-editor", "templates": "text", "texts": "text"}
_TYPES = {"decision": "application/xml", "form": "application/json", "templates": "text/plain", "texts": "text/plain"}

page = Blueprint("editor", __name__, url_prefix="/definitions/<any(decision, form, templates, texts):kind>/<key>")


@page.get("/source")
def source(kind: str, key: str) -> Response:
    """The file of `?version=`, or of the latest."""
    engine, actor = current_engine(), current_actor()
    chosen = version_of(versions(engine, actor, kind, key), request.args.get("version", type=int))
    return Response(engine.source(actor, chosen.id, kind), mimetype=_TYPES[kind])


@page.get("/editor")
def show(kind: str, key: str) -> str:
    current_actor().require(Permission.DEFINITION_DEPLOY)
    work = editing.opened(kind, key)
    return render_template(
        "definitions/editor.html", work=work, name=work.name, config=editing.config(work), island=ISLANDS[kind]
    )


@page.post("/check")
def check(kind: str, key: str) -> ResponseReturnValue:
    return publishing.check(kind, key)


@page.post("/publish")
def publish(kind: str, key: str) -> ResponseReturnValue:
    return publishing.publish(kind, key)
