"""/archives: where ended cases went, and the signed checkpoints; how long the cases of a process are kept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.identity.permission import Permission
from engine.model.archive import SetRetention
from webui import paging
from webui.catalogue import t
from webui.operations.reason import reason
from webui.session import current_actor, current_engine

page = Blueprint("archives", __name__, url_prefix="/archives")


@page.get("")
def index() -> str:
    engine, actor = current_engine(), current_actor()
    actor.require(Permission.HISTORY_EXPORT)
    found = paging.part(engine.archived_cases, actor, paging.search())
    return render_template(
        "archives/index.html",
        found=found,
        archives=engine.archives(actor),
        checkpoints=engine.checkpoints(actor),
    )


@page.post("/retention/<key>")
def keep(key: str) -> ResponseReturnValue:
    """An empty field: for ever."""
    days = _days(request.form.get("days", "").strip())
    current_engine().execute(SetRetention(process_key=key, days=days, reason=reason()), current_actor())
    flash(t("archives.kept_for", days=days) if days else t("archives.kept_forever"), "success")
    return redirect(url_for("definitions.show", kind="process", key=key))


def _days(text: str) -> int | None:
    """Raises Rejected for what is no number."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Rejected("archive.bad_days", days=text, longest=36500)
    return int(text)
