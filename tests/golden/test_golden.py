"""What older versions left behind keeps loading: histories are whole, and cases that were open then are finished now.

`v<schema>.json.gz` was made by that version (`play.py`); `events.jsonl` holds one commit with each kind of event.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.script import ScriptDirectory

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import chain
from engine.model import command as c
from engine.model.event import FORMAT
from engine.model.seal import event_types
from engine.store.copy import copy
from engine.store.migrate import configuration
from tests.conftest import PostgresServer
from tests.golden.events import FILE, kept
from tests.golden.play import BEGINS
from tests.golden.restore import FILES, read, restore

STATES = {
    "asks": "active",
    "cancelled": "cancelled",
    "closes": "active",
    "ended": "completed",
    "failed": "active",
    "late": "active",
    "registers": "active",
    "surveys": "active",
    "travels": "active",
    "visits": "active",
}


@pytest.fixture(params=FILES, ids=lambda file: file.name.partition(".")[0])
def golden(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


ON_POSTGRES = FILES if os.environ.get("GOLDEN") == "all" else [FILES[0], FILES[7], FILES[-1]]  # the others take 15 s


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def then_url(request: pytest.FixtureRequest, tmp_path: Path, golden: Path) -> Iterator[str]:
    if request.param == "postgres" and golden not in ON_POSTGRES:
        pytest.skip("in the long form: GOLDEN=all")
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'then.db'}"
        restore(url, golden)
        yield url
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.create(is_empty=True)
        restore(server.url_of(name), golden)
        yield server.url_of(name)
        server.drop(name)


def test_cases_of_then_are_proved_and_finished_now(then_url: str) -> None:
    prove_and_finish(then_url)


@pytest.mark.postgres
@pytest.mark.parametrize("from_server", [False, True], ids=["to a server", "to a file"])
def test_a_copy_in_the_other_database_is_proved_and_finished(
    from_server: bool, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    name = postgres_server.create(is_empty=True)
    file, server = f"sqlite:///{tmp_path / 'file.db'}", postgres_server.url_of(name)
    source, target = (server, file) if from_server else (file, server)
    restore(source, FILES[-1])
    Engine.open(source, clock=ManualClock(BEGINS + timedelta(hours=4))).close()
    copy(source, target, lambda told: None)
    prove_and_finish(target)
    postgres_server.drop(name)


def prove_and_finish(url: str) -> None:
    clock = ManualClock(BEGINS + timedelta(hours=4))
    with Engine.open(url, clock=clock, handlers={"look_up": lambda variables, context: {}}) as engine:
        prove(engine)
        assert {id: engine.instance(SYSTEM, id).state for id in STATES} == STATES
        assert engine.instance(SYSTEM, "late").process_name == "受理"
        finish(engine, clock)
        assert {engine.instance(SYSTEM, id).state for id in STATES.keys() - {"cancelled"}} == {"completed"}
        prove(engine)


def prove(engine: Engine) -> None:
    """Chain, columns, and fold == snapshot, of every stream."""
    found = dict(engine.verify_all(SYSTEM))
    assert len(found) >= len(STATES) + 3  # with two definitions and what was called
    assert {name: each.problems for name, each in found.items() if not each.is_whole} == {}


def finish(engine: Engine, clock: ManualClock) -> None:
    for incident in engine.incidents(SYSTEM).items:
        engine.execute(c.RetryIncident(incident_id=incident.id), SYSTEM)
    for name in ("asks", "late", "registers", "failed"):
        while complete(engine, name):
            pass
        engine.execute(c.CorrelateMessage(name="reply", business_key=f"TS-{name}"), SYSTEM)
    clock.set(clock.now() + timedelta(hours=1))
    engine.settle()
    for name in STATES:
        while complete(engine, name):
            pass


def complete(engine: Engine, root_id: str) -> bool:
    with engine._services.store.read() as reader:
        found = [each for each in reader.user_tasks(root_id=root_id, limit=9).items if each.state == "open"]
    for task in found:
        engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
    return bool(found)


NEVER_ALONE = {"0028"}  # it came in one step with the next


def test_every_released_schema_has_left_a_file() -> None:
    """A new one: `play.py` on the version before it."""
    revisions = sorted(each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions())
    left = [read(file)["revision"] for file in FILES]
    expected = [each for each in revisions if each not in NEVER_ALONE]
    assert left == expected[: len(left)]
    assert len(left) >= 28


@pytest.mark.parametrize("golden_commit", kept(), ids=lambda commit: commit.command_id)
def test_every_event_is_read_as_it_was_written(golden_commit: chain.Commit) -> None:
    [event] = chain.read(golden_commit)
    assert type(event).__name__ == golden_commit.command_id
    assert list(chain.faults([golden_commit])) == []
    assert unknown_fields(golden_commit) == set()


def test_no_field_of_then_is_unknown_now(golden: Path) -> None:
    """It would be passed over without a word when a body is read."""
    bodies = [msgspec.json.decode(row["body"]) for row in read(golden)["tables"]["history"]]
    assert set[str]().union(*(fields_unknown(event) for body in bodies for event in body["events"])) == set()


def unknown_fields(commit: chain.Commit) -> set[str]:
    [event] = msgspec.json.decode(commit.body)["events"]
    return fields_unknown(event)


def fields_unknown(event: dict[str, Any]) -> set[str]:
    return event.keys() - {"e"} - set(event_types[event["e"]].__struct_fields__)


def test_every_kind_of_event_and_every_format_is_kept() -> None:
    commits = kept()
    missing = event_types.keys() - {each.command_id for each in commits}
    assert missing == set(), f"`python -m tests.golden.events` adds them to {FILE.name}; what stands there stays"
    assert {each.format for each in commits} == set(range(1, FORMAT + 1))
