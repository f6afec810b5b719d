"""How fast the shapes are on both databases, with more and more workers, and beside the two yardsticks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.api import Engine
from tests.bench import yardsticks
from tests.bench.crew import Load, load
from tests.bench.report import Report
from tests.bench.server import Server
from tests.bench.shapes import YARDSTICK_TASKS, Shape, yardstick

CREW = 4
MILLI = 1_000


def against_yardsticks(report: Report, server: Server, seconds: float, rounds: int) -> None:
    """The same process, server, clients and run; the sides take turns."""
    title = f"completed user tasks per second, {CREW} workers"
    report.table(title)
    limit_url, spiff_url = yardsticks.prepare_limit(server), server.create()
    with _on_postgres(server, *map(yardstick, YARDSTICK_TASKS)) as urls:
        for tasks, url in zip(YARDSTICK_TASKS, urls, strict=True):
            sides: dict[str, list[float]] = {"limit": [], "spiff": [], "kefuflow": []}
            for _ in range(rounds):
                sides["limit"].append(yardsticks.limit(server, limit_url, CREW, seconds))
                sides["kefuflow"].append(load(url, yardstick(tasks), CREW, seconds).tasks_per_second)
                sides["spiff"].append(yardsticks.spiff(spiff_url, tasks, CREW, seconds))
            report.row(title, tasks=tasks, **{name: sum(rates) / rounds for name, rates in sides.items()})
            report.ratio(f"limit, {tasks} tasks", sides["kefuflow"], sides["limit"])
            report.ratio(f"spiffworkflow, {tasks} tasks", sides["kefuflow"], sides["spiff"])
    server.drop(limit_url)
    server.drop(spiff_url)


def of_shapes(report: Report, server: Server, shapes: list[Shape], workers: list[int], seconds: float) -> None:
    for kind in ("PostgreSQL", "SQLite"):
        title = f"{kind}: milliseconds per command, microseconds of processor, bytes of write-ahead log"
        report.table(title)
        for shape in shapes:
            rates = [_row(report, title, kind, server, shape, count, seconds) for count in workers]
            if len(rates) > 1:
                report.ratio(f"{kind}, {shape.name}: {workers[-1]} workers to 1", rates[-1:], rates[:1])


def _row(report: Report, title: str, kind: str, server: Server, shape: Shape, workers: int, seconds: float) -> float:
    with _on_postgres(server, shape) if kind == "PostgreSQL" else _on_sqlite(shape) as (url,):
        processor, written = server.processor(), server.written()
        found = load(url, shape, workers, seconds)
        used, wal = server.processor() - processor, server.written() - written
    is_postgres = kind == "PostgreSQL"
    told = _told(found)
    report.row(
        title,
        shape=f"{shape.name:<38}",
        workers=workers,
        **told,
        client=found.processor * 1e6,
        server=used / found.commands * 1e6 if is_postgres else "",
        wal=wal / found.commands if is_postgres else "",
    )
    return found.instances_per_second


def _told(found: Load) -> dict[str, float]:
    kind = "tasks" if found.took(0.5) else "starts"
    times = {f"p{share}": found.took(share / 100, kind) * MILLI for share in (50, 95, 99)}
    return {"instances/s": found.instances_per_second, "tasks/s": found.tasks_per_second} | times


@contextmanager
def _on_postgres(server: Server, *shapes: Shape) -> Iterator[list[str]]:
    """A database for each."""
    urls = [server.create() for _ in shapes]
    for url, shape in zip(urls, shapes, strict=True):
        _deploy(url, shape)
    yield urls
    for url in urls:
        server.drop(url)


@contextmanager
def _on_sqlite(shape: Shape) -> Iterator[list[str]]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        _deploy(url, shape)
        yield [url]


def _deploy(url: str, shape: Shape) -> None:
    with Engine.open(url, handlers=shape.handlers) as engine:
        shape.deploy(engine)
