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
    """JSON {source} -> {problems: [{severity, file, line, element, message}]}; with the other files of `?draft=`."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    own, files = edited_files(kind, key)
    return jsonify(problems=problems_json(current_engine().check(current_actor(), files, keeps_drawings=False), own))


def edited_files(kind: str, key: str) -> tuple[str, dict[str, bytes]]:
    """The name of the edited file, and all that would be published with it. Raises Rejected, NotFound."""
    engine, actor = current_engine(), current_actor()
    own, draft_id = engine.file_name(actor, kind, key), request.args.get("draft")
    beside = engine.draft_files(actor, draft_id) if draft_id else {}
    return own, beside | {own: sent_source()}


def publish(kind: str, key: str) -> ResponseReturnValue:
    """JSON {source, comment} -> {version, url, publishUrl}; 422 {problems}; 409 when `?seen=` is the latest no more."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    latest = _latest(kind, key)
    own = current_engine().file_name(current_actor(), kind, key)
    command = DeployFiles(
        files={own: sent_source()},
        comment=sent_text("comment").strip()[:LONGEST_COMMENT],
        expected_versions={f"{kind}/{key}": request.args.get("seen", 0, type=int)},
    )
    try:
        current_engine().execute(command, current_actor())
    except DeploymentRefused as refused:
        return jsonify(problems=problems_json(refused.problems, own)), 422
    return _published(latest, versions(current_engine(), current_actor(), kind, key)[0])


def _published(before: DefinitionView | None, after: DefinitionView) -> ResponseReturnValue:
    if before is not None and after.version == before.version:
        raise Rejected("page.definition_unchanged", version=before.version)
    url = url_for("definitions.show", kind=after.kind, key=after.key)
    return jsonify(version=after.version, url=url, publishUrl=publish_url(after.kind, after.key, after.version))


def publish_url(kind: str, key: str, seen: int) -> str:
    """Where to send the version after the one that was seen."""
    if kind == "process":
        return url_for("modeler.publish", key=key, seen=seen)
    return url_for("editor.publish", kind=kind, key=key, seen=seen)


def editor_url(chosen: DefinitionView) -> str:
    """Where that version is edited."""
    if chosen.kind == "process":
        return url_for("modeler.show", key=chosen.key, version=chosen.version)
    return url_for("editor.show", kind=chosen.kind, key=chosen.key, version=chosen.version)


def _latest(kind: str, key: str) -> DefinitionView | None:
    """None for a process that is drawn for the first time. Raises NotFound for other kinds."""
    if kind == "process" and not current_engine().versions(current_actor(), kind, key):
        return None
    return versions(current_engine(), current_actor(), kind, key)[0]


def sent_source() -> bytes:
    """The edited file: XML or JSON. Raises Rejected."""
    try:
        return sent_text("source").encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise Rejected("command.bad_text") from None


def sent_text(name: str) -> str:
    """A text of the JSON body. Raises Rejected."""
    body = request.get_json()
    text = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise Rejected("page.body_unreadable", name=name)
    return text
