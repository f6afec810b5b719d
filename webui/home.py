"""Where the site begins, and the language it speaks."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webui import navigation
from webui.preferences.choice import choose
from webui.session import current_actor, local_path

page = Blueprint("home", __name__)


@page.get("/")
def show() -> ResponseReturnValue:
    return redirect(navigation.home_of(current_actor()))


@page.post("/language")
def choose_language() -> ResponseReturnValue:
    choose(request.form.get("language"))
    return redirect(local_path(request.form.get("back")) or url_for("home.show"))
