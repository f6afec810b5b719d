"""/definitions: processes, decisions, forms and notice templates; their versions; putting new ones in."""

import io
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from engine.errors import DeploymentRefused, Rejected
from engine.identity.permission import Permission
from engine.model.command import DeployFiles
from engine.model.view import DefinitionDraft, DefinitionView
from webui.catalogue import language, t
from webui.definitions import body_limit, drafted, publishing
from webui.definitions.files import LONGEST_COMMENT, SUFFIXES, uploaded
from webui.definitions.listing import KINDS, rows, version_of, versions
from webui.definitions.problems import ordered
from webui.errors import failed, status_of
from webui.layout import can
from webui.session import current_actor, current_engine
from webui.texts import element_names, on_diagram
from webui.wording import message_of

DIAGRAMS = ("process", "drawing")

page = Blueprint("definitions", __name__, url_prefix="/definitions")
page.record_once(body_limit.install)


@page.context_processor
def _links() -> dict[str, object]:
    return {"editor_url": publishing.editor_url, "draft_name": drafted.name_of, "draft_edit_url": drafted.edit_url}


def _drafts(kind: str | None = None, key: str | None = None) -> list[DefinitionDraft]:
    """None for who may not draft."""
    return current_engine().definition_drafts(current_actor(), kind, key) if can("definition.deploy") else []


@page.get("")
def index() -> str:
    engine, actor = current_engine(), current_actor()
    listing = {kind: rows(engine, actor, kind) for kind in KINDS}
    return render_template("definitions/list.html", listing=listing, drafts=_drafts())


@page.get("/<any(process, decision, form, templates, texts, drawing):kind>/<key>")
def show(kind: str, key: str) -> str:
    found = versions(current_engine(), current_actor(), kind, key)
    chosen = version_of(found, request.args.get("version", type=int))
    viewer = _viewer(chosen) if kind in DIAGRAMS else None
    drafts = _drafts(kind, key)
    timers = current_engine().start_timers(current_actor(), key) if viewer else []
    return render_template(
        "definitions/versions.html",
        versions=found,
        chosen=chosen,
        viewer=viewer,
        drafts=drafts,
        retention=current_engine().retentions(current_actor()).get(key) if kind == "process" else None,
        timers=timers,
        names=element_names(current_engine(), current_actor(), chosen.id) if timers else {},
    )


def _viewer(chosen: DefinitionView) -> dict[str, Any]:
    source = current_engine().source(current_actor(), chosen.id, chosen.kind)
    url = url_for("modeler.source", key=chosen.key, version=chosen.version)
    if chosen.kind != "process":
        url = url_for("definitions.download", kind=chosen.kind, key=chosen.key, version=chosen.version)
    return {"xmlUrl": url, "texts": on_diagram(source)}


@page.get("/<any(process, decision, form, templates, texts, drawing):kind>/<key>/<int:version>/file")
def download(kind: str, key: str, version: int) -> Response:
    """The file as it was deployed."""
    engine, actor = current_engine(), current_actor()
    chosen = version_of(versions(engine, actor, kind, key), version)
    content = io.BytesIO(engine.source(actor, chosen.id, kind))
    return send_file(content, "application/octet-stream", as_attachment=True, download_name=chosen.file)


@page.get("/element-templates.json")
def element_templates() -> Response:
    """For the modeler, and to be put beside a desktop Camunda Modeler."""
    return jsonify(current_engine().element_templates(current_actor(), language()))


@page.route("/upload", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    current_actor().require(Permission.DEFINITION_DEPLOY)
    return _deploy() if request.method == "POST" else _upload_page()


def _deploy() -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    comment = request.form.get("comment", "").strip()[:LONGEST_COMMENT]
    try:
        files = uploaded(request.files.getlist("files"))
        deployment = engine.execute(DeployFiles(files=files, comment=comment), actor)
    except DeploymentRefused as refused:
        return _upload_page(problems=ordered(refused.problems), is_refused=True, comment=comment), 422
    except Rejected as rejected:
        return _upload_page(mistake=message_of(rejected), comment=comment), status_of(rejected)
    made = [each for kind in KINDS for each in engine.definitions(actor, kind) if each.deployment_id == deployment.id]
    return _upload_page(problems=ordered(deployment.warnings), is_done=True, made=made)


@page.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Back to the form of an upload; nothing of the request can be read, not even the comment."""
    if request.endpoint != "definitions.upload" or not can("definition.deploy"):
        return failed(error)
    mistake = t("upload.too_large", megabytes=body_limit.MEGABYTES)
    return _upload_page(mistake=mistake), 413


def _upload_page(**results: object) -> str:
    return render_template("definitions/upload.html", suffixes=SUFFIXES, megabytes=body_limit.MEGABYTES, **results)
