"""Whether the pace falls with what lies in the database already: open cases and tasks, and the rows of history."""

from contextlib import closing

import psycopg
from sqlalchemy import make_url

from engine.api import Engine
from engine.clock import ManualClock
from tests.bench import loading
from tests.bench.crew import load
from tests.bench.lists import of_lists
from tests.bench.report import Report
from tests.bench.server import Server
from tests.bench.shapes import shapes

CREW = 4
SHAPE = "7 user tasks"


def of_pace(report: Report, server: Server, open_cases: tuple[int, int], ended_cases: int, seconds: float) -> None:
    """Both databases take turns; the fuller one has `ended_cases` as well, eleven rows of history each."""
    title = f"{SHAPE}, {CREW} workers, beside what lies there already"
    report.table(title)
    few, many = (_filled(server, count, ended) for count, ended in zip(open_cases, (0, ended_cases), strict=True))
    shape = next(each for each in shapes() if each.name == SHAPE)
    rates: dict[str, list[float]] = {few: [], many: []}
    for _ in range(3):
        for url in rates:
            rates[url].append(load(url, shape, CREW, seconds).tasks_per_second)
    for url, count in zip(rates, open_cases, strict=True):
        report.row(title, open_cases=count, history_rows=_rows(url), tasks=sum(rates[url]) / len(rates[url]))
    report.ratio(f"pace, {open_cases[1]:,} open cases to {open_cases[0]:,}", rates[many], rates[few])
    title = f"p95 in milliseconds of a list, beside {open_cases[0]:,} and {open_cases[1]:,} open tasks"
    of_lists(report, few, many, title)
    server.drop(few)
    server.drop(many)


def _filled(server: Server, open_cases: int, ended_cases: int) -> str:
    url = server.create()
    with Engine.open(url, clock=ManualClock(loading.BEGINS)) as engine:
        loading.deploy(engine)
    crowd = {"groups": 20, "people": 500, "processes": CREW}
    loading.load(url, loading.open_patterns(), open_cases, first=0, **crowd)
    if ended_cases:
        loading.load(url, loading.ended_patterns(), ended_cases, first=open_cases, **crowd)
    with Engine.open(url) as engine:
        next(each for each in shapes() if each.name == SHAPE).deploy(engine)
    _run(url, "VACUUM ANALYZE")
    return url


def _rows(url: str) -> int:
    return int(_run(url, "SELECT count(*) FROM history") or 0)


def _run(url: str, statement: str) -> int | None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]
