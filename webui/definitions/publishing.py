"""What every editor does: say what a deployment would say, and publish what was edited as the next version."""

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import DeploymentRefused, Rejected
from engine.identity.permission import Permission
from engine.model.command import DeployFiles
from engine.model.view import DefinitionView
from webui.definitions.files import LONGEST_COMMENT
from webui.definitions.listing import versions
from webui.definitions.problems import problems_json
from webui.session import current_actor, current_engine


def check(kind: str, key: str) -> ResponseReturnValue:
    """JSON {source} -> {problems: [{severity, line, element, message}]}."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    problems = current_engine().check(current_actor(), {_file(_latest(kind, key), key): sent_source()})
    return jsonify(problems=problems_json(problems))


def publish(kind: str, key: str) -> ResponseReturnValue:
    """JSON {source, comment} -> {version, url, publishUrl}; 422 {problems}; 409 when `?seen=` is the latest no more."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    latest = _latest(kind, key)
    command = DeployFiles(
        files={_file(latest, key): sent_source()},
        comment=sent_text("comment").strip()[:LONGEST_COMMENT],
        expected_versions={f"{kind}/{key}": request.args.get("seen", 0, type=int)},
    )
    try:
        current_engine().execute(command, current_actor())
    except DeploymentRefused as refused:
        return jsonify(problems=problems_json(refused.problems)), 422
    return _published(latest, versions(current_engine(), current_actor(), kind, key)[0])


def _published(before: DefinitionView | None, after: DefinitionView) -> ResponseReturnValue:
    if before is not None and after.version == before.version:
        raise Rejected("page.definition_unchanged", version=before.version)
    url = url_for("definitions.show", kind=after.kind, key=after.key)
    return jsonify(version=after.version, url=url, publishUrl=publish_url(after))


def publish_url(latest: DefinitionView) -> str:
    """Where to send the version after this one."""
    if latest.kind == "process":
        return url_for("modeler.publish", key=latest.key, seen=latest.version)
    return url_for("editor.publish", kind=latest.kind, key=latest.key, seen=latest.version)


def editor_url(chosen: DefinitionView) -> str | None:
    """Where that version is edited; None for notice templates, which are uploaded."""
    if chosen.kind == "process":
        return url_for("modeler.show", key=chosen.key, version=chosen.version)
    if chosen.kind in ("decision", "form"):
        return url_for("editor.show", kind=chosen.kind, key=chosen.key, version=chosen.version)
    return None


def _latest(kind: str, key: str) -> DefinitionView | None:
    """None for a process that is drawn for the first time. Raises NotFound for other kinds."""
    if kind == "process" and not current_engine().versions(current_actor(), kind, key):
        return None
    return versions(current_engine(), current_actor(), kind, key)[0]


def _file(latest: DefinitionView | None, key: str) -> str:
    return latest.file if latest else f"{key}.bpmn"


def sent_source() -> bytes:
    """The edited file: XML or JSON. Raises Rejected."""
    return sent_text("source").encode()


def sent_text(name: str) -> str:
    """A text of the JSON body. Raises Rejected."""
    body = request.get_json()
    text = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise Rejected("page.body_unreadable", name=name)
    return text
