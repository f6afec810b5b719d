"""/definitions/drafts: drafts of definitions, saved from the editors; looked at, published or discarded here."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import DeploymentRefused, NotFound, Rejected
from engine.identity.permission import Permission
from engine.model.command import DiscardDefinitionDraft, PublishDefinitionDraft, SaveDefinitionDraft
from engine.model.view import DefinitionDraft
from webui.catalogue import t
from webui.definitions import editing, publishing
from webui.definitions.drafted import drafted, edit_url, name_of, others
from webui.definitions.files import LONGEST_COMMENT
from webui.definitions.problems import ordered
from webui.errors import status_of
from webui.resending import command_id, new_token
from webui.session import current_actor, current_engine
from webui.wording import message_of

page = Blueprint("drafts", __name__, url_prefix="/definitions")


@page.context_processor
def _links() -> dict[str, object]:
    return {"draft_edit_url": edit_url}


@page.post("/<any(process, decision, form, templates, texts):kind>/<key>/draft")
def save(kind: str, key: str) -> ResponseReturnValue:
    """JSON {source} -> the editor's new links; 409 when somebody else saved the file since `?revision=`."""
    seen = request.args.get("seen", 0, type=int)
    command = SaveDefinitionDraft(
        draft_id=request.args.get("draft", ""),
        kind=kind,
        key=key,
        content=publishing.sent_source(),
        revision=request.args.get("revision", 0, type=int),
        base_version=seen,
    )
    saved = current_engine().execute(command, current_actor())
    return jsonify(editing.links(kind, key, seen, saved.draft_id, saved.revision))


@page.get("/drafts/<draft_id>")
def show(draft_id: str) -> str:
    return _page_of(draft_id)


@page.get("/drafts/<draft_id>/<any(process, decision, form, templates, texts):kind>/<key>")
def source(draft_id: str, kind: str, key: str) -> Response:
    """One file as it was last saved."""
    data = current_engine().draft_source(current_actor(), draft_id, kind, key)
    return Response(data, mimetype="application/octet-stream")


@page.get("/drafts/<draft_id>/add")
def add(draft_id: str) -> ResponseReturnValue:
    """To the editor of `?definition=kind/key`, which becomes part of the draft when it is saved."""
    draft = current_engine().definition_draft(current_actor(), draft_id)
    kind, _, key = request.args.get("definition", "").partition("/")
    if (kind, key) not in {(each.kind, each.key) for each in others(draft)}:
        raise NotFound("page.definition_unknown", key=key)
    return redirect(edit_url(kind, key, draft_id))


@page.post("/drafts/<draft_id>/publish")
def publish(draft_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.DEFINITION_DEPLOY)
    comment = request.form.get("comment", "")[: LONGEST_COMMENT + 1]
    command = PublishDefinitionDraft(
        command_id=command_id(actor.user_id, request.form.get("token")),
        draft_id=draft_id,
        revision=request.form.get("revision", 0, type=int),
        comment=comment,
        replaces=_replaced(request.form.getlist("replaces")),
    )
    try:
        draft = next((each for each in engine.definition_drafts(actor) if each.id == draft_id), None)
        engine.execute(command, actor)
    except DeploymentRefused:
        return _page_of(draft_id, mistake=t("drafts.refused"), comment=comment), 422
    except NotFound:
        raise
    except Rejected as rejected:
        return _page_of(draft_id, mistake=message_of(rejected), comment=comment), status_of(rejected)
    flash(t("drafts.published"), "success")
    return redirect(_home(draft))


@page.post("/drafts/<draft_id>/discard")
def discard(draft_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    draft = engine.definition_draft(actor, draft_id)
    command = DiscardDefinitionDraft(draft_id=draft_id, revision=request.form.get("revision", 0, type=int))
    engine.execute(command, actor)
    flash(t("drafts.discarded", name=name_of(draft)), "success")
    return redirect(_home(draft))


def _page_of(draft_id: str, **more: Any) -> str:
    """What is in a draft, what is wrong with it, and what it would replace."""
    engine, actor = current_engine(), current_actor()
    draft = engine.definition_draft(actor, draft_id)
    problems = ordered(engine.check(actor, engine.draft_files(actor, draft_id)))
    files = [drafted(draft, each) for each in draft.files]
    return render_template(
        "definitions/draft.html",
        draft=draft,
        name=name_of(draft),
        files=files,
        others=others(draft),
        older=[each for each in files if each.is_older],
        problems=problems,
        is_faulty=any(each.severity == "error" for each in problems),
        longest=LONGEST_COMMENT,
        token=new_token(),
        **more,
    )


def _replaced(sent: list[str]) -> dict[str, int]:
    """kind/key=version, each."""
    pairs = (each.rpartition("=") for each in sent)
    return {name: int(version) for name, _, version in pairs if name and version.isdecimal() and len(version) < 9}


def _home(draft: DefinitionDraft | None) -> str:
    """The page of what the draft is about; the list where nothing of it is published."""
    if draft is None or not current_engine().versions(current_actor(), draft.kind, draft.key):
        return url_for("definitions.index")
    return url_for("definitions.show", kind=draft.kind, key=draft.key)
