"""Answers of commands are kept for a while, and then forgotten: in portions, and none that is still needed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.jobs.forgetting import KEPT, Forgetting
from engine.model import command as c
from engine.store import answered
from engine.store.store import Store
from engine.store.tables.history import command
from engine.store.tables.job import job
from tests.bench.desk import AGENT, FILES

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
OLD = NOW - KEPT - timedelta(hours=1)


def put(store: Store, *ids: str, at: datetime = OLD) -> None:
    with store.write() as unit:
        for each in ids:
            unit.remember(each, b"1", at)


def left(store: Store) -> set[str]:
    with store.write() as unit:
        return set(unit.connection.scalars(select(command.c.id)))


def forget(store: Store, before: datetime = NOW - KEPT) -> int:
    """As the housekeeping does."""
    with store.read() as reader:
        needed = reader.sending_since(before)
    portion, count = answered.forget(store, before, needed), 0
    while portion.last is not None:
        count += portion.gone
        portion = answered.forget(store, before, needed, portion.last)
    return count


def test_what_is_old_goes_in_portions_and_nothing_else(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "PORTION", 4)
    put(store, *(f"old{number}" for number in range(11)))
    put(store, "edge", at=NOW - KEPT)
    put(store, "new", at=NOW)
    assert answered.forget(store, NOW - KEPT, ()).gone == 4
    assert forget(store) == 7
    assert left(store) == {"edge", "new"}
    assert forget(store) == 0


def test_those_of_a_message_on_its_way_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are of them, what is behind them goes."""
    monkeypatch.setattr(answered, "PORTION", 2)
    row = {"root_id": "i1", "instance_id": "i1", "due_at": OLD, "retries": 1, "attempts": 1, "waits": ()}
    with store.write() as unit:
        for id, kind in (("i1.7", "message"), ("i1.8", "signal"), ("i1.9", "timer")):
            unit.connection.execute(insert(job).values(id=id, kind=kind, is_suspended=True, **row))
    needed = {"i1.7/deliver", "i1.8/k:1/start", "i1.8/i2.3", "i1.8/i3.3"}
    put(store, *needed, "i1.9/deliver", "i1.77/deliver", "i1.7")
    assert forget(store) == 3
    assert left(store) == needed


def test_two_at_once_take_every_answer_once(store: Store, database_url: str) -> None:
    put(store, *(f"c{number}" for number in range(20)))
    other = Store.open(database_url)
    assert forget(store) + forget(other) == 20
    other.close()


def test_a_command_is_answered_again_until_its_answer_is_forgotten(database_url: str) -> None:
    clock = ManualClock(NOW)
    with Engine.open(database_url, clock=clock, answers=timedelta(days=2)) as engine:
        engine.execute(c.CreateUser(user_id="lin", name="Lin", roles=["agent"], groups=["desk"]), SYSTEM)
        engine.execute(c.DeployFiles(files={"timed.bpmn": FILES["timed.bpmn"]}), SYSTEM)
        start = c.StartInstance(command_id="once", key="timed", variables={"amount": 1})
        [chore] = engine._chores
        first = engine.execute(start, AGENT)
        clock.advance(timedelta(days=2))
        chore()
        assert engine.execute(start, AGENT) == first
        clock.advance(timedelta(seconds=1))
        chore()
        assert engine.execute(start, AGENT) != first
        assert Forgetting(engine._services).run() == 0


def test_the_oldest_are_found_by_an_index(store: Store) -> None:
    rows = [{"id": f"c{number}", "answer": "1", "at": NOW + timedelta(seconds=number)} for number in range(5_000)]
    with store.write() as unit:
        connection = unit.connection
        connection.execute(insert(command), rows)
        connection.execute(text("ANALYZE command" if store.is_partitioned else "ANALYZE"))
        dialect = (postgresql if store.is_partitioned else sqlite).dialect()
        asked = answered.oldest(NOW + timedelta(seconds=50), (NOW + timedelta(seconds=9), "c9"))
        plain = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN (FORMAT JSON) " if store.is_partitioned else "EXPLAIN QUERY PLAN "
        plan = json.dumps([list(row) for row in connection.exec_driver_sql(explain + plain)])
        assert "ix_command_at" in plan
        assert connection.scalar(select(func.count()).select_from(command)) == 5_000
