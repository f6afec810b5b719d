"""Signing in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import ChangePassword, ChangeUser
from engine.runtime import throttle
from webui.session import local_path

PASSWORD = "a-long-password"


@pytest.fixture
def client(app: Flask, engine: Engine) -> FlaskClient:
    engine.execute(ChangePassword(user_id="lin", password=PASSWORD), SYSTEM)
    return app.test_client()


def sign_in(client: FlaskClient, password: str = PASSWORD, user_id: str = "lin", next: str = ""):
    return client.post("/login", data={"user_id": user_id, "password": password, "next": next})


def test_the_right_password_opens_the_home_page(client: FlaskClient) -> None:
    assert sign_in(client).location == "/"
    assert client.get("/").location == "/tasks"
    assert "林晓" in client.get("/tasks/mine").text


@pytest.mark.parametrize(
    ("user_id", "password"),
    [
        ("lin", "wrong-password"),
        ("lin", ""),
        ("zhang", PASSWORD),  # has no password yet
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("lin", "x" * 5000),
    ],
)
def test_anything_else_is_refused_in_the_same_words(client: FlaskClient, user_id: str, password: str) -> None:
    answer = sign_in(client, password, user_id)
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert client.get("/tasks/mine").status_code == 302


def test_a_page_asked_for_before_is_shown_after_the_login(client: FlaskClient) -> None:
    answer = client.get("/tasks/mine?search=x")
    assert answer.location == "/login?next=/tasks/mine?search%3Dx"
    assert 'value="/tasks/mine?search=x"' in client.get(answer.location).text
    assert sign_in(client, next="/tasks/mine?search=x").location == "/tasks/mine?search=x"


@pytest.mark.parametrize(
    ("target", "is_local"),
    [
        ("/tasks", True),
        ("/tasks?search=a%2Fb", True),
        ("", False),
        ("tasks", False),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example/", False),  # a browser takes it for a host
        ("/\\elsewhere.example/", False),  # so does it with a backslash
        ("/\t/elsewhere.example/", False),  # browsers drop the tab
        ("/\n/elsewhere.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_local_paths_are_gone_to(app: Flask, target: str, is_local: bool) -> None:
    assert local_path(target) == (target if is_local else None)


def test_a_foreign_page_after_the_login_is_ignored(client: FlaskClient) -> None:
    assert sign_in(client, next="//elsewhere.example/").location == "/"


def test_signing_out_ends_the_session(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/logout").status_code == 405  # a link elsewhere must not sign anybody out
    assert client.post("/logout").location == "/login"
    assert client.get("/tasks/mine").status_code == 302


def test_a_deactivated_account_is_out_at_once(client: FlaskClient, engine: Engine) -> None:
    sign_in(client)
    assert client.get("/tasks/mine").status_code == 200
    engine.execute(ChangeUser(user_id="lin", name="林晓", is_active=False), SYSTEM)
    assert client.get("/tasks/mine").status_code == 302
    assert sign_in(client).status_code == 401


def test_a_changed_password_ends_the_sessions_that_the_old_one_opened(client: FlaskClient, engine: Engine) -> None:
    sign_in(client)
    engine.execute(ChangePassword(user_id="sun", password=PASSWORD), SYSTEM)  # somebody else's
    assert client.get("/tasks/mine").status_code == 200
    engine.execute(ChangePassword(user_id="lin", password=PASSWORD), SYSTEM)  # even to the same one
    assert client.get("/tasks/mine").status_code == 302
    sign_in(client)
    assert client.get("/tasks/mine").status_code == 200


def test_a_session_from_before_the_first_password_ends_with_it(app: Flask, engine: Engine) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "zhang"
    assert client.get("/tasks/mine").status_code == 200
    engine.execute(ChangePassword(user_id="zhang", password=PASSWORD), SYSTEM)
    assert client.get("/tasks/mine").status_code == 302


def test_a_script_without_a_session_gets_401(client: FlaskClient) -> None:
    assert client.get("/pulse", headers={"Accept": "application/json"}).status_code == 401
    assert client.post("/tasks/task/x.1/complete", json={}).status_code == 401
    assert client.get("/tasks/mine", headers={"HX-Request": "true"}).status_code == 401


@pytest.fixture
def real_clock(engine: Engine) -> ManualClock:
    clock = engine._services.store.real_clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
    return clock


def test_guessing_is_slowed_down(client: FlaskClient, real_clock: ManualClock) -> None:
    for _ in range(throttle.MOST):
        assert sign_in(client, "wrong").status_code == 401
        real_clock.advance(timedelta(seconds=1))
    blocked = sign_in(client)  # even the right password
    assert (blocked.status_code, blocked.headers["Retry-After"]) == (429, "295")
    assert "5 分钟后再试" in blocked.text
    assert sign_in(client, user_id="LIN").status_code == 429  # however it is written
    assert sign_in(client, user_id="zhang").status_code == 401  # others are not locked out
    real_clock.advance(timedelta(seconds=295))
    assert sign_in(client).status_code == 302


def test_a_success_forgives_the_failures_before(client: FlaskClient, real_clock: ManualClock) -> None:
    wrong = ["wrong"] * (throttle.MOST - 1)
    for password in (*wrong, PASSWORD, *wrong):
        sign_in(client, password)
        real_clock.advance(timedelta(seconds=1))
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in"), ("zh", "登录"), ("fr", "登录")])
def test_the_language_can_be_chosen_before_and_stays(client: FlaskClient, language: str, words: str) -> None:
    assert client.post("/language", data={"language": language, "back": "/login"}).location == "/login"
    assert words in client.get("/login").text
    sign_in(client)
    client.post("/logout")
    assert words in client.get("/login").text
