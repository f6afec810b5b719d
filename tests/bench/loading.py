"""Fills a database with very many cases, each as whole as if the engine had carried it out.

    .venv/bin/python -m tests.bench.loading URL [--open N] [--ended N] [--groups N] [--people N] [--processes N]

A few cases are carried out by the engine and copied (tests/bench/pattern.py). PostgreSQL takes the copies by COPY, and
gets its indexes afterwards; SQLite takes them as plain inserts. A second load into one database begins at `first`.
"""

import argparse
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial
from hashlib import blake2b
from itertools import product
from time import perf_counter
from typing import Any, Protocol

from sqlalchemy import make_url

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.identity.actor import person
from engine.model import command as c
from engine.store.schema import TABLES
from engine.store.store import Store
from tests.bench.pattern import BEGINS, CASE, Copy, Pattern, record
from tests.runtime.diagram import diagram, user

GROUP, PERSON, NAME, PHONE, AMOUNT = WORDS = ("bench-group", "bench-person", "bench-name", "bench-phone", "91829384")
SPAN = timedelta(days=90)  # in which the cases of a load began, one after the other
ENDED_TASKS = 5  # of an ended case; each is claimed and completed, so it has 2 * ENDED_TASKS + 1 rows in history
AT_ONCE = 1000  # copies in one COPY of each table
OPEN_DUE = ("P1D", "P80D", "P400D")

WORKER = person(PERSON, "Bench", ["agent"], [GROUP])
_work = partial(user, candidateGroups=GROUP, dueDate="=now() + duration(due)", priority="=urgency")
OPEN = diagram("bench_open", "start > work > end", _work("work"))
ENDED = diagram(
    "bench_ended",
    " > ".join(["start", *(f"work{number}" for number in range(ENDED_TASKS)), "end"]),
    *(_work(f"work{number}") for number in range(ENDED_TASKS)),
)


def deploy(engine: Engine) -> None:
    """The processes of the copies, in the versions that they name."""
    engine.execute(c.DeployFiles(files={"bench_open.bpmn": OPEN, "bench_ended.bpmn": ENDED}), SYSTEM)


@cache
def open_patterns() -> list[Pattern]:
    """One open task each; every second one is claimed."""
    kinds = product((False, True), OPEN_DUE, (50, 80))
    return [
        record(partial(_play, is_claimed=claimed, due=due, urgency=urgency), WORDS) for claimed, due, urgency in kinds
    ]


@cache
def ended_patterns() -> list[Pattern]:
    return [record(_play_to_the_end, WORDS)]


def _play(engine: Engine, clock: ManualClock, *, is_claimed: bool, due: str, urgency: int) -> None:
    task_id = _start(engine, "bench_open", due=due, urgency=urgency)
    if is_claimed:
        clock.advance(timedelta(hours=1))
        engine.execute(c.ClaimUserTask(task_id=task_id, command_id=f"{CASE}-claim"), WORKER)


def _play_to_the_end(engine: Engine, clock: ManualClock) -> None:
    task_id: str | None = _start(engine, "bench_ended", due="P1D", urgency=50)
    while task_id is not None:
        clock.advance(timedelta(hours=1))
        engine.execute(c.ClaimUserTask(task_id=task_id, command_id=f"{task_id}-claim"), WORKER)
        clock.advance(timedelta(minutes=10))
        engine.execute(c.CompleteUserTask(task_id=task_id, command_id=f"{task_id}-complete"), WORKER)
        task_id = next(iter(_open(engine)), None)


def _start(engine: Engine, key: str, **variables: Any) -> str:
    deploy(engine)
    engine.execute(c.CreateUser(user_id=PERSON, name="Bench", roles=["agent"], groups=[GROUP]), SYSTEM)
    said = {"customer_name": NAME, "phone": PHONE, "amount": int(AMOUNT), **variables}
    start = c.StartInstance(
        key=key, instance_id=CASE, command_id=f"{CASE}-start", business_key=f"K-{CASE}", variables=said
    )
    engine.execute(start, person(PERSON, "Bench", ["agent"], [GROUP]))
    return _open(engine)[0]


def _open(engine: Engine) -> list[str]:
    return [each.id for each in engine.instance_tasks(SYSTEM, CASE) if each.state == "open"]


class Crowding(Protocol):
    def copies(self, patterns: Sequence[Pattern], numbers: range) -> Iterator[tuple[Pattern, Copy]]:
        """What the copies with these numbers are."""
        ...


class Crowd:
    """Who and what the copies are about: number `n` of `total` is always the same one."""

    def __init__(self, total: int, groups: int, people: int, first: int = 0) -> None:
        self._total, self._groups, self._people, self._first = total, groups, people, first

    def copies(self, patterns: Sequence[Pattern], numbers: range) -> Iterator[tuple[Pattern, Copy]]:
        return ((patterns[number % len(patterns)], self.copy(number)) for number in numbers)

    def copy(self, number: int) -> Copy:
        mixed = int.from_bytes(blake2b((self._first + number).to_bytes(8)).digest()[:8])
        words = {
            GROUP: f"group{mixed % self._groups}",
            PERSON: f"person{mixed % self._people}",
            NAME: f"客户{mixed % 100_003}",
            PHONE: f"138{mixed % 10**8:08}",
            AMOUNT: str(mixed % 100_000 + 1),
        }
        return Copy(f"c{mixed:016x}", timedelta(seconds=int(SPAN.total_seconds() * number / self._total)), words)


def load(
    url: str,
    patterns: Sequence[Pattern],
    total: int,
    *,
    groups: int = 20,
    people: int = 500,
    first: int = 0,
    processes: int = os.cpu_count() or 1,
) -> None:
    """Adds `total` copies, `first` of which were other ones. The processes that they run on must be deployed."""
    load_crowd(url, Crowd(total, groups, people, first), patterns, total, processes=processes)


def load_crowd(
    url: str, crowd: Crowding, patterns: Sequence[Pattern], total: int, *, processes: int = os.cpu_count() or 1
) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _into_sqlite(str(parsed.database), crowd, patterns, total)
        return
    dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    parts = [range(start, min(start + AT_ONCE, total)) for start in range(0, total, AT_ONCE)]
    with _without_indexes(dsn), ProcessPoolExecutor(processes) as pool:
        list(pool.map(partial(_into_postgres, dsn, crowd, patterns), (parts[n::processes] for n in range(processes))))


def _into_postgres(dsn: str, crowd: Crowding, patterns: Sequence[Pattern], parts: Sequence[range]) -> None:
    import psycopg

    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")  # whole cases: their foreign keys hold
        for numbers in parts:
            columns, texts = _texts(crowd, patterns, numbers)
            with connection.transaction(), connection.cursor() as cursor:
                for table, lines in texts.items():
                    with cursor.copy(f"COPY {_named(table, columns)} FROM STDIN") as copying:
                        copying.write("".join(lines))


def _into_sqlite(path: str, crowd: Crowding, patterns: Sequence[Pattern], total: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    for start in range(0, total, AT_ONCE):
        columns, texts = _texts(crowd, patterns, range(start, min(start + AT_ONCE, total)))
        for table, lines in texts.items():
            marks = ", ".join("?" * len(columns[table]))
            rows = [list(map(_value, line.split("\t"))) for text in lines for line in text.splitlines()]
            connection.executemany(f"INSERT INTO {_named(table, columns)} VALUES ({marks})", rows)
        connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _texts(
    crowd: Crowding, patterns: Sequence[Pattern], numbers: range
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Table -> its columns, and the lines of all copies."""
    texts: dict[str, list[str]] = {table.name: [] for table in TABLES}
    columns: dict[str, list[str]] = {}
    for pattern, copy in crowd.copies(patterns, numbers):
        columns |= pattern.columns
        for table, lines in pattern.texts(copy).items():
            texts[table].append(lines)
    return columns, {table: lines for table, lines in texts.items() if lines}


def _named(table: str, columns: dict[str, list[str]]) -> str:
    return f'"{table}" ({", ".join(columns[table])})'


def _value(text: str) -> str | None:
    if text == r"\N":
        return None
    return text.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\")


@contextmanager
def _without_indexes(dsn: str) -> Iterator[None]:
    """Those that are no constraints are dropped, and made anew at the end."""
    import psycopg

    found = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        " AND NOT (SELECT relispartition FROM pg_class WHERE oid = format('%I', indexname)::regclass)"
    )
    with psycopg.connect(dsn, autocommit=True) as connection:
        indexes = connection.execute(found).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        yield
        connection.execute("SET maintenance_work_mem = '1GB'")
        for _, statement in indexes:
            connection.execute(statement.replace(" ON ONLY ", " ON "))  # with its partitions
        connection.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    for name, default in (("open", 100_000), ("ended", 0), ("groups", 20), ("people", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    Store.open(asked.url).close()
    with Engine.open(asked.url, clock=ManualClock(BEGINS)) as engine:
        deploy(engine)
    crowd = {name: getattr(asked, name) for name in ("groups", "people", "processes")}
    made: list[tuple[str, Callable[[], list[Pattern]], int, int]] = [
        ("open", open_patterns, asked.open, 0),
        ("ended", ended_patterns, asked.ended, asked.open),
    ]
    for name, patterns, total, first in made:
        began = perf_counter()
        if total:
            load(asked.url, patterns(), total, first=first, **crowd)
        print(f"{total:,} {name} cases in {perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
