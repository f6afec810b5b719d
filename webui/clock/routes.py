"""POST /clock moves business time ahead, in a demo only, and shows at once what that sets off."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.model.command import AdvanceClock
from webui import moments
from webui.catalogue import t
from webui.layout import CLOCK_STEPS
from webui.session import current_actor, current_engine, local_path

page = Blueprint("clock", __name__)


@page.post("/clock")
def advance() -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    if not engine.is_demo():
        abort(404)
    seconds = request.form.get("seconds", type=int)
    if seconds not in CLOCK_STEPS:
        abort(422)
    now = engine.execute(AdvanceClock(seconds=float(seconds)), actor)
    engine.settle()
    flash(t("clock.advanced", time=moments.short(now)), "info")
    return redirect(local_path(request.form.get("back")) or url_for("home.show"))
