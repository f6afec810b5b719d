"""/definitions/process/<key>: open a version in the modeler, check it, publish it as the next one."""

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import DeploymentRefused, Rejected
from engine.identity.permission import Permission
from engine.model.command import DeployFiles
from engine.model.view import DefinitionView
from webui.definitions.files import LONGEST_COMMENT
from webui.definitions.listing import version_of, versions
from webui.definitions.problems import problems_json
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
        "publishUrl": _publish_url(found[0]),
        "processKey": key,
        "version": chosen.version,
        "canPublish": True,
    }
    return render_template("definitions/modeler.html", chosen=chosen, latest=found[0], config=config)


@page.post("/check")
def check(key: str) -> ResponseReturnValue:
    """JSON {xml} -> {problems: [{severity, line, element, message}]}."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    latest = _versions(key)[0]
    problems = current_engine().check(current_actor(), {latest.file: _xml()})
    return jsonify(problems=problems_json(problems))


@page.post("/publish")
def publish(key: str) -> ResponseReturnValue:
    """JSON {xml, comment} -> {version, url, publishUrl}; 422 {problems}; 409 when `?seen=` is the latest no more."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    latest = _versions(key)[0]
    command = DeployFiles(
        files={latest.file: _xml()},
        comment=_text("comment").strip()[:LONGEST_COMMENT],
        expected_versions={key: request.args.get("seen", 0, type=int)},
    )
    try:
        current_engine().execute(command, current_actor())
    except DeploymentRefused as refused:
        return jsonify(problems=problems_json(refused.problems)), 422
    return _published(latest, _versions(key)[0])


def _published(before: DefinitionView, after: DefinitionView) -> ResponseReturnValue:
    if after.version == before.version:
        raise Rejected("page.definition_unchanged", version=before.version)
    url = url_for("definitions.show", kind="process", key=after.key)
    return jsonify(version=after.version, url=url, publishUrl=_publish_url(after))


def _publish_url(latest: DefinitionView) -> str:
    return url_for("modeler.publish", key=latest.key, seen=latest.version)


def _versions(key: str) -> list[DefinitionView]:
    return versions(current_engine(), current_actor(), "process", key)


def _xml() -> bytes:
    return _text("xml").encode()


def _text(name: str) -> str:
    """A text of the JSON body. Raises Rejected."""
    body = request.get_json()
    text = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise Rejected("page.body_unreadable", name=name)
    return text
