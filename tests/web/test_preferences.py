"""Language and time zone are the person's: kept over signing out, at every desk, and nobody else's."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.errors import Forbidden, Rejected
from engine.model.command import ChangePassword, ChangePreferences

PASSWORD = "a-long-password"


@pytest.fixture
def enter(app: Flask, engine: Engine) -> Callable[..., FlaskClient]:
    for user_id in ("lin", "sun"):
        engine.execute(ChangePassword(user_id=user_id, password=PASSWORD), SYSTEM)

    def entered(user_id: str, client: FlaskClient | None = None) -> FlaskClient:
        client = client or app.test_client()
        client.post("/logout")
        client.post("/login", data={"user_id": user_id, "password": PASSWORD})
        return client

    return entered


def test_the_language_is_the_persons_at_every_desk(enter: Callable[..., FlaskClient]) -> None:
    desk = enter("lin")
    desk.post("/language", data={"language": "en"})
    assert 'lang="en"' in desk.get("/tasks/mine").text
    assert 'lang="en"' in enter("lin").get("/tasks/mine").text  # another browser
    assert 'lang="zh-CN"' in enter("sun").get("/tasks/mine").text


def test_the_language_asked_for_at_the_door_is_kept(
    app: Flask, engine: Engine, enter: Callable[..., FlaskClient]
) -> None:
    """So that mail speaks it too; it overrules nothing that was kept, and is not the next person's."""
    desk = app.test_client()
    desk.post("/language", data={"language": "en"})
    enter("lin", desk)
    enter("sun", desk)
    assert [engine.preferences(engine.actor(each)).language for each in ("lin", "sun")] == ["en", None]
    desk.post("/logout")
    desk.post("/language", data={"language": "zh"})
    assert 'lang="en"' in enter("lin", desk).get("/tasks/mine").text


def test_whoever_sits_down_next_gets_their_own_language_back(enter: Callable[..., FlaskClient]) -> None:
    desk = enter("sun")
    desk.post("/preferences", data={"language": "zh"})
    enter("lin", desk).post("/preferences", data={"language": "en"})
    assert 'lang="zh-CN"' in enter("sun", desk).get("/tasks/mine").text
    assert 'lang="en"' in enter("lin", desk).get("/tasks/mine").text


def test_times_are_shown_in_the_persons_zone(enter: Callable[..., FlaskClient], start_case: Callable[..., str]) -> None:
    instance_id = start_case()
    desk = enter("lin")
    assert "01-05 09:00" in desk.get(f"/instances/{instance_id}").text
    desk.post("/preferences", data={"language": "zh", "time_zone": "Europe/Berlin"})
    text = desk.get(f"/instances/{instance_id}").text
    assert "01-05 02:00" in text
    assert "02:00:00 Europe/Berlin" in text
    assert "01-05 02:00" in enter("lin").get(f"/instances/{instance_id}").text
    assert "<option selected>Asia/Shanghai" in enter("sun", desk).get("/preferences").text


@pytest.mark.parametrize("zone", ["Nowhere/City", "../../etc/passwd", "Asia", "/etc/localtime", "\0"])
def test_a_zone_that_does_not_exist_is_refused(engine: Engine, enter: Callable[..., FlaskClient], zone: str) -> None:
    desk = enter("lin")
    assert desk.post("/preferences", data={"time_zone": zone}).status_code == 422
    assert desk.get("/preferences").status_code == 200
    lin = engine.actor("lin")
    assert lin is not None
    with pytest.raises(Rejected, match="bad_time_zone"):
        engine.execute(ChangePreferences(time_zone=zone), lin)
    assert engine.preferences(lin).time_zone is None


def test_one_choice_leaves_the_other_as_it_is(engine: Engine) -> None:
    lin = engine.actor("lin")
    assert lin is not None
    engine.execute(ChangePreferences(language="en"), lin)
    engine.execute(ChangePreferences(time_zone="Europe/Berlin"), lin)
    assert (engine.preferences(lin).language, engine.preferences(lin).time_zone) == ("en", "Europe/Berlin")


def test_only_people_have_preferences(engine: Engine) -> None:
    with pytest.raises(Forbidden):
        engine.execute(ChangePreferences(language="en"), SYSTEM)
