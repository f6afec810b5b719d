"""/preferences: one's own language and time zone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webui import moments
from webui.catalogue import LANGUAGES, t
from webui.preferences.choice import choose, time_zones

page = Blueprint("preferences", __name__, url_prefix="/preferences")


@page.get("")
def show() -> str:
    return render_template(
        "preferences/index.html", languages=tuple(LANGUAGES), zones=time_zones(), zone=moments.zone().key
    )


@page.post("")
def change() -> ResponseReturnValue:
    choose(request.form.get("language"), request.form.get("time_zone") or None)
    flash(t("preferences.kept"), "success")
    return redirect(url_for("preferences.show"))
