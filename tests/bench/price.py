"""What one command of a shape sends to PostgreSQL: statements, round trips, bytes of write-ahead log."""

from collections.abc import Callable
from statistics import mean

from engine.api import Engine
from tests.bench.counting import Cost, Log, cost
from tests.bench.report import Report
from tests.bench.server import Server
from tests.bench.shapes import Shape, Work
from tests.bench.wire import wire_to

WARM = 12  # instances after which every statement has been prepared
COUNTED = 3
MOST_STATEMENTS, MOST_ROUND_TRIPS = 7, 4  # of a completed task, that we want


def of_shapes(report: Report, server: Server, shapes: list[Shape]) -> None:
    title = "PostgreSQL: what one command sends (a started case, a completed task: the mean of all in the course)"
    report.table(title)
    for shape in shapes:
        starts, tasks = _costs(server, shape)
        report.row(title, shape=f"{shape.name:<38}", command="start", **_told(starts))
        if tasks:
            report.row(title, shape=f"{shape.name:<38}", command="complete", **_told(tasks))
            most = max(each.statements for each in tasks), max(each.round_trips for each in tasks)
            report.ratio(f"statements, {shape.name}: worst to aim", [most[0]], [MOST_STATEMENTS])
            report.ratio(f"round trips, {shape.name}: worst to aim", [most[1]], [MOST_ROUND_TRIPS])


def _told(costs: list[Cost]) -> dict[str, float]:
    return {
        "statements": mean(each.statements for each in costs),
        "round trips": mean(each.round_trips for each in costs),
        "sent": mean(each.bytes_sent for each in costs),
        "wal": mean(each.wal_bytes for each in costs),
    }


def _costs(server: Server, shape: Shape) -> tuple[list[Cost], list[Cost]]:
    url = server.create()
    log = Log(url)
    starts: list[Cost] = []
    tasks: list[Cost] = []
    with wire_to(url) as wire:
        with Engine.open(wire.url, handlers=shape.handlers) as engine:
            shape.deploy(engine)
            course = shape.course(engine)
            for number in range(WARM + COUNTED):
                found: list[str] = []
                start = cost(wire, log, lambda into=found: into.append(engine.execute(shape.start, shape.starter)))  # type: ignore[misc]
                done = [cost(wire, log, _completing(engine, shape, found[0], work)) for work in course]
                if number >= WARM:
                    starts.append(start)
                    tasks += done
    log.close()
    server.drop(url)
    return starts, tasks


def _completing(engine: Engine, shape: Shape, instance_id: str, work: Work) -> Callable[[], None]:
    return lambda: shape.complete(engine, instance_id, work)
