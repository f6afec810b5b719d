"""Session cookies of two nodes that share the time, whatever the clocks of their machines say."""

import time
from datetime import timedelta

import pytest
from flask import Flask

from engine.api import Engine
from engine.clock import ManualClock
from tests.web.conftest import MONDAY_NINE, SignIn


def test_a_cookie_is_as_old_as_the_shared_time_says(
    engine: Engine, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the machine's clock it would come from the future, and whoever signed in would be signed out at once."""
    engine._services.store.real_clock = ManualClock(MONDAY_NINE)
    client = sign_in("lin")
    true_time = time.time
    for hours in (-2, 2):
        monkeypatch.setattr(time, "time", lambda hours=hours: true_time() + hours * 3600)
        assert client.get("/tasks/mine").status_code == 200
    clock = engine._services.store.real_clock = ManualClock(MONDAY_NINE - timedelta(hours=2))
    assert client.get("/tasks/mine").status_code == 200, "made before time was set back"
    clock.advance(timedelta(days=40))
    assert client.get("/tasks/mine").status_code == 302, "a session ends after a month"


def test_who_signs_is_the_shared_time(app: Flask) -> None:
    assert app.session_interface.get_signing_serializer(app) is not None
    app.secret_key = None
    assert app.session_interface.get_signing_serializer(app) is None
