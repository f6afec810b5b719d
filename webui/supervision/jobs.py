"""/supervision/jobs: what the engine has to do in all cases: due, being done, given up."""

from flask import Blueprint, render_template, request

from webui import paging
from webui.session import current_actor, current_engine
from webui.texts import element_names

page = Blueprint("jobs", __name__, url_prefix="/supervision/jobs")

STATES = ("failed", "due", "leased")
KINDS = ("timer", "handler", "external", "step", "message", "signal", "buffer")


@page.get("")
def index() -> str:
    """The longest due first."""
    engine, actor = current_engine(), current_actor()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    state, kind = state if state in STATES else STATES[0], kind if kind in KINDS else ""
    found = paging.part(engine.job_lines, actor, state, kind or None)
    names = {each: element_names(engine, actor, each) for each in {job.definition_id for job in found.items} if each}
    return render_template(
        "supervision/jobs.html", found=found, state=state, states=STATES, kind=kind, kinds=KINDS, names=names
    )
