"""A node whose tables a newer program has changed: it goes on where they suit it, and else claims nothing."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.jobs.ticker import Ticker
from tests.jobs.test_sharing import LATER, Counting
from tests.runtime.office import Office


def migrate(office: Office, version: str, floor: str) -> None:
    with office.engine._services.store.write() as unit:
        unit.connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": version})
        unit.connection.execute(
            text("UPDATE setting SET value = :at WHERE name = 'schema_floor'"), {"at": f'"{floor}"'}
        )


def test_it_stops_claiming_and_goes_on(
    open_office: Callable[..., Office], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Counting()
    office = open_office(work=work)
    engine = office.engine
    office.deploy(LATER)
    instance_id = office.start()
    office.clock.advance(timedelta(hours=1))
    ticker = Ticker(engine._services, engine._worker, engine._courier)

    def followed(version: str, floor: str) -> str:
        migrate(office, version, floor)
        ticker._follow_schema()
        engine.settle()
        return office.state(instance_id)

    with caplog.at_level(logging.WARNING):
        assert (followed("9999", "9999"), engine.unready()) == ("active", ["store.other_schema"])
        assert followed("9999", "9999") == "active"
        assert [each.levelname for each in caplog.records] == ["ERROR"], "said once"
        assert "store.newer" in caplog.text
        assert (followed("9999", "0001"), engine.unready()) == ("completed", [])
