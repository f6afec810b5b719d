"""A large state is a snapshot and what happened since; whoever loads it sees no difference.

All other tests run with tails under `TAILS=all`; the kernel's always do (`tests/kernel/desk.py`).
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from engine.model.event import PersonErased, VariableSet
from engine.model.instance import FORMAT
from engine.store import tail as tails
from engine.store.queries import states
from engine.store.tables.instance import instance
from engine.store.tables.tail import tail
from engine.store.tail import TAILED, Base
from tests.bench.desk import AGENT, LINE, diagram, task

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
TWELVE = "<multiInstanceLoopCharacteristics><loopCardinality>12</loopCardinality></multiInstanceLoopCharacteristics>"
FILES = {"crowd.bpmn": diagram("crowd", task("a", inside=TWELVE), task("b"), *LINE)}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state is large, and gets a snapshot with every sixth commit."""
    monkeypatch.setattr(tails, "LARGE", 0)
    monkeypatch.setattr(tails, "SHARE", 1e9)
    monkeypatch.setattr(tails, "LONGEST", 5)


@pytest.fixture
def engine(database_url: str, small: None) -> Iterator[Engine]:
    with Engine.open(database_url, clock=ManualClock(NOW)) as opened:
        opened.execute(c.CreateUser(user_id="lin", name="Lin", roles=["agent"], groups=["desk"]), SYSTEM)
        opened.execute(c.DeployFiles(files=FILES), SYSTEM)
        yield opened


def begin(engine: Engine) -> tuple[str, list[str]]:
    case = str(engine.execute(c.StartInstance(key="crowd"), AGENT))
    return case, [each.id for each in engine.instance_tasks(SYSTEM, case) if each.state == "open"]


def rows(engine: Engine, case: str) -> tuple[int, int, int | None, list[int]]:
    """Version, format and version of the snapshot of a case, and the versions of its tail."""
    with engine._services.store.write() as unit:
        columns = (instance.c.version, instance.c.snapshot_format, instance.c.snapshot_version)
        version, format, base = unit.connection.execute(select(*columns).where(instance.c.id == case)).one()
        of_tail = select(tail.c.version).where(tail.c.instance_id == case).order_by(tail.c.version)
        return version, format, base, list(unit.connection.scalars(of_tail))


def test_a_tail_grows_until_the_next_snapshot(engine: Engine) -> None:
    case, tasks = begin(engine)
    assert rows(engine, case) == (1, FORMAT, None, [])
    seen = []
    for each in tasks[:7]:
        engine.execute(c.CompleteUserTask(task_id=each), AGENT)
        seen.append(rows(engine, case))
    assert seen[:5] == [(n, TAILED, 1, list(range(2, n + 1))) for n in range(2, 7)]
    assert seen[5:] == [(7, FORMAT, 1, []), (8, TAILED, 7, [8])]
    assert engine.verify(SYSTEM, case).is_whole


def test_what_is_loaded_is_what_history_says(engine: Engine) -> None:
    case, tasks = begin(engine)
    for number, each in enumerate(tasks):
        engine.execute(c.SetVariables(scope_id=case, variables={"b": {"z": number, "a": None}, "n": "1.50"}), SYSTEM)
        engine.execute(c.CompleteUserTask(task_id=each, variables={f"v{number}": [number]}), AGENT)
        with engine._services.store.read() as reader:
            found = reader.stored_instance(case)
            assert found is not None
            assert found.instance == reader.folded_anew(case).instance
        assert engine.verify(SYSTEM, case).is_whole


def test_what_has_ended_has_no_tail(engine: Engine) -> None:
    case, tasks = begin(engine)
    for each in tasks[:3]:
        engine.execute(c.CompleteUserTask(task_id=each), AGENT)
    assert rows(engine, case)[1] == TAILED
    engine.execute(c.CancelInstance(instance_id=case, reason="x"), SYSTEM)
    assert rows(engine, case) == (5, FORMAT, 1, [])
    assert engine.verify(SYSTEM, case).is_whole


def test_a_commit_that_fails_leaves_the_tail_as_it_was(engine: Engine) -> None:
    """Row of the tail, history and head come together or not at all."""
    case, tasks = begin(engine)
    engine.execute(c.CompleteUserTask(task_id=tasks[0]), AGENT)
    before = rows(engine, case)

    def crash(point: str, command: c.Command) -> None:
        if point == "recorded":
            raise OSError(point)

    for fails in (True, False):
        services = engine._services
        object.__setattr__(services, "passing", crash if fails else lambda point, command: None)
        if fails:
            with pytest.raises(OSError, match="recorded"):
                engine.execute(c.CompleteUserTask(task_id=tasks[1]), AGENT)
            assert rows(engine, case) == before
        else:
            engine.execute(c.CompleteUserTask(task_id=tasks[1]), AGENT)
    assert rows(engine, case)[3] == [2, 3]
    assert engine.verify(SYSTEM, case).is_whole


def test_whoever_waited_for_the_case_reads_the_row_that_came_meanwhile(engine: Engine, database_url: str) -> None:
    """The lock is waited for inside the statement that reads, whose view of the tail is older than the row."""
    case, tasks = begin(engine)
    gate = threading.Barrier(4, timeout=60)
    with Engine.open(database_url, clock=ManualClock(NOW)) as other:

        def work(number: int) -> None:
            gate.wait()
            for each in tasks[number::4]:
                (engine, other)[number % 2].execute(c.CompleteUserTask(task_id=each), AGENT)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    version, *_ = rows(engine, case)
    assert version == 1 + len(tasks)
    assert engine.verify(SYSTEM, case).is_whole
    assert [each.element_id for each in engine.instance_tasks(SYSTEM, case) if each.state == "open"] == ["b"]


def test_a_tail_with_a_gap_is_folded_from_history(engine: Engine) -> None:
    case, tasks = begin(engine)
    for each in tasks[:3]:
        engine.execute(c.CompleteUserTask(task_id=each), AGENT)
    with engine._services.store.write() as unit:
        unit.connection.execute(delete(tail).where(tail.c.version == 3))
    engine.execute(c.CompleteUserTask(task_id=tasks[3]), AGENT)
    assert rows(engine, case)[:2] == (5, FORMAT), "and written as a whole"
    assert engine.verify(SYSTEM, case).is_whole


def test_a_program_that_knows_no_tails_folds_from_history(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """To it the format is one of another time; what it writes, this program goes on with."""
    case, tasks = begin(engine)
    for each in tasks[:3]:
        engine.execute(c.CompleteUserTask(task_id=each), AGENT)
    with monkeypatch.context() as older:
        older.setattr(states, "TAILED", 99)
        older.setattr(tails, "LARGE", 10**9)
        engine.execute(c.CompleteUserTask(task_id=tasks[3]), AGENT)
        assert rows(engine, case)[:2] == (5, FORMAT)
    for each in tasks[4:]:
        engine.execute(c.CompleteUserTask(task_id=each), AGENT)
        assert engine.verify(SYSTEM, case).is_whole


def test_several_commits_of_one_transaction_follow_each_other(engine: Engine) -> None:
    case, tasks = begin(engine)
    results = engine.execute_all([c.CompleteUserTask(task_id=each) for each in tasks], AGENT)
    assert [each.refusal for each in results] == [None] * len(tasks)
    assert engine.verify(SYSTEM, case).is_whole


def test_what_is_erased_stands_in_no_tail(engine: Engine) -> None:
    """Also where an older program has left rows behind a snapshot of its own."""
    case, tasks = begin(engine)
    engine.execute(c.CompleteUserTask(task_id=tasks[0], variables={"name": "陈女士"}), AGENT)
    engine.execute(c.CancelInstance(instance_id=case, reason="x"), SYSTEM)
    with engine._services.store.write() as unit:
        left = tails.text_of(2, NOW, [VariableSet(scope_id="0", name="name", value="陈女士")])
        unit.connection.execute(tail.insert().values(instance_id=case, version=2, body=left))
        unit.erase("nobody", [case])
        assert unit.connection.scalar(select(func.count()).select_from(tail)) == 0


LIMITS = [
    (Base(1, tails.LARGE, 0), 2, 10, True, "large, and room for it"),
    (Base(1, tails.LARGE - 1, 0), 2, 10, False, "a small state is written as it is"),
    (Base(1, tails.LARGE, 0), 2, int(tails.LARGE * tails.SHARE) + 1, False, "a commit that is large itself"),
    (Base(1, tails.LARGE, int(tails.LARGE * tails.SHARE) - 5), 3, 10, False, "the tail has come to its share"),
    (Base(1, 10**7, 0), 1 + tails.LONGEST, 10, True, "the last of a long one"),
    (Base(1, 10**7, 0), 2 + tails.LONGEST, 10, False, "longer would take too long to fold"),
]


@pytest.mark.parametrize(("base", "version", "size", "is_tail", "why"), LIMITS, ids=[each[-1] for each in LIMITS])
def test_when_a_commit_goes_to_the_tail(base: Base, version: int, size: int, is_tail: bool, why: str) -> None:
    assert (tails.is_due(base, version) and tails.fits(base, "x" * size)) is is_tail, why


def test_a_step_is_one_line_that_comes_back() -> None:
    events = [PersonErased(customer_id="k", reason="line\nbreak")]
    text = tails.text_of(7, NOW, events)
    assert "\n" not in text
    [step] = tails.read(text)
    assert (step.version, step.at, step.events) == (7, NOW, events)


def test_steps_come_in_any_order() -> None:
    lines = "\n".join(tails.text_of(version, NOW, []) for version in (4, 2, 3))
    assert tails.is_whole(tails.read(lines), 1, 4)
    assert not tails.is_whole(tails.read(lines), 1, 5)
    assert not tails.is_whole(tails.read(lines), 2, 4)
    assert tails.is_whole(tails.read(None), 4, 4)
