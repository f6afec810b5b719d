"""What goes wrong is told in words: pages for people, JSON for scripts, never a trace."""

import re

import pytest
from flask import Flask, abort

from engine.errors import (
    Conflict,
    DeploymentRefused,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    Rejected,
    Unavailable,
    XmlError,
)
from engine.identity.permission import Permission
from engine.locale.words import catalogue, words
from engine.model.problem import Problem
from engine.store.busy import Busy, Locked
from webui.errors import status_of

ERRORS = {
    "missing": (NotFound("task.unknown", task="a.1"), 404),
    "forbidden": (Forbidden("identity.permission_missing", permission="task.work"), 403),
    "conflict": (Conflict("task.completed_by", user="zhang"), 409),
    "invalid": (Invalid({"customer": FieldProblem("form.required")}), 422),
    "refused": (DeploymentRefused([Problem("bpmn.unknown")]), 422),
    "rejected": (Rejected("instance.bad_id", instance="x"), 422),
    "xml": (XmlError("xml.doctype"), 422),
}


@pytest.fixture
def failing(app: Flask) -> Flask:
    """Pages that fail in every way."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(kind: str) -> str:
        if kind.isdigit():
            abort(int(kind))
        raise ERRORS[kind][0] if kind in ERRORS else RuntimeError("secret inside")

    app.add_url_rule("/fail/<kind>", "fail", fail)
    return app


@pytest.mark.parametrize("kind", ERRORS)
def test_each_kind_has_its_status_as_page_and_as_json(failing: Flask, sign_in, kind: str) -> None:
    error, status = ERRORS[kind]
    client = sign_in("lin")
    page = client.get(f"/fail/{kind}")
    script = client.get(f"/fail/{kind}", headers={"Accept": "application/json"})
    assert (page.status_code, script.status_code, status_of(error)) == (status, status, status)
    assert 'class="error-message"' in page.text
    assert script.json["code"] == error.code
    assert script.json["message"]


def test_a_conflict_names_the_person(failing: Flask, sign_in) -> None:
    message = sign_in("lin").get("/fail/conflict", headers={"Accept": "application/json"}).json["message"]
    assert "张三" in message


@pytest.mark.parametrize(("language", "allowed"), [("zh", "办理任务"), ("en", "work on tasks")])
def test_a_missing_permission_is_named_in_words(failing: Flask, sign_in, language: str, allowed: str) -> None:
    client = sign_in("lin")
    client.post("/language", data={"language": language})
    answer = client.get("/fail/forbidden").text
    assert allowed in answer
    assert "task.work" not in answer


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_words(permission: Permission, language: str) -> None:
    assert f"permission.{permission}" in catalogue(language)


CAME_FROM = {
    "a page of this site": ("http://localhost/tasks/mine?search=x", "/tasks/mine?search=x"),
    "typed by hand": (None, None),
    "another site": ("http://localhost.elsewhere.example/tasks", None),
    "the address itself, which would fail again": ("http://localhost/fail/forbidden?again", None),
    "no address": ("http://localhost//elsewhere.example", None),
}


@pytest.mark.parametrize(("referrer", "link"), CAME_FROM.values(), ids=CAME_FROM)
def test_a_failure_leads_back_to_where_one_was(failing: Flask, sign_in, referrer: str | None, link: str | None) -> None:
    page = sign_in("lin").get("/fail/forbidden", headers={"Referer": referrer} if referrer else {}).text
    found = re.search(r'href="([^"]*)" data-back', page)
    assert (found and found[1]) == link


def test_an_invalid_form_names_the_fields(failing: Flask, sign_in) -> None:
    answer = sign_in("lin").get("/fail/invalid", headers={"Accept": "application/json"}).json
    assert set(answer["fields"]) == {"customer"}
    assert answer["fields"]["customer"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 418, 422, 429, 503])
def test_plain_http_errors_have_words_too(failing: Flask, sign_in, status: int) -> None:
    client = sign_in("lin")
    answer = client.get(f"/fail/{status}")
    assert answer.status_code == status
    assert "error." not in answer.text  # a key without words
    assert client.get(f"/fail/{status}", headers={"Accept": "application/json"}).json["message"]


def test_a_bug_shows_no_trace(failing: Flask, sign_in) -> None:
    answer = sign_in("lin").get("/fail/bug")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_a_wrong_method_names_the_right_ones(app: Flask, sign_in) -> None:
    answer = sign_in("lin").get("/clock")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_too_much_is_refused(app: Flask, sign_in) -> None:
    answer = sign_in("lin").post("/start/desk", json={"variables": {"customer": "x" * 2_000_000}})
    assert answer.status_code == 413
    assert answer.json["message"]


@pytest.mark.parametrize("code", ["store.unreachable", "store.full"])
def test_without_a_database_a_page_says_so_and_may_be_asked_again(
    sign_in, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    client = sign_in("lin")

    def gone(self: object) -> None:
        raise Unavailable(code)

    monkeypatch.setattr("engine.store.store.Store.read", gone)
    answer = client.get("/tasks/mine")
    assert answer.status_code == 503
    assert words(code, {}, "zh") in answer.text
    answer = client.get("/tasks/mine", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (503, code)


def test_a_refusal_whose_words_cannot_be_looked_up_may_be_asked_again(
    failing: Flask, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names a person, and the server goes away between the command and the look at who that is."""
    client = sign_in("lin")

    def gone(self: object) -> None:
        raise Unavailable("store.unreachable")

    def claimed() -> None:
        monkeypatch.setattr("engine.store.store.Store.read", gone)
        raise Conflict("task.claimed_by", user="sun", task="x.1")

    failing.view_functions["home.show"] = claimed
    assert client.get("/").status_code == 503


def test_nobody_was_first_where_there_was_no_getting_on() -> None:
    """Who meets another one's work is told so; who waited in vain may come again."""
    assert status_of(Busy("store.taken")) == 409
    assert [status_of(Locked(each)) for each in ("store.locked", "store.lost")] == [503, 503]
