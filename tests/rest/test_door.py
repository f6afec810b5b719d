"""Who is let in at the door for programs, and what one request can do to another."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.token import RevokeToken
from tests.rest.conftest import Ask
from webui.rest.app import ROUTES

UNKNOWN = "Bearer kf_aaaaaaaaaa_" + "a" * 43
PATHS = sorted({(route.method, prefix + route.path.replace("{", "").replace("}", "")) for prefix, route in ROUTES})


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_without_a_token_nobody_comes_in(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method, json={})
    assert answer.status_code == 401
    assert [each.partition(" ")[0] for each in answer.headers.getlist("WWW-Authenticate")] == ["Bearer", "Basic"]


@pytest.mark.parametrize("given", ["Bearer", "Bearer x", "Basic", "Basic !", "Digest x", UNKNOWN])
def test_what_is_no_token(client: FlaskClient, given: str) -> None:
    assert client.get("/api/v1/instances", headers={"Authorization": given}).status_code == 401


def test_a_session_is_no_token(client: FlaskClient) -> None:
    """Cookies open no door here, so that no strange page can make a browser send anything."""
    with client.session_transaction() as session:
        session["_user_id"] = "lin"
    assert client.get("/api/v1/instances?folder=started").status_code == 401


def test_a_token_opens_no_page(client: FlaskClient, token: Any) -> None:
    answer = client.get("/users", headers={"Authorization": f"Bearer {token('admin')}"})
    assert "/login" in answer.headers["Location"]


def test_a_revoked_one_ends_at_once(engine: Engine, ask: Ask) -> None:
    assert ask("GET", "/api/v1/task-counts", roles=("agent",)).status_code == 200
    [token] = engine.tokens(SYSTEM)
    engine.execute(RevokeToken(token_id=token.id), SYSTEM)
    assert ask("GET", "/api/v1/task-counts", roles=("agent",)).status_code == 401


def test_rights_are_those_of_its_roles(ask: Ask) -> None:
    assert ask("POST", "/api/v1/instances", {"key": "works"}, roles=("agent",)).status_code == 201
    refused = ask("POST", "/api/v1/instances", {"key": "works"}, roles=("auditor",))
    assert (refused.status_code, refused.json["code"]) == (403, "identity.permission_missing")
    assert ask("GET", "/api/v1/instances", roles=("agent",)).status_code == 403
    assert ask("POST", "/api/v1/instances", {"key": "works"}).status_code == 403, "a worker starts nothing"


def test_a_key_makes_a_request_one(ask: Ask) -> None:
    def start(key: str, role: str = "agent") -> Any:
        headers = {"Idempotency-Key": key}
        return ask("POST", "/api/v1/instances", {"key": "works"}, roles=(role,), headers=headers).json

    made = [start(key)["id"] for key in ("a", "a", "b")]
    assert made[0] == made[1] != made[2]
    assert start("a", "supervisor")["id"] not in made, "a key is a matter of one token"
    assert start("a b")["code"] == "request.bad_key"


def test_a_task_from_offer_to_end(engine: Engine, ask: Ask) -> None:
    """By a program with the role of an agent; history names it."""
    agent = {"roles": ("agent",)}
    case_id = ask("POST", "/api/v1/instances", {"key": "works"}, **agent).json["id"]
    [task] = ask("GET", "/api/v1/tasks?folder=claimable", **agent).json["items"]
    assert task["instance_id"] == case_id
    path = f"/api/v1/tasks/{task['id']}"
    assert ask("POST", f"{path}/claim", **agent).status_code == 204
    assert ask("POST", f"{path}/complete", {"variables": {"price": 1.10}}, **agent).status_code == 204
    assert ask("POST", f"{path}/complete", {}, **agent).status_code == 409
    assert b'"price":1.1' in ask("GET", f"/api/v1/instances/{case_id}/variables", **agent).data
    lines = ask("GET", f"/api/v1/instances/{case_id}/timeline", **agent).json
    assert {each["actor_id"].partition(":")[0] for each in lines} == {"token"}


@pytest.mark.parametrize(
    ("accept", "word"), [("zh-CN,zh;q=0.9", "没有"), ("en", "is no"), ("fr", "is no"), ("", "is no")]
)
def test_words_in_the_language_that_was_asked_for(ask: Ask, accept: str, word: str) -> None:
    answer = ask("GET", "/api/v1/instances/no", roles=("supervisor",), headers={"Accept-Language": accept})
    assert (answer.status_code, answer.json["code"]) == (404, "instance.unknown")
    assert answer.json["params"] == {"instance": "no"}
    assert word in answer.json["message"]


def test_an_unknown_path_and_method(ask: Ask) -> None:
    assert ask("GET", "/api/v1/nothing").json["code"] == "request.refused"
    answer = ask("DELETE", "/api/v1/instances")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS", "POST"})


def test_too_much_is_refused(ask: Ask) -> None:
    answer = ask("POST", "/api/v1/instances", data=b" " * (9 * 1024 * 1024), roles=("agent",))
    assert answer.status_code == 413


def test_what_breaks_tells_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "user_task_counts", lambda *_: 1 / 0)
    answer = ask("GET", "/api/v1/task-counts", roles=("agent",))
    assert (answer.status_code, answer.json["code"]) == (500, "request.failed")
    assert "ZeroDivision" not in answer.text
