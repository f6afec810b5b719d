"""Where the site begins, and the language it speaks."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from webui import navigation
from webui.catalogue import LANGUAGES
from webui.session import current_actor, local_path

page = Blueprint("home", __name__)


@page.get("/")
def show() -> ResponseReturnValue:
    return redirect(navigation.home_of(current_actor()))


@page.post("/language")
def choose_language() -> ResponseReturnValue:
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    return redirect(local_path(request.form.get("back")) or url_for("home.show"))
