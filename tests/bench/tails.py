"""What a task of a large multi-instance costs on PostgreSQL, with states written whole and with tails, in turns.

    .venv/bin/python -m tests.bench.tails [--times N] [sizes ...]        (from the top folder of the project)

Bytes and write-ahead log are means over all commits, the snapshots between them included; processor time likewise.
"""

import argparse
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from statistics import mean

from engine.api import SYSTEM, Engine
from engine.model import command as c
from engine.store import tail
from tests.bench.counting import Log, cost
from tests.bench.desk import AGENT, LINE, Desk, diagram, task
from tests.bench.wire import Wire, wire_to
from tests.bench.writing import backends, postgres, took

LOOP = "<multiInstanceLoopCharacteristics><loopCardinality>${size}</loopCardinality></multiInstanceLoopCharacteristics>"
FILES = {"crowd.bpmn": diagram("crowd", task("a", inside=LOOP), task("b"), *LINE)}
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[20, 200, 2000])
    parser.add_argument("--times", type=int, default=100, help="tasks of each case that are completed")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with postgres() as url, wire_to(url) as wire:
        log = Log(url)
        desk = Desk(wire.url)
        desk.open()
        desk.engine.execute(c.DeployFiles(files=FILES), SYSTEM)
        print(f"{'':<22}{'sent':>9}{'WAL':>9}{'client us':>11}{'server us':>11}{'statements':>12}{'round trips':>13}")
        for size in given.sizes:
            _compare(desk.engine, wire, log, url, size, min(given.times, size - 1))
        desk.close()
        log.close()


def _compare(engine: Engine, wire: Wire, log: Log, url: str, size: int, count: int) -> None:
    found: dict[str, list[tuple[float, ...]]] = {"whole": [], "tail": []}
    for _ in range(ROUNDS):
        for way, rows in found.items():
            with written(way):
                rows.append(_measured(engine, wire, log, url, size, count))
    for way, rows in found.items():
        sent, wal, client, server, statements, round_trips = (mean(each) for each in zip(*rows, strict=True))
        figures = f"{sent:>9,.0f}{wal:>9,.0f}{client:>11,.0f}{server:>11,.0f}{statements:>12.2f}{round_trips:>13.2f}"
        print(f"{f'{way}, one of {size}':<22}{figures}", flush=True)


@contextmanager
def written(way: str) -> Iterator[None]:
    """`whole`: with every commit, as if no state were large."""
    before, tail.LARGE = tail.LARGE, tail.LARGE if way == "tail" else inf  # type: ignore[assignment]
    try:
        yield
    finally:
        tail.LARGE = before


def _measured(engine: Engine, wire: Wire, log: Log, url: str, size: int, count: int) -> tuple[float, ...]:
    """Half of the tasks for bytes, on the wire; half for processor time, with as little beside it as possible."""
    case = engine.execute(c.StartInstance(key="crowd", variables={"size": size}), AGENT)
    engine.settle()
    with engine._services.store.read() as reader:
        tasks = [each.id for each in reader.user_tasks(root_id=case, limit=count).items]
    works = [lambda task_id=each: engine.execute(c.CompleteUserTask(task_id=task_id), AGENT) for each in tasks]  # type: ignore[misc]
    costs = [cost(wire, log, work) for work in works[::2]]
    pids = backends(url)
    pairs = [took(work, pids) for work in works[1::2]]
    return (
        mean(each.bytes_sent for each in costs),
        mean(each.wal_bytes for each in costs),
        mean(client for client, _ in pairs) / 1000,
        mean(server for _, server in pairs) / 1000,
        mean(each.statements for each in costs),
        mean(each.round_trips for each in costs),
    )


if __name__ == "__main__":
    main()
