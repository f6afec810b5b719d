"""/login and /logout."""

import math

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from engine.identity.actor import Actor
from webui.catalogue import t
from webui.preferences.choice import asked_at_door, take_up
from webui.session import current_engine, is_signed_in, local_path, sign_in

page = Blueprint("login", __name__)
LONGEST_NAME = 200


@page.get("/login")
def show() -> ResponseReturnValue:
    if is_signed_in():
        return redirect(url_for("home.show"))
    return _form()


@page.post("/login")
def enter() -> ResponseReturnValue:
    user_id = request.form.get("user_id", "").strip()[:LONGEST_NAME]
    engine, address = current_engine(), request.remote_addr or ""
    if wait := engine.admit_login(user_id, address).total_seconds():
        return _form(t("login.wait", minutes=math.ceil(wait / 60))), 429, {"Retry-After": str(math.ceil(wait))}
    actor = engine.authenticate(user_id, request.form.get("password", ""))
    if actor is None:
        return _form(t("login.wrong")), 401
    engine.forgive_login(user_id, address)
    _begin(actor)
    return redirect(local_path(request.values.get("next")) or url_for("home.show"))


@page.post("/logout")
def leave() -> ResponseReturnValue:
    logout_user()
    _forget()
    return redirect(url_for("login.show"))


def _begin(actor: Actor) -> None:
    asked = asked_at_door()
    _forget()
    sign_in(actor)
    take_up(actor, asked)


def _forget() -> None:
    """Nothing of the session before stays, but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _form(problem: str = "") -> str:
    return render_template(
        "login/login.html",
        problem=problem,
        user_id=request.form.get("user_id", ""),
        next=local_path(request.values.get("next")) or "",
    )
