"""/tokens: what other programs come in with."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.identity.group import DESK
from engine.identity.permission import Permission
from engine.identity.token import new_token
from engine.model.token import CreateToken, RevokeToken
from webui.catalogue import t
from webui.session import current_actor, current_engine
from webui.tokens.wish import DAYS, Wish, wish_in
from webui.users.routes import ROLES
from webui.wording import message_of

page = Blueprint("tokens", __name__, url_prefix="/tokens")


@page.before_request
def _for_administrators() -> None:
    current_actor().require(Permission.USER_ADMIN)


@page.get("")
def index() -> str:
    real_now = datetime.now(UTC)
    found = [(token, token.state(real_now)) for token in current_engine().tokens(current_actor())]
    return render_template("tokens/list.html", tokens=found)


@page.get("/new")
def new() -> str:
    return _form(Wish())


@page.post("/new")
def create() -> ResponseReturnValue:
    """The text is shown now and never again: it goes into no redirect and no cookie."""
    wish, made = wish_in(request.form), new_token()
    command = CreateToken(
        token_id=made.id,
        digest=made.digest,
        name=wish.name,
        roles=list(wish.roles),
        groups=list(wish.groups),
        topics=list(wish.topics),
        expires_at=wish.expires_at(),
    )
    try:
        current_engine().execute(command, current_actor())
    except Rejected as rejected:
        return _form(wish, message_of(rejected)), 422
    return render_template("tokens/made.html", name=wish.name, text=made.text)


@page.post("/<token_id>/revoke")
def revoke(token_id: str) -> ResponseReturnValue:
    current_engine().execute(RevokeToken(token_id=token_id), current_actor())
    flash(t("tokens.was_revoked"), "success")
    return redirect(url_for("tokens.index"))


def _form(wish: Wish, problem: str = "") -> str:
    in_use = {group for user in current_engine().users(current_actor()) for group in user.groups}
    groups = list(dict.fromkeys([*(group.group_id for group in DESK), *sorted(in_use), *wish.groups]))
    return render_template("tokens/new.html", wish=wish, problem=problem, roles=ROLES, groups=groups, days=DAYS)
