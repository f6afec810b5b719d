"""`python -m tests.bench`: the figures of the whole engine, as ratios of one run, in tables and in bench.json.

Every side of a ratio is measured in this run, on this machine, on one PostgreSQL that is started for it.
"""

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

from tests.bench import growth, memory, pace, price
from tests.bench.report import Report
from tests.bench.server import Server, server
from tests.bench.shapes import YARDSTICKS, shapes

QUICK_SHAPES = ("1 user task", "7 user tasks", "complaint")

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
            PARTS[name](report, found, options.quick)
        report.write(options.out, postgresql=found.asked("SHOW server_version"), is_quick=options.quick)


def _yardsticks(report: Report, found: Server, is_quick: bool) -> None:
    if YARDSTICKS.is_dir():
        pace.against_yardsticks(report, found, seconds=3 if is_quick else 10, rounds=1 if is_quick else 3)
    else:
        print("no yardsticks beside the project: no ratio against them")


def _shapes(report: Report, found: Server, is_quick: bool) -> None:
    chosen = [each for each in shapes() if not is_quick or each.name in QUICK_SHAPES]
    pace.of_shapes(report, found, chosen, [1, 4] if is_quick else [1, 2, 4, 8], seconds=1.5 if is_quick else 5)


def _prices(report: Report, found: Server, is_quick: bool) -> None:
    price.of_shapes(report, found, [each for each in shapes() if not is_quick or each.name in QUICK_SHAPES])


def _growth(report: Report, found: Server, is_quick: bool) -> None:
    many, ended = (10_000, 0) if is_quick else (1_000_000, 820_000)  # 10,000,000 rows of history and more
    growth.of_pace(report, found, (1_000, many), ended, seconds=1.5 if is_quick else 10)


def _memory(report: Report, found: Server, is_quick: bool) -> None:
    memory.of_processes(report, found, seconds=4 if is_quick else 60, rounds=3 if is_quick else 5)


PARTS: dict[str, Part] = {
    "yardsticks": _yardsticks,
    "shapes": _shapes,
    "prices": _prices,
    "growth": _growth,
    "memory": _memory,
}


if __name__ == "__main__":
    main()
