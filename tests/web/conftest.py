"""A small service desk behind the pages: the real engine in memory, its people, one process, a clock that is set."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import CreateUser, DeployFiles, StartInstance
from webui.app import create_app

MONDAY_NINE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
PASSWORD = "a-long-password"
STAFF = {  # id: name, roles, groups
    "lin": ("林晓", ["agent"], ["junior_agents"]),
    "zhang": ("张三", ["agent"], ["junior_agents"]),
    "sun": ("孙丽", ["agent"], ["senior_agents"]),
    "zhao": ("赵磊", ["team_lead"], ["team_leads"]),
    "wang": ("王敏", ["supervisor"], ["supervisors"]),
    "chen": ("陈总", ["manager"], ["managers"]),
    "owner": ("周涛", ["process_owner"], []),
    "auditor": ("吴静", ["auditor"], []),
    "admin": ("管理员", ["admin"], []),
}
DESK = Path(__file__).parent / "desk"

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY_NINE)


@pytest.fixture
def engine(clock: ManualClock) -> Iterator[Engine]:
    """People without passwords (hashing takes its time), the process `desk`, no case."""
    with Engine.open("sqlite://", clock=clock) as engine:
        for user_id, (name, roles, groups) in STAFF.items():
            engine.execute(CreateUser(user_id=user_id, name=name, roles=roles, groups=groups), SYSTEM)
        engine.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        yield engine


@pytest.fixture
def app(engine: Engine) -> Flask:
    """Forms need no CSRF token here; test_security.py switches the check on."""
    app = create_app(engine, secret_key="test")
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A client whose session is that of a user, without going through the login page."""

    def signed_in(user_id: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user_id
        return client

    return signed_in


@pytest.fixture
def start_case(engine: Engine) -> Callable[..., str]:
    """Starts a case of `desk` as lin; answers its instance id."""

    def start(customer: str = "赵强", by: str = "lin", business_key: str | None = None) -> str:
        actor = engine.actor(by)
        assert actor is not None
        command = StartInstance(key="desk", variables={"customer": customer}, business_key=business_key, is_form=True)
        instance_id: str = engine.execute(command, actor)
        return instance_id

    return start
