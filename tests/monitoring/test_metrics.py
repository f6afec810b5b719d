"""What Prometheus is told, and by which door."""

import re
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from msgspec.structs import replace

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.errors import Rejected
from engine.model import command as c
from engine.model.view import Figures
from engine.monitoring.metrics import Metrics
from engine.server.watch import Endpoint
from engine.settings import from_environment

NOTHING = Figures(backlog=[], open_tasks=0, overdue_tasks=0, active_instances=0, open_incidents=0, waiting_deliveries=0)


def value(text: str, name: str, **labels: str) -> float | None:
    """Of a line of the text format; None where there is none."""
    inside = ",".join(f'{key}="{labels[key]}"' for key in labels)
    found = re.search(rf"^{re.escape(name + (f'{{{inside}}}' if inside else ''))} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else None


def test_commands_are_counted_by_kind_and_outcome(engine: Engine) -> None:
    engine.execute(c.StartInstance(key="watched"), SYSTEM)
    with pytest.raises(Rejected):
        engine.execute(c.StartInstance(key="nobody"), SYSTEM)
    text = engine.metrics().decode()
    count = "kefuflow_command_seconds_count"
    assert value(text, count, command="StartInstance", outcome="obeyed") == 1
    assert value(text, count, command="StartInstance", outcome="rejected") == 1
    assert value(text, count, command="DeployFiles", outcome="obeyed") == 1


def test_figures_of_the_database_follow_what_happens(engine: Engine, clock: ManualClock) -> None:
    cases = [engine.execute(c.StartInstance(key="watched"), SYSTEM) for _ in range(3)]
    done = engine.instance_tasks(SYSTEM, cases[0])[0]
    engine.execute(c.CompleteUserTask(task_id=done.id), SYSTEM)
    clock.advance(timedelta(hours=1, minutes=1))
    text = engine.metrics().decode()
    assert value(text, "kefuflow_open_tasks") == 2
    assert value(text, "kefuflow_overdue_tasks") == 2
    assert value(text, "kefuflow_active_instances") == 3
    assert value(text, "kefuflow_open_incidents") == 0
    assert value(text, "kefuflow_jobs", kind="timer", state="due") == 1
    assert value(text, "kefuflow_oldest_due_seconds", kind="timer") == 60


@pytest.mark.parametrize(
    ("took", "kept"),
    [pytest.param(0, 5, id="five seconds"), pytest.param(2, 40, id="twenty times as long as counting took")],
)
def test_the_database_is_asked_once_in_a_while(took: float, kept: float) -> None:
    now, asked = 100.0, 0

    def figures() -> Figures:
        nonlocal now, asked
        now, asked = now + took, asked + 1
        return replace(NOTHING, open_tasks=asked)

    metrics = Metrics(figures, lambda: now)
    metrics.text()
    now += kept
    assert value(metrics.text().decode(), "kefuflow_open_tasks") == 1
    now += 0.1
    assert value(metrics.text().decode(), "kefuflow_open_tasks") == 2


def test_a_door_of_its_own(engine: Engine) -> None:
    door = Endpoint(engine, from_environment({}), "127.0.0.1", 0)
    door.start()
    try:
        address = f"http://127.0.0.1:{door.port}"
        assert b"kefuflow_open_tasks 0.0" in urlopen(f"{address}/metrics").read()
        assert urlopen(f"{address}/healthz").read() == b"ok\n"
        assert urlopen(f"{address}/readyz").read() == b"ready\n"
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/tasks")
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/metrics", data=b"x")
    finally:
        door.close()


def test_without_its_database_it_is_not_ready(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.unready() == []

    def gone() -> None:
        raise ConnectionError

    monkeypatch.setattr(engine._services.store, "read", gone)
    assert engine.unready() == ["store.unreachable"]
