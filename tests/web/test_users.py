"""Accounts, kept by an administrator."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine

SignIn = Callable[[str], FlaskClient]

NEW = {
    "user_id": "he",
    "name": "何苗",
    "roles": ["agent"],
    "groups": ["junior_agents"],
    "more_groups": "night，weekend",
}


def password_in(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


def account(engine: Engine, user_id: str) -> tuple[str, tuple[str, ...], tuple[str, ...], bool]:
    [user] = [each for each in engine.users(SYSTEM) if each.id == user_id]
    return user.name, user.roles, user.groups, user.is_active


def test_everybody_is_listed_in_words(sign_in: SignIn) -> None:
    page = sign_in("admin").get("/users").text
    assert all(text in page for text in ("林晓", "客服专员", "初级客服", "审计"))


def test_a_new_user_gets_a_password_that_is_shown_once(engine: Engine, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    answer = admin.post("/users/new", data=NEW)
    password = password_in(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert password not in admin.get("/users").text + admin.get("/users/he").text
    assert engine.authenticate("he", password) is not None
    assert account(engine, "he") == ("何苗", ("agent",), ("junior_agents", "night", "weekend"), True)


MISTAKES = [
    (NEW | {"user_id": "lin"}, "the id is taken", "“lin”已被使用"),  # and not whose it is
    (NEW | {"user_id": "../he"}, "no id", "字母、数字"),
    (NEW | {"user_id": "h" * 65}, "too long", "1 到 64 个字符"),
    (NEW | {"user_id": ""}, "nothing typed", "1 到 64 个字符"),
    (NEW | {"roles": ["system"]}, "a role that nobody may have", "system"),
    (NEW | {"roles": ["king"]}, "a role that does not exist", "king"),
]


@pytest.mark.parametrize(("data", "why", "said"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_keeps_what_was_typed(
    engine: Engine, sign_in: SignIn, data: dict[str, object], why: str, said: str
) -> None:
    before = engine.users(SYSTEM)
    answer = sign_in("admin").post("/users/new", data=data)
    assert answer.status_code == 422, why
    assert "何苗" in answer.text
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert engine.users(SYSTEM) == before


def test_roles_and_groups_are_changed(engine: Engine, sign_in: SignIn) -> None:
    data = {"name": "林晓晓", "roles": ["agent", "team_lead"], "groups": [], "is_active": "yes"}
    answer = sign_in("admin").post("/users/lin", data=data, follow_redirects=True)
    assert "林晓晓" in answer.text
    assert account(engine, "lin") == ("林晓晓", ("agent", "team_lead"), (), True)


def test_a_disabled_user_is_out_at_once(sign_in: SignIn) -> None:
    lin = sign_in("lin")
    assert lin.get("/tasks/mine").status_code == 200
    sign_in("admin").post("/users/lin", data={"name": "林晓", "roles": ["agent"]})
    assert lin.get("/tasks/mine").status_code == 302


def test_a_new_password_ends_the_old_one(engine: Engine, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    old = password_in(admin.post("/users/lin/password").text)
    new = password_in(admin.post("/users/lin/password").text)
    assert engine.authenticate("lin", old) is None
    assert engine.authenticate("lin", new) is not None


def test_an_unknown_user_is_404(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    assert admin.get("/users/nobody").status_code == 404
    assert admin.post("/users/nobody", data={"name": "x"}).status_code == 404
    assert admin.post("/users/nobody/password").status_code == 404
