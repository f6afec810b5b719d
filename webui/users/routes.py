"""/users: accounts, their roles and groups, new passwords."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import NotFound, Rejected
from engine.identity.group import DESK
from engine.identity.password import random_password
from engine.identity.permission import Permission
from engine.identity.role import ASSIGNABLE, Role
from engine.model.command import ChangePassword, ChangeUser, CreateUser
from engine.model.view import UserView
from webui.catalogue import t
from webui.session import current_actor, current_engine
from webui.users.account import Account, account_in
from webui.wording import message_of

page = Blueprint("users", __name__, url_prefix="/users")

ROLES = tuple(role.value for role in Role if role in ASSIGNABLE)


@page.before_request
def _for_administrators() -> None:
    current_actor().require(Permission.USER_ADMIN)


@page.get("")
def index() -> str:
    return render_template("users/list.html", users=_users())


@page.get("/new")
def new() -> str:
    return _form(Account())


@page.post("/new")
def create() -> ResponseReturnValue:
    account, password = account_in(request.form), random_password()
    command = CreateUser(
        user_id=account.user_id,
        name=account.name,
        roles=list(account.roles),
        groups=list(account.groups),
        password=password,
    )
    try:
        current_engine().execute(command, current_actor())
    except Rejected as rejected:
        return _form(account, message_of(rejected)), 422
    return _password_page(account.user_id, account.name, password)


@page.get("/<user_id>")
def show(user_id: str) -> str:
    user = _user(user_id)
    account = Account(user.id, user.name, user.roles, user.groups, user.is_active)
    return _form(account, is_new=False)


@page.post("/<user_id>")
def change(user_id: str) -> ResponseReturnValue:
    account = account_in(request.form, _user(user_id).id)
    command = ChangeUser(
        user_id=user_id,
        name=account.name,
        roles=list(account.roles),
        groups=list(account.groups),
        is_active=account.is_active,
    )
    try:
        current_engine().execute(command, current_actor())
    except Rejected as rejected:
        return _form(account, message_of(rejected), is_new=False), 422
    flash(t("users.changed", name=account.name), "success")
    return redirect(url_for("users.index"))


@page.post("/<user_id>/password")
def reset_password(user_id: str) -> ResponseReturnValue:
    user, password = _user(user_id), random_password()
    current_engine().execute(ChangePassword(user_id=user.id, password=password), current_actor())
    return _password_page(user.id, user.name, password)


def _users() -> list[UserView]:
    return current_engine().users(current_actor())


def _user(user_id: str) -> UserView:
    """Raises NotFound."""
    for user in _users():
        if user.id == user_id:
            return user
    raise NotFound("page.user_unknown", user=user_id)


def _form(account: Account, problem: str = "", *, is_new: bool = True) -> str:
    in_use = {group for user in _users() for group in user.groups}
    groups = list(dict.fromkeys([*(group.group_id for group in DESK), *sorted(in_use), *account.groups]))
    return render_template(
        "users/account.html", account=account, problem=problem, is_new=is_new, roles=ROLES, groups=groups
    )


def _password_page(user_id: str, name: str, password: str) -> str:
    """The only time that it is shown: it goes into no redirect and no cookie."""
    return render_template("users/password.html", user_id=user_id, name=name, password=password)
