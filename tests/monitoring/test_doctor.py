"""Each finding of the doctor, from a patient that has it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from engine.monitoring.doctor import examine
from engine.store.tables.history import history
from engine.store.tables.job import job


@pytest.fixture(autouse=True)
def patient(engine: Engine) -> None:
    """A case that waits for its timer."""
    case = engine.execute(c.StartInstance(key="watched"), SYSTEM)
    engine.execute(c.CompleteUserTask(task_id=engine.instance_tasks(SYSTEM, case)[0].id), SYSTEM)


def codes(engine: Engine, data: Path, sample: int = 5) -> set[str]:
    return {each.code for each in examine(engine, data, sample)} - {"doctor.disk"}


def test_a_sound_engine_has_nothing(engine: Engine, tmp_path: Path) -> None:
    assert codes(engine, tmp_path) == set()


def test_jobs_that_nobody_carries_out(engine: Engine, clock: ManualClock, tmp_path: Path) -> None:
    clock.advance(timedelta(hours=1, minutes=4))
    assert codes(engine, tmp_path) == set()
    clock.advance(timedelta(minutes=2))
    assert codes(engine, tmp_path) == {"doctor.forgotten_jobs"}


def test_leases_longer_than_anybody_needs(engine: Engine, tmp_path: Path) -> None:
    until = datetime.now(UTC) + timedelta(days=2)
    with engine._services.store.write() as unit:
        unit.connection.execute(update(job).values(leased_until=until, lease_owner="somebody"))
    assert codes(engine, tmp_path) == {"doctor.stuck_leases"}


def test_jobs_that_have_used_up_their_tries(engine: Engine, tmp_path: Path) -> None:
    with engine._services.store.write() as unit:
        unit.connection.execute(update(job).values(is_dead=True))
    assert codes(engine, tmp_path) == {"doctor.dead_jobs"}


def test_a_history_that_was_changed(engine: Engine, tmp_path: Path) -> None:
    with engine._services.store.write() as unit:
        changed = history.c.stream != "system"
        unit.connection.execute(update(history).where(changed).values(command_id="another"))
    assert codes(engine, tmp_path) == {"doctor.broken_history"}


def test_a_year_that_is_not_announced(engine: Engine, clock: ManualClock, tmp_path: Path) -> None:
    clock.set(datetime(2039, 5, 1, tzinfo=UTC))
    found = [each for each in examine(engine, tmp_path, 0) if each.code == "doctor.calendar"]
    assert [each.params["year"] for each in found] == [2039]
    clock.set(datetime(2039, 12, 1, tzinfo=UTC))
    found = [each for each in examine(engine, tmp_path, 0) if each.code == "doctor.calendar"]
    assert [each.params["year"] for each in found] == [2039, 2040]


def test_tables_of_another_program(engine: Engine, tmp_path: Path) -> None:
    with engine._services.store.write() as unit:
        unit.connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        unit.connection.execute(text("UPDATE setting SET value = '\"later\"' WHERE name = 'schema_floor'"))
    assert codes(engine, tmp_path) == {"doctor.other_schema"}
    assert engine.unready() == ["store.other_schema"]


def test_a_key_that_others_can_read(engine: Engine, tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_text("x")
    key.chmod(0o644)
    assert codes(engine, tmp_path) == {"doctor.open_key"}
    key.chmod(0o600)
    assert codes(engine, tmp_path) == set()
