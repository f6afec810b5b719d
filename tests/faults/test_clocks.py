"""Two nodes whose clocks are set, forward and back, and apart: every timer once, nothing lost, every history whole.

The policy: `docs/scale.md`. With a database server time is the server's, so this is the worst case: the server's own
clock is set, or SQLite is served by two processes whose machine's is.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock, SystemClock
from engine.model import command as c
from engine.model import event as e
from engine.store import jobs
from tests.faults.office import HANDLERS
from tests.runtime.diagram import catch, diagram, gateway, service, timer, user
from tests.runtime.office import MONDAY, Office

EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", "8"))
HOUR = timedelta(hours=1)
STEPS = (-2 * HOUR, timedelta(seconds=-90), timedelta(seconds=-1), timedelta(seconds=90), HOUR, 2 * HOUR)
WAITS = diagram(
    "p",
    "start > fork; fork > work > join; fork > pause > join; join > call > end",
    gateway("fork", "parallel"),
    user("work"),
    catch("pause", timer("PT1H")),
    gateway("join", "parallel"),
    service("call", "count"),
)


class SetClock(ManualClock):
    """Can be set back."""

    def set(self, now: datetime) -> None:
        self._now = now


class Nodes:
    def __init__(self, url: str) -> None:
        self.clocks = [SetClock(MONDAY), SetClock(MONDAY)]
        self.engines = [Engine.open(url, clock=clock, handlers=HANDLERS) for clock in self.clocks]
        for engine, clock in zip(self.engines, self.clocks, strict=True):
            engine._services.store.real_clock = clock
        self.engines[0].execute(c.DeployFiles(files={"p.bpmn": WAITS}), SYSTEM)

    def step(self, node: int, act: str, by: timedelta) -> None:
        engine, clock = self.engines[node], self.clocks[node]
        clock.set(clock.now() + by)
        if act == "start":
            engine.execute(c.StartInstance(key="p"), SYSTEM)
        elif act == "complete" and (tasks := engine.user_tasks(SYSTEM, "all", limit=1).items):
            engine.execute(c.CompleteUserTask(task_id=tasks[0].id), SYSTEM)
        elif act == "claim":  # and ends before it has fired them
            jobs.claim(engine._services.store, clock.now(), "gone", 10, 60.0)
        else:
            engine.settle()

    def finish(self) -> None:
        """Past every due time and every lease that any clock ever set."""
        engine, clock = self.engines[0], self.clocks[0]
        clock.set(max(each.now() for each in self.clocks) + 100 * HOUR)
        for task in engine.user_tasks(SYSTEM, "all", limit=100).items:
            engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
        engine.settle()

    def check(self) -> None:
        engine = self.engines[0]
        for instance_id in engine.instance_ids(SYSTEM):
            assert engine.instance(SYSTEM, instance_id).state == "completed"
            kinds = Counter(type(each) for commit in engine.commits(SYSTEM, instance_id) for each in commit.events)
            assert [kinds[each] for each in (e.TimerFired, e.JobCompleted, e.UserTaskCompleted)] == [1, 1, 1]
        assert all(found.is_whole for _, found in engine.verify_all(SYSTEM))
        assert engine.incidents(SYSTEM).total == 0

    def close(self) -> None:
        for each in self.engines:
            each.close()


ACTS = st.tuples(st.integers(0, 1), st.sampled_from(["start", "complete", "claim", "settle"]), st.sampled_from(STEPS))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(ACTS, min_size=3, max_size=12))
def test_every_timer_fires_once_however_the_clocks_are_set(steps: list[tuple[int, str, timedelta]]) -> None:
    with TemporaryDirectory() as folder:
        nodes = Nodes(f"sqlite:///{Path(folder) / 'x.db'}")
        nodes.engines[0].execute(c.StartInstance(key="p"), SYSTEM)
        for node, act, by in steps:
            nodes.step(node, act, by)
        nodes.finish()
        nodes.check()
        nodes.close()


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(open_office: Callable[..., Office]) -> None:
    """Whoever claimed it has gone; nobody waits for two hours."""
    office: Any = open_office(count=lambda variables, context: {})
    store, clock = office.engine._services.store, SetClock(MONDAY)
    store.real_clock = clock
    office.deploy(diagram("p", "start > pause > end", catch("pause", timer("PT1H"))))
    case = office.start()
    office.clock.advance(HOUR)
    assert len(jobs.claim(store, office.clock.now(), "gone", 10, 60.0)) == 1
    clock.set(MONDAY - 2 * HOUR)
    assert jobs.shorten(store, 60.0) == 1
    assert jobs.shorten(store, 60.0) == 0, "once"
    clock.set(clock.now() + timedelta(seconds=59))
    office.engine.settle()
    assert office.state(case) == "active"
    clock.set(clock.now() + timedelta(seconds=1))
    office.engine.settle()
    assert office.state(case) == "completed"


@pytest.mark.postgres
def test_nodes_of_one_server_have_its_time(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not database_url.startswith("postgresql"):
        pytest.skip("there is no server")
    from engine.store.databases.postgres import Postgres

    true, ahead = Postgres._time, [timedelta(days=900)]
    monkeypatch.setattr(Postgres, "_time", lambda self: true(self) + ahead[0])
    with Engine.open(database_url) as first, Engine.open(database_url) as second:
        assert abs(first.now() - second.now()) < timedelta(seconds=30)
        assert abs(first.real_now() - first.now()) < timedelta(seconds=30)
        assert first.now() > SystemClock().now() + timedelta(days=899)
        ahead[0] = timedelta(days=-900)
        assert second._services.store.follow_time() < timedelta(days=-1799)
        assert second.now() < SystemClock().now() - timedelta(days=899)
