"""/definitions/process/<key>/compare: what differs between two versions, on the diagram."""

from flask import Blueprint, render_template, request, url_for

from engine.model.view import DefinitionView
from webui.catalogue import t
from webui.definitions.listing import version_of, versions
from webui.session import current_actor, current_engine

page = Blueprint("compare", __name__, url_prefix="/definitions/process/<key>/compare")


@page.get("")
def show(key: str) -> str:
    """`?from=` and `?to=`; the latest and the one before it when they are left out. Raises NotFound."""
    found = versions(current_engine(), current_actor(), "process", key)
    after = version_of(found, request.args.get("to", type=int))
    before = version_of(found, request.args.get("from", max(after.version - 1, 1), type=int))
    config = {"before": _side(before), "after": _side(after)}
    return render_template("definitions/compare.html", versions=found, before=before, after=after, config=config)


def _side(chosen: DefinitionView) -> dict[str, str]:
    title = t("compare.side", version=chosen.version, comment=chosen.comment or "—")
    return {"xmlUrl": url_for("modeler.source", key=chosen.key, version=chosen.version), "title": title}
