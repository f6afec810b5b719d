"""How long the lists and counts of people take, with few and with very many open tasks."""

from collections.abc import Callable, Mapping
from time import perf_counter

from engine.api import Actor, Engine
from engine.identity.actor import person
from tests.bench.report import Report

MILLI = 1_000


def group(number: int) -> str:
    """As the loader names them; its people are `person<n>`."""
    return f"group{number}"


def readers() -> Mapping[str, Actor]:
    """People with different rights."""
    groups = [group(number) for number in range(20)]
    return {
        "agent, 1 group": person("person1", "Agent", ["agent"], groups[:1]),
        "agent, 5 groups": person("person2", "Agent", ["agent"], groups[:5]),
        "agent, 20 groups": person("person3", "Agent", ["agent"], groups),
        "supervisor": person("boss", "Boss", ["supervisor"], []),
    }


def reads(engine: Engine, actor: Actor, name: str) -> Mapping[str, Callable[[], object]]:
    own: dict[str, Callable[[], object]] = {
        "claimable": lambda: engine.user_tasks(actor, "claimable", limit=50),
        "mine": lambda: engine.user_tasks(actor, "mine", limit=50),
        "counts": lambda: engine.user_task_counts(actor),
        "pulse": lambda: engine.pulse(actor),
    }
    if name != "supervisor":
        return own
    return own | {
        "all": lambda: engine.user_tasks(actor, "all", limit=50),
        "overdue": lambda: engine.user_tasks(actor, "overdue", limit=50),
        "cases": lambda: engine.instances(actor, limit=50),
        "overdue cases": lambda: engine.instances(actor, folder="overdue", limit=50),
    }


def p95(work: Callable[[], object], calls: int) -> float:
    """Seconds; the first call is not counted."""
    work()
    times: list[float] = []
    for _ in range(calls):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return sorted(times)[int(0.95 * calls)]


def of_lists(report: Report, few: str, many: str, title: str, calls: int) -> None:
    """The two databases take turns list by list; each list is asked for so many times."""
    report.table(title)
    with Engine.open(few) as small, Engine.open(many) as large:
        times: dict[tuple[str, str], float] = {}
        for name, actor in readers().items():
            there = reads(large, actor, name)
            for what, here in reads(small, actor, name).items():
                seconds = p95(here, calls), p95(there[what], calls)
                times[name, what] = seconds[1]
                cells = {"few": seconds[0] * MILLI, "many": seconds[1] * MILLI}
                report.row(title, reader=f"{name:<18}", list=f"{what:<18}", **cells)
                report.ratio(f"p95 of {what}, {name}: many tasks to few", [seconds[1]], [seconds[0]])
        for what in ("claimable", "counts", "pulse"):
            of = [times[name, what] for name in ("agent, 20 groups", "agent, 1 group")]
            report.ratio(f"p95 of {what}, many tasks: 20 groups to 1", of[:1], of[1:])
