"""Headers on every answer, the session cookie, CSRF."""

import re

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import ChangePassword
from webui.app import create_app
from webui.security import CONTENT_SECURITY_POLICY, HEADERS

PASSWORD = "a-long-password"


@pytest.fixture
def strict(engine: Engine) -> Flask:
    """The application as it is run: with the CSRF check, without test mode."""
    engine.execute(ChangePassword(user_id="lin", password=PASSWORD), SYSTEM)
    return create_app(engine, secret_key="test", is_secure=True)


def enter(client: FlaskClient, **fields: str):
    return client.post("/login", data={"user_id": "lin", "password": PASSWORD, **fields}, base_url="https://localhost")


def token_on(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path",
    ["/login", "/", "/healthz", "/nothing", "/static/kefuflow.css", "/static/nothing", "/tasks/mine", "/pulse"],
)
def test_every_answer_carries_the_headers(strict: Flask, path: str) -> None:
    headers = strict.test_client().get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("is_secure", "hsts", "scheme", "expected"),
    [
        pytest.param(True, 60, "https", "max-age=60", id="over HTTPS"),
        pytest.param(True, 60, "http", None, id="nobody believes it over HTTP"),
        pytest.param(True, 0, "https", None, id="switched off"),
        pytest.param(False, 60, "https", None, id="no proxy with HTTPS is known of"),
    ],
)
def test_browsers_are_told_to_ask_over_https_only(
    engine: Engine, is_secure: bool, hsts: int, scheme: str, expected: str | None
) -> None:
    app = create_app(engine, secret_key="test", is_secure=is_secure, hsts=hsts)
    answer = app.test_client().get("/login", base_url=f"{scheme}://localhost")
    assert answer.headers.get("Strict-Transport-Security") == expected


def test_the_policy_allows_no_script_but_our_own() -> None:
    assert "script-src 'self';" in CONTENT_SECURITY_POLICY
    assert "unsafe-eval" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_pages_are_not_kept_by_caches(strict: Flask) -> None:
    assert strict.test_client().get("/login").headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script(app: Flask, sign_in) -> None:
    text = sign_in("lin").get("/tasks/mine").text
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert scripts
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"\son[a-z]+=", text)


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(strict: Flask) -> None:
    cookie = strict.test_client().get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("kefuflow=")
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=Lax", "Secure"))


def test_a_form_without_a_token_is_refused(strict: Flask) -> None:
    answer = enter(strict.test_client())
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_a_token_of_another_session_is_refused(strict: Flask) -> None:
    stranger = token_on(strict.test_client().get("/login", base_url="https://localhost").text)
    client = strict.test_client()
    client.get("/login", base_url="https://localhost")
    assert enter(client, csrf_token=stranger).status_code == 400


def test_forms_and_scripts_send_the_token(strict: Flask) -> None:
    client = strict.test_client()
    token = token_on(client.get("/login", base_url="https://localhost").text)
    referer = {"Referer": "https://localhost/login"}
    data = {"user_id": "lin", "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=data, base_url="https://localhost", headers=referer).status_code == 302
    token = token_on(client.get("/tasks/mine", base_url="https://localhost").text)
    path = "/tasks/task/none.1/complete"
    refused = client.post(path, json={"variables": {}}, base_url="https://localhost", headers=referer)
    assert (refused.status_code, refused.json["code"]) == (400, "csrf")
    headers = {**referer, "X-CSRFToken": token}
    assert client.post(path, json={"variables": {}}, base_url="https://localhost", headers=headers).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a" * 4000])
def test_strange_tokens_are_refused(strict: Flask, token: str) -> None:
    client = strict.test_client()
    client.get("/login", base_url="https://localhost")
    assert enter(client, csrf_token=token).status_code == 400


def test_every_post_form_of_the_templates_carries_the_token() -> None:
    """A form without it would work in tests and fail in use."""
    from pathlib import Path

    import webui

    for template in (Path(webui.__file__).parent / "templates").rglob("*.html"):
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", template.read_text("utf-8"), re.DOTALL):
            assert "csrf" in form, f"{template.name}: {form[:120]}"


PROXY = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "desk.example"}


@pytest.mark.parametrize(
    ("is_secure", "seen"),
    [(True, "203.0.113.7 https desk.example"), (False, "127.0.0.1 http localhost")],  # anybody could send them
)
def test_a_proxy_is_believed_only_behind_https(engine: Engine, is_secure: bool, seen: str) -> None:
    app = create_app(engine, secret_key="test", is_secure=is_secure)
    app.config["TESTING"] = True
    app.add_url_rule("/healthz/seen", "static_seen", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "lin"
    assert client.get("/healthz/seen", headers=PROXY).text == seen
