"""/definitions/process/<key>/compare: what differs between two versions, or a draft and a version, on the diagram."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from engine.errors import NotFound
from engine.model.view import DefinitionDraft, DefinitionView
from webui.catalogue import t
from webui.definitions.listing import versions
from webui.layout import can
from webui.moments import short
from webui.session import current_actor, current_engine
from webui.texts import on_diagram, said
from webui.wording import person

DRAFT = "draft:"

page = Blueprint("compare", __name__, url_prefix="/definitions/process/<key>/compare")


@dataclass(frozen=True)
class Side:
    """`value`: in the address; `label`: in the list to choose from; `title`: above the diagram."""

    value: str
    label: str
    title: str
    url: str
    base_version: int
    source: Callable[[], bytes]


@page.get("")
def show(key: str) -> str:
    """`?from=` and `?to=`, a version or `draft:<id>`; the latest, and what it came from, when they are left out."""
    engine, actor = current_engine(), current_actor()
    found = versions(engine, actor, "process", key)
    drafts = engine.definition_drafts(actor, "process", key) if can("definition.deploy") else []
    sides = {side.value: side for side in (*map(_draft, drafts), *map(_version, found))}
    after = _chosen(sides, request.args.get("to"), found[0].version)
    before = _chosen(sides, request.args.get("from"), max(after.base_version, 1))
    texts = {**on_diagram(before.source()), **on_diagram(after.source())}
    config = {"before": _shown(before), "after": _shown(after), "texts": texts}
    name = said(found[0].name) or key
    return render_template(
        "definitions/compare.html", key=key, name=name, sides=sides, before=before, after=after, config=config
    )


def _chosen(sides: dict[str, Side], asked: str | None, otherwise: int) -> Side:
    """What is neither a number nor a draft is left out. Raises NotFound."""
    value = asked if asked and (asked.startswith(DRAFT) or asked.isdecimal()) else str(otherwise)
    if value not in sides:
        raise NotFound("page.definition_unknown", key=value)
    return sides[value]


def _version(view: DefinitionView) -> Side:
    by = person(view.deployed_by) or t("actor.system")
    return Side(
        value=str(view.version),
        label=f"v{view.version} · {short(view.deployed_at)} · {by}",
        title=t("compare.side", version=view.version, comment=view.comment or "—"),
        url=url_for("modeler.source", key=view.key, version=view.version),
        base_version=view.version - 1,
        source=lambda: current_engine().source(current_actor(), view.id),
    )


def _draft(draft: DefinitionDraft) -> Side:
    saved = {"by": person(draft.saved_by), "at": short(draft.saved_at)}
    file = draft.file(draft.kind, draft.key)
    return Side(
        value=f"{DRAFT}{draft.id}",
        label=t("drafts.choice", **saved),
        title=t("drafts.side", **saved),
        url=url_for("drafts.source", draft_id=draft.id, kind=draft.kind, key=draft.key),
        base_version=file.base_version if file else 0,
        source=lambda: current_engine().draft_source(current_actor(), draft.id, draft.kind, draft.key),
    )


def _shown(side: Side) -> dict[str, str]:
    return {"xmlUrl": side.url, "title": side.title}
