"""Whether the pace falls with what lies in the database already: open cases and tasks, and the rows of history."""

import os
from contextlib import closing
from datetime import UTC, datetime
from statistics import fmean

import psycopg
from sqlalchemy import make_url

from engine.api import Engine
from engine.clock import ManualClock
from engine.store import partitions
from engine.store.store import Store
from tests.bench import loading
from tests.bench.crew import load
from tests.bench.lists import of_lists
from tests.bench.report import Report
from tests.bench.server import Server
from tests.bench.shapes import Shape, shapes

CREW = 4
SHAPE = "7 user tasks"


def of_pace(
    report: Report,
    server: Server,
    open_cases: tuple[int, int],
    ended_cases: int,
    *,
    seconds: float,
    rounds: int,
    calls: int,
) -> None:
    """Both databases take turns; the fuller one has `ended_cases` as well, eleven rows of history each."""
    title = f"{SHAPE}, {CREW} workers, beside what lies there already"
    report.table(title)
    few, many = (_filled(server, count, ended) for count, ended in zip(open_cases, (0, ended_cases), strict=True))
    server.run("CHECKPOINT")
    os.sync()  # else what loading has left for the disk to write is measured, not the pace
    shape = next(each for each in shapes() if each.name == SHAPE)
    turns: dict[str, list[dict[str, float]]] = {few: [], many: []}
    for _ in range(rounds):
        for url, taken in turns.items():
            taken.append(_round(server, url, shape, seconds))
    for (url, taken), count in zip(turns.items(), open_cases, strict=True):
        found = {name: fmean(each[name] for each in taken) for name in taken[0]}
        report.row(title, open_cases=count, history_rows=_rows(url), **found)
    for what, name in (("pace", "tasks/s"), ("processor time of the server", "server")):
        ours, theirs = ([each[name] for each in turns[url]] for url in (many, few))
        report.ratio(f"{what}, {open_cases[1]:,} open cases to {open_cases[0]:,}", ours, theirs)
    title = f"p95 in milliseconds of a list, beside {open_cases[0]:,} and {open_cases[1]:,} open tasks"
    of_lists(report, few, many, title, calls)
    server.drop(few)
    server.drop(many)


def _round(server: Server, url: str, shape: Shape, seconds: float) -> dict[str, float]:
    """Per command: `client` and `server` are microseconds of processor, `wal` bytes of write-ahead log."""
    processor, written = server.processor(), server.written()
    found = load(url, shape, CREW, seconds)
    used, wal = server.processor() - processor, server.written() - written
    return {
        "tasks/s": found.tasks_per_second,
        "client": found.processor * 1e6,
        "server": used / found.commands * 1e6,
        "wal": wal / found.commands,
    }


def _filled(server: Server, open_cases: int, ended_cases: int) -> str:
    url = server.create()
    with Engine.open(url, clock=ManualClock(loading.BEGINS)) as engine:
        loading.deploy(engine)
    _lay_out(url)
    crowd = {"groups": 20, "people": 500, "processes": CREW}
    loading.load(url, loading.open_patterns(), open_cases, first=0, **crowd)
    if ended_cases:
        loading.load(url, loading.ended_patterns(), ended_cases, first=open_cases, **crowd)
    with Engine.open(url) as engine:
        next(each for each in shapes() if each.name == SHAPE).deploy(engine)
    _run(url, "VACUUM ANALYZE")
    return url


def _lay_out(url: str) -> None:
    """The months of the cases to come, as housekeeping would have done while they came."""
    with closing(Store.open(url)) as store:
        for moment in (loading.BEGINS, loading.BEGINS + loading.SPAN, datetime.now(UTC)):
            partitions.keep_ahead(store, moment)


def _rows(url: str) -> int:
    return int(_run(url, "SELECT count(*) FROM history") or 0)


def _run(url: str, statement: str) -> int | None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]
