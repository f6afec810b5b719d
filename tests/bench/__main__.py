"""`python -m tests.bench`: the figures of the whole engine, as ratios of one run, in tables and in bench.json.

Every side of a ratio is measured in this run, on this machine, on one PostgreSQL that is started for it.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import growth, memory, pace, price, timers
from tests.bench.report import Report
from tests.bench.server import Server, server
from tests.bench.shapes import YARDSTICKS, shapes
from tests.faults.postgres import Postgres

QUICK_SHAPES = ("7 user tasks", "complaint")

Part = Callable[[Report, Server, bool], None]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the main figures, in two minutes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="some parts")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    report = Report()
    with server() as found:
        for name in options.only:
            began = time.monotonic()
            PARTS[name](report, found, options.quick)
            print(f"\n{name}: {time.monotonic() - began:.0f} s", flush=True)
        report.write(options.out, postgresql=found.asked("SHOW server_version"), is_quick=options.quick)


def _yardsticks(report: Report, found: Server, is_quick: bool) -> None:
    if YARDSTICKS.is_dir():
        pace.against_yardsticks(report, found, seconds=2 if is_quick else 10, rounds=1 if is_quick else 3)
    else:
        print("no yardsticks beside the project: no ratio against them")


def _shapes(report: Report, found: Server, is_quick: bool) -> None:
    chosen = [each for each in shapes() if not is_quick or each.name in QUICK_SHAPES]
    pace.of_shapes(report, found, chosen, [1, 4] if is_quick else [1, 2, 4, 8], seconds=1.5 if is_quick else 5)


def _prices(report: Report, found: Server, is_quick: bool) -> None:
    price.of_shapes(report, found, [each for each in shapes() if not is_quick or each.name in QUICK_SHAPES])


def _growth(report: Report, found: Server, is_quick: bool) -> None:
    many, ended = (10_000, 0) if is_quick else (1_000_000, 820_000)  # 10,000,000 rows of history and more
    seconds, rounds, calls = (1.5, 2, 20) if is_quick else (10, 3, 60)
    growth.of_pace(report, found, (1_000, many), ended, seconds=seconds, rounds=rounds, calls=calls)


def _memory(report: Report, found: Server, is_quick: bool) -> None:
    memory.of_processes(report, found, seconds=3 if is_quick else 60, rounds=2 if is_quick else 7)


def _timers(report: Report, found: Server, is_quick: bool) -> None:
    """On a server of their own, which the cluster of the fault campaigns knows how to reach."""
    count, rate, seconds = (2_000, 50, 5) if is_quick else (100_000, 200, 30)
    with tempfile.TemporaryDirectory(prefix="kfb") as folder, Postgres(Path(folder) / "pg") as postgres:
        bench = timers.Bench(postgres, Path(folder))
        title = f"{count:,} timers due at the same moment"
        report.table(title)
        drained = [timers.drained(bench, count, workers, 3 if is_quick else 10) for workers in (1, 4)]
        for each in drained:
            report.row(title, **each)
        pace = [each["timers/s"] for each in drained]
        report.ratio(f"{title}: 4 workers to 1", pace[1:], pace[:1])
        for each in drained:
            report.ratio(f"p95 of a start meanwhile to before, {each['workers']} workers", [each["ratio"]], [1.0])
        title = f"{rate} timers due in each second, under the load of agents"
        report.table(title)
        report.row(title, **timers.lateness(bench, rate, seconds, 4))


PARTS: dict[str, Part] = {
    "yardsticks": _yardsticks,
    "shapes": _shapes,
    "prices": _prices,
    "growth": _growth,
    "timers": _timers,
    "memory": _memory,
}


if __name__ == "__main__":
    main()
