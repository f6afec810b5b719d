"""Who is signed in. Every page asks for that, unless it is listed as public."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user

from engine.api import Engine
from engine.identity.actor import Actor
from webui.catalogue import t

PUBLIC = frozenset({"static", "health.show", "health.ready", "login.show", "login.enter", "home.choose_language"})


class SignedIn:
    """What Flask-Login keeps for one request: the actor, looked up anew, so that a removed right ends at once."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return self.actor.user_id


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_require_login)


def current_engine() -> Engine:
    return cast(Engine, current_app.extensions["kefuflow"])


def current_actor() -> Actor:
    """Only behind the login."""
    return cast(SignedIn, current_user).actor


def is_signed_in() -> bool:
    return bool(current_user.is_authenticated)


def wants_json() -> bool:
    """Whether the caller is a script of a page, and not a person who sees the answer."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def local_path(target: str | None) -> str | None:
    """The target when it leads to a page of this site, else None."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(character.isspace() or not character.isprintable() for character in target):
        return None  # browsers drop tabs and line breaks: "/\t/elsewhere" would become "//elsewhere"
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def page_before() -> str | None:
    """The page of this site that the reader came from; None when it is the one asked for."""
    came_from = request.referrer or ""
    path = local_path(came_from.removeprefix(request.host_url.rstrip("/")))
    return path if path and path.partition("?")[0] != request.path else None


def sign_in(actor: Actor) -> None:
    """For as long as the password stays what it is."""
    session["credential"] = current_engine().credential_mark(actor.user_id)
    login_user(SignedIn(actor))


def without_user() -> None:
    """Nobody is looked up any more for this answer, which only says that nothing can be looked up."""
    g._login_user = AnonymousUserMixin()


def _load(user_id: str) -> SignedIn | None:
    actor = current_engine().signed_in(user_id, session.get("credential", ""))
    return SignedIn(actor) if actor is not None else None


def _require_login() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in PUBLIC or is_signed_in():
        return None
    if wants_json() or "HX-Request" in request.headers:
        return jsonify(message=t("login.needed")), 401
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("login.show", next=back))
