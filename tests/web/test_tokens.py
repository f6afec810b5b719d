"""The page of tokens, for administrators."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine

SignIn = Callable[[str], FlaskClient]
NEW = {"name": "账务", "topics": "credit.check，mail", "roles": ["agent"], "groups": ["junior_agents"], "days": "30"}


def text_in(page: str) -> str:
    found = re.search(r"kf_[\w-]+", page)
    assert found
    return found[0]


def test_a_new_one_is_shown_once(engine: Engine, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    text = text_in(admin.post("/tokens/new", data=NEW).text)
    holder = engine.token_holder(text)
    assert holder is not None and holder.works_on("credit.check") and holder.groups == {"junior_agents"}
    page = admin.get("/tokens").text
    assert text not in page
    assert all(word in page for word in ("账务", "客服专员", "初级客服", "credit.check", "有效"))
    [token] = engine.tokens(SYSTEM)
    assert token.created_by == "admin"
    assert token.expires_at is not None


def test_it_is_revoked(engine: Engine, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    text = text_in(admin.post("/tokens/new", data=NEW | {"days": "0"}).text)
    [token] = engine.tokens(SYSTEM)
    assert token.expires_at is None
    page = admin.post(f"/tokens/{token.id}/revoke", follow_redirects=True).text
    assert "已作废" in page
    assert engine.token_holder(text) is None
    assert admin.post("/tokens/nothing/revoke").status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"name": ""}, "需要名称", id="nobody would know what it is for"),
        pytest.param({"topics": "", "roles": []}, "什么也做不了", id="it could do nothing"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    engine: Engine, sign_in: SignIn, changed: dict[str, object], words: str
) -> None:
    answer = sign_in("admin").post("/tokens/new", data=NEW | changed)
    assert answer.status_code == 422
    assert words in answer.text and 'value="junior_agents" checked' in answer.text
    assert engine.tokens(SYSTEM) == []
