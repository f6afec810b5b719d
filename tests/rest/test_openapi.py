"""The OpenAPI document says what is served, and what is served answers as it says."""

import base64
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model import command as c
from tests.rest.conftest import CALLS, Ask
from webui.rest.app import OWN, ROUTES
from webui.rest.openapi import OpenApi, document
from webui.rest.route import NoContent, Route, variables_in

ALL = ("supervisor", "manager", "process_owner", "auditor", "team_lead")
FILES = {"files": {"calls.bpmn": base64.b64encode(CALLS).decode()}}
BY_NAME = {(prefix, route.name): route for prefix, route in ROUTES}


def test_every_route_is_documented_and_served(app: Flask) -> None:
    served = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.extensions["rest"].url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    paths = document((*ROUTES, (OWN, OpenApi(()).route)))["paths"]
    assert served == {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_it_is_served_to_anybody(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"] == "3.1.0"


def test_it_is_whole(client: FlaskClient) -> None:
    """No reference leads nowhere, no operation has the name of another, every variable of a path is named."""
    found = client.get("/api/v1/openapi.json").json
    schemas = set(found["components"]["schemas"])
    assert {each.rpartition("/")[2] for each in references(found)} == schemas
    operations = [(path, each) for path, methods in found["paths"].items() for each in methods.values()]
    names = [each["operationId"] for _, each in operations]
    assert len(names) == len(set(names)) and all(name.isidentifier() for name in names)
    for path, each in operations:
        named = {parameter["name"] for parameter in each["parameters"] if parameter["in"] == "path"}
        assert named == variables_in(path)
        assert each["summary"] and any(status.startswith("2") for status in each["responses"])


def references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(references, part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
    return own.union(*map(references, part.values()))


@pytest.fixture
def things(engine: Engine) -> dict[str, Callable[[], dict[str, str]]]:
    """What the variables of paths stand for, made anew for each request."""

    def works() -> dict[str, str]:
        instance_id = engine.execute(c.StartInstance(key="works"), SYSTEM)
        return {"instance_id": instance_id, "task_id": engine.instance_tasks(SYSTEM, instance_id)[0].id}

    def taken() -> dict[str, str]:
        found = works()
        holder = next(each for each in engine.tokens(SYSTEM) if "supervisor" in each.roles)
        engine.execute(c.AssignUserTask(task_id=found["task_id"], assignee="lin"), SYSTEM)
        return found | {"holder": holder.id}

    def stuck() -> dict[str, str]:
        instance_id = engine.execute(c.StartInstance(key="calls"), SYSTEM)
        [job] = engine.jobs(SYSTEM, instance_id)
        engine.execute(c.CancelInstance(instance_id=engine.execute(c.StartInstance(key="works"), SYSTEM)), SYSTEM)
        return {"instance_id": instance_id, "job_id": job.id, "task_id": job.id}

    def ended() -> dict[str, str]:
        found = works()
        engine.execute(c.CancelInstance(instance_id=found["instance_id"]), SYSTEM)
        return found

    return {"works": works, "taken": taken, "stuck": stuck, "ended": ended}


MOVE = {"moves": [{"action": "before", "id": "more"}]}
ANSWERS: list[tuple[str, str, Any]] = [  # route, what it is about, body
    ("POST /instances", "works", {"key": "works", "business_key": "K"}),
    ("GET /instances", "works", None),
    ("GET /instances/{instance_id}", "works", None),
    ("GET /instances/{instance_id}/variables", "works", None),
    ("POST /instances/{instance_id}/variables", "works", {"variables": {"a": 1.10}}),
    ("GET /instances/{instance_id}/tasks", "works", None),
    ("GET /instances/{instance_id}/activities", "works", None),
    ("GET /instances/{instance_id}/jobs", "stuck", None),
    ("GET /instances/{instance_id}/subscriptions", "works", None),
    ("GET /instances/{instance_id}/incidents", "works", None),
    ("GET /instances/{instance_id}/timeline", "works", None),
    ("GET /instances/{instance_id}/verification", "works", None),
    ("GET /instances/{instance_id}/history", "works", None),
    ("POST /instances/{instance_id}/comments", "works", {"text": "回电"}),
    ("POST /instances/{instance_id}/owner", "works", {"user_id": "lin"}),
    ("POST /instances/{instance_id}/suspend", "works", {"reason": "x"}),
    ("POST /instances/{instance_id}/cancel", "works", {"reason": "x"}),
    ("POST /instances/{instance_id}/modify", "works", MOVE | {"reason": "x"}),
    ("POST /instances/{instance_id}/modify/preview", "works", MOVE),
    ("POST /instances/{instance_id}/restart", "ended", {"reason": "x"}),
    ("POST /migrations", "works", {"instance_ids": ["no"], "version": 1}),
    ("POST /migrations/preview", "works", {"instance_ids": ["no"], "version": 1}),
    ("POST /definitions/process/{definition_id}/suspend", "works", {"reason": "x"}),
    ("POST /definitions/process/{definition_id}/resume", "works", {}),
    ("GET /incidents", "works", None),
    ("POST /jobs/{job_id}/retries", "stuck", {"retries": 2}),
    ("POST /jobs/{job_id}/priority", "stuck", {"priority": 2}),
    ("GET /tasks", "works", None),
    ("GET /task-counts", "works", None),
    ("GET /tasks/{task_id}", "works", None),
    ("GET /tasks/{task_id}/form", "works", None),
    ("GET /tasks/{task_id}/earlier", "works", None),
    ("POST /tasks/{task_id}/assign", "works", {"assignee": "lin"}),
    ("POST /tasks/{task_id}/release", "taken", None),
    ("POST /tasks/assign", "works", {"task_ids": ["no.1"], "assignee": "lin"}),
    ("POST /tasks/{task_id}/due-date", "works", {"due_at": "2026-01-09T00:00:00Z"}),
    ("POST /signals", "works", {"name": "fire"}),
    ("GET /definitions", "works", None),
    ("GET /definitions/{kind}/{key}/versions", "works", None),
    ("GET /definitions/{kind}/{key}/versions/{version}/source", "works", None),
    ("POST /deployments", "works", FILES),
    ("POST /deployments/check", "works", FILES),
    ("GET /external-task", "stuck", None),
    ("GET /external-task/count", "stuck", None),
    ("GET /external-task/{task_id}", "stuck", None),
    ("GET /external-task/{task_id}/errorDetails", "stuck", None),
]
PLACES = {"kind": "process", "key": "works", "version": "1", "definition_id": "works:1", "incident_id": "no.1"}


def named(text: str) -> Route:
    method, _, path = text.partition(" ")
    return next(route for prefix, route in ROUTES if prefix == OWN and (route.method, route.path) == (method, path))


@pytest.mark.parametrize(("name", "about", "body"), ANSWERS, ids=[each[0] for each in ANSWERS])
def test_it_answers_as_documented(ask: Ask, things: dict[str, Any], name: str, about: str, body: Any) -> None:
    route = named(name)
    ask("GET", "/api/v1/task-counts", roles=ALL)  # makes the token
    path = OWN + route.path
    for variable, value in (PLACES | things[about]()).items():
        path = path.replace("{" + variable + "}", value)
    answer = ask(route.method, path, body, roles=ALL)
    if route.answer is NoContent:
        assert (answer.status_code, answer.data) == (204, b""), answer.text
    elif isinstance(route.answer, str):
        assert (answer.status_code, answer.mimetype) == (200, route.answer), answer.text
    else:
        assert answer.status_code == route.status, answer.text
        msgspec.json.decode(answer.data, type=route.answer)


CAMUNDA: list[tuple[str, str, Any, int]] = [
    ("GET", "/engine-rest/version", None, 200),
    ("GET", "/engine-rest/deployment?maxResults=0", None, 200),
    ("POST", "/engine-rest/process-definition/key/works/start", {"businessKey": "K", "variables": {}}, 200),
    ("POST", "/engine-rest/process-definition/works:1/start", {}, 200),
    ("POST", "/engine-rest/process-definition/works:9/start", {}, 404),
    ("POST", "/engine-rest/message", {"messageName": "nobody waits for it"}, 400),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), CAMUNDA, ids=[each[1] for each in CAMUNDA])
def test_camunda_s_routes(ask: Ask, method: str, path: str, body: Any, status: int) -> None:
    assert ask(method, path, body, roles=("supervisor",)).status_code == status


def test_camunda_modeler_deploys(client: FlaskClient, token: Callable[..., str]) -> None:
    """Multipart, with the token as the password of Basic; the same again is no new version."""
    broken = CALLS.replace(b'id="call"', b'id="call" camunda:topic="nobody"', 1)
    auth = ("anything", token("process_owner"))
    for content, status in ((CALLS.replace(b"calls", b"fresh"), 200), (broken, 400)):
        form = {
            "deployment-name": "fresh", "deployment-source": "Camunda Modeler", "enable-duplicate-filtering": "true",
            "fresh.bpmn": (io.BytesIO(content), "fresh.bpmn"),
        }  # fmt: skip
        answer = client.post("/engine-rest/deployment/create", data=form, auth=auth)
        assert answer.status_code == status, answer.text
        if status == 200:
            assert answer.json["deployedProcessDefinitions"]["fresh:1"]["key"] == "fresh"
        else:
            assert answer.json["type"] == "ParseException"
            assert answer.json["details"]["fresh.bpmn"]["errors"][0]["message"]
