"""The demo clock moves business time, in a demo only, and shows at once what that sets off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.model.command import CreateDemo, CreateUser, DeployFiles, StartInstance
from webui.app import create_app

DESK = Path(__file__).parent / "desk"


@pytest.fixture
def demo() -> Iterator[Engine]:
    """A demo begun on a Monday at nine, with one case."""
    with Engine.open("sqlite://") as engine:
        engine.execute(CreateDemo(begins_at=datetime(2027, 1, 4, 1, 0, tzinfo=UTC)), SYSTEM)
        for user_id, role in (("lin", "agent"), ("auditor", "auditor")):
            engine.execute(CreateUser(user_id=user_id, name=user_id, roles=[role], groups=["junior_agents"]), SYSTEM)
        engine.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        engine.execute(StartInstance(key="desk", variables={"customer": "赵强"}), SYSTEM)
        yield engine


@pytest.fixture
def client_of(demo: Engine):
    app = create_app(demo, secret_key="test")
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def client(user_id: str):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user_id
        return client

    return client


def test_a_demo_shows_the_clock_and_its_buttons(client_of) -> None:
    page = client_of("lin").get("/tasks/mine").text
    assert "业务时间" in page
    assert [f'value="{seconds}"' in page for seconds in (600, 7200, 86400)] == [True, True, True]


def test_two_hours_later_the_notice_is_there(client_of) -> None:
    client = client_of("lin")
    assert client.post("/clock", data={"seconds": "7200", "back": "/tasks/claimable"}).location == "/tasks/claimable"
    page = client.get("/tasks/claimable").text
    assert "业务时间已快进到 01-04 11:00" in page
    assert "超时" in page
    assert "赵强的请求已超时" in client.get("/notices").text


@pytest.mark.parametrize("seconds", ["", "1", "-600", "600.5", "x", "99999999999"])
def test_other_steps_are_refused(demo: Engine, client_of, seconds: str) -> None:
    assert client_of("lin").post("/clock", data={"seconds": seconds}).status_code == 422


def test_who_changes_nothing_sees_the_time_only(client_of) -> None:
    client = client_of("auditor")
    page = client.get("/notices").text
    assert "业务时间" in page and 'action="/clock"' not in page
    assert client.post("/clock", data={"seconds": "600"}).status_code == 403


def test_it_leads_back_to_local_pages_only(client_of) -> None:
    answer = client_of("lin").post("/clock", data={"seconds": "600", "back": "//elsewhere.example/"})
    assert answer.location == "/"


def test_there_is_no_such_thing_outside_a_demo(sign_in) -> None:
    client = sign_in("lin")
    assert "业务时间" not in client.get("/tasks/mine").text
    assert client.post("/clock", data={"seconds": "600"}).status_code == 404
