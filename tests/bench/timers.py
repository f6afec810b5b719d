"""Very many timers that are due at the same moment, and many each second, while people work.

    .venv/bin/python -m tests.bench.timers [--timers 100000] [--workers 1 4] [--rate 200] [--seconds 30]

PostgreSQL, one web and so many worker processes on this machine; agents start cases and complete tasks over HTTP all
the time. Printed are the time to drain, what the agents notice of it beside an idle cluster, and how late timers fire.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from engine.store.store import Store
from tests.bench.loading import load_crowd
from tests.bench.pattern import BEGINS, CASE, Copy, Pattern, record
from tests.faults.cluster import Cluster
from tests.faults.load import Answered, Load
from tests.faults.postgres import Postgres
from tests.runtime.diagram import boundary, diagram, timer, user

AGENTS = 4
AHEAD = 3.0  # seconds from setting the timers to the first of them
WAIT = timedelta(hours=1)
LATE = diagram(
    "bench_late", "start > work > end; late > told > end2", user("work", candidateGroups="nobody_here"),
    boundary("late", "work", timer("PT1H")), user("told"),
)  # fmt: skip


def deploy(engine: Engine) -> None:
    engine.execute(c.DeployFiles(files={"bench_late.bpmn": LATE}), SYSTEM)


def waiting(engine: Engine, clock: ManualClock) -> None:
    """A task with a timer on its border."""
    deploy(engine)
    engine.execute(c.StartInstance(key="bench_late", instance_id=CASE, command_id=f"{CASE}-start"), SYSTEM)


class Due:
    """Cases whose timers are due at `first`, so many in each second from then on; None: all at that moment."""

    def __init__(self, first: datetime, rate: int | None = None) -> None:
        self._later = timedelta(seconds=int((first - BEGINS - WAIT).total_seconds()))
        self._rate = rate

    def copies(self, patterns: Sequence[Pattern], numbers: range) -> Iterator[tuple[Pattern, Copy]]:
        for number in numbers:
            later = timedelta(seconds=number // self._rate if self._rate else 0)
            yield patterns[0], Copy(f"c{number:09}", self._later + later, {})


class Bench:
    """Databases of one server, and a cluster on each."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self._postgres, self._folder = postgres, folder
        self._number = 0

    def database(self, due: Due, count: int) -> str:
        """A new one with these timers."""
        self._number += 1
        name = f"timers{self._number}"
        self._postgres.run(f"CREATE DATABASE {name}")
        url = make_url(self._postgres.url).set(database=name).render_as_string(hide_password=False)
        Store.open(url).close()
        with Engine.open(url, clock=ManualClock(BEGINS)) as engine:
            deploy(engine)
        if count:
            load_crowd(url, due, [record(waiting)], count)
        return url

    def cluster(self, url: str, workers: int) -> Cluster:
        self._number += 1
        folder = self._folder / str(self._number)
        folder.mkdir()
        return Cluster(url, folder, webs=1, workers=workers)


@cache
def _engine(url: str) -> Any:
    return create_engine(url, isolation_level="AUTOCOMMIT")


def ask(url: str, query: str) -> Any:
    with _engine(url).connect() as connection:
        return connection.execute(text(query)).fetchall()


def change(url: str, statement: str) -> None:
    with _engine(url).connect() as connection:
        connection.execute(text(statement))


def left(url: str) -> int:
    """Timers that have not fired."""
    return int(ask(url, "SELECT count(*) FROM job WHERE element_id = 'late'")[0][0])


def processor(pid: int) -> float:
    """Seconds that a process has had; Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def p95(answers: Sequence[Answered]) -> float:
    """Milliseconds."""
    times = sorted(each.seconds for each in answers)
    return 1000 * times[int(0.95 * (len(times) - 1))] if times else float("nan")


def drained(bench: Bench, count: int, workers: int, idle: float) -> dict[str, Any]:
    """`idle`: seconds of work on the cluster before its timers are looked at."""
    url = bench.database(Due(datetime(2026, 2, 1, tzinfo=UTC)), count)
    with bench.cluster(url, workers) as cluster:
        cluster.furnish(AGENTS)
        for web in cluster.webs:
            web.start()
            web.wait_ready()
        with Load([web.address for web in cluster.webs], AGENTS) as load:
            time.sleep(idle)
            called = time.monotonic()
            for worker in cluster.workers:
                worker.start()
            while left(url):
                time.sleep(0.5)
            for worker in cluster.workers:
                worker.wait_ready()
            spent = sum(processor(worker.process.pid) for worker in cluster.workers)
        cluster.end()
    fired, first, last = firing(url)
    starts = [each for each in load.heard.answered if each.kind == "start"]
    quiet = [each for each in starts if each.at < called]
    busy = [each for each in starts if first <= each.at - each.seconds and each.at <= last]
    return {
        "workers": workers,
        "seconds": last - first,
        "timers/s": fired / (last - first),
        "processor of the workers, s": spent,
        "p95 idle, ms": p95(quiet),
        "p95 meanwhile, ms": p95(busy),
        "ratio": p95(busy) / p95(quiet),
    }


def firing(url: str) -> tuple[int, float, float]:
    """How many timers fired, the first and the last moment, as `time.monotonic` tells it."""
    fired, first, last = ask(
        url,
        "SELECT count(*), extract(epoch FROM min(at)), extract(epoch FROM max(at)) FROM history"
        " WHERE stream LIKE 'c0%' AND version = 2",
    )[0]
    offset = time.monotonic() - time.time()
    return fired, float(first) + offset, float(last) + offset


def lateness(bench: Bench, rate: int, seconds: int, workers: int) -> dict[str, Any]:
    """Of timers that are due one second after the other, under the load of agents."""
    first = datetime.now(UTC) + WAIT  # a case never begins later than now
    url = bench.database(Due(first, rate), rate * seconds)
    with bench.cluster(url, workers) as cluster:
        cluster.start(AGENTS)
        with Load([web.address for web in cluster.webs], AGENTS):
            sooner = (first - datetime.now(UTC)).total_seconds() - AHEAD  # now that all workers are there
            change(url, f"UPDATE job SET due_at = due_at - make_interval(secs => {sooner}) WHERE element_id = 'late'")
            while left(url):
                time.sleep(0.5)
        cluster.end()
    times = sorted(
        float(row[0]) + sooner
        for row in ask(
            url,
            "SELECT extract(epoch FROM b.at - a.at) - 3600 FROM history a JOIN history b ON b.stream = a.stream"
            " AND b.version = 2 WHERE a.version = 1 AND a.stream LIKE 'c0%'",
        )
    )
    return {
        "workers": workers,
        "timers/s": rate,
        **{f"p{percent} late, ms": 1000 * times[int(percent / 100 * (len(times) - 1))] for percent in (50, 95, 99)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--timers", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--idle", type=float, default=10.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kefuflow-timers-") as folder:
        with Postgres(Path(folder) / "pg", {"shared_buffers": "256MB"}) as postgres:
            bench = Bench(postgres, Path(folder))
            for workers in options.workers:
                told("drain", drained(bench, options.timers, workers, options.idle))
            if options.rate:
                told("lateness", lateness(bench, options.rate, options.seconds, max(options.workers)))


def told(name: str, found: dict[str, Any]) -> None:
    print(
        name,
        ", ".join(
            f"{key} {value:.2f}" if isinstance(value, float) else f"{key} {value}" for key, value in found.items()
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
