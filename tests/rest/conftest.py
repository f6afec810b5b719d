"""The door for programs on a small desk: tokens, a client, a process whose task is done outside."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.identity.token import new_token
from engine.model import command as c
from engine.model.token import CreateToken
from tests.runtime.diagram import diagram, error, service, task, user
from webui.app import create_app

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)
CALLS = diagram("calls", "start > call > end", service("call", "credit", taskPriority="3"))
WORKS = diagram("works", "start > work > more > end", user("work"), user("more"))
CATCHES = diagram(
    "catches", "start > call > end; caught > sorry > end2", service("call", "check"), task("sorry"),
    f'<boundaryEvent id="caught" attachedToRef="call">{error("no")}</boundaryEvent>',
    names='<error id="no" errorCode="NO"/>',
)  # fmt: skip

Ask = Callable[..., Any]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY)


@pytest.fixture
def engine(clock: ManualClock) -> Iterator[Engine]:
    with Engine.open("sqlite://", clock=clock, external_topics=["credit", "check"]) as engine:
        files = {"calls.bpmn": CALLS, "works.bpmn": WORKS, "catches.bpmn": CATCHES}
        engine.execute(c.DeployFiles(files=files), SYSTEM)
        engine.execute(c.CreateUser(user_id="lin", name="林晓", roles=["agent"], groups=["desk"]), SYSTEM)
        yield engine


@pytest.fixture
def real(engine: Engine) -> ManualClock:
    """The clock of the locks."""
    engine._services.store.real_clock = clock = ManualClock(MONDAY)
    return clock


@pytest.fixture
def app(engine: Engine) -> Flask:
    return create_app(engine, secret_key="test")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token(engine: Engine) -> Callable[..., str]:
    """The text of a new one."""

    def made(*roles: str, topics: tuple[str, ...] = (), groups: tuple[str, ...] = ("desk",)) -> str:
        new = new_token()
        command = CreateToken(
            token_id=new.id, digest=new.digest, name="test", roles=[*roles], groups=[*groups], topics=[*topics]
        )
        engine.execute(command, SYSTEM)
        return new.text

    return made


@pytest.fixture
def ask(client: FlaskClient, token: Callable[..., str]) -> Ask:
    """`ask("POST", "/api/v1/instances", {...}, roles=("agent",))`; without roles: a worker on all topics."""
    texts: dict[tuple[str, ...], str] = {}

    def asked(method: str, path: str, body: Any = None, *, roles: tuple[str, ...] = (), **more: Any) -> Any:
        if roles not in texts:
            texts[roles] = token(*roles, topics=() if roles else ("*",))
        headers = {"Authorization": f"Bearer {texts[roles]}", **more.pop("headers", {})}
        sent = {"json": body} if body is not None else {}
        return client.open(path, method=method, headers=headers, **sent, **more)

    return asked
