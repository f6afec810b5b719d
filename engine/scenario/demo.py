"""The demo file: staff, customers, and cases that were worked on before the demo begins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from engine.api import SYSTEM, Engine
from engine.scenario.desk import Desk
from engine.scenario.folder import read_staff
from engine.scenario.format import read_scenario
from engine.scenario.node import Node, document
from engine.scenario.passing import pass_time
from engine.scenario.records import Record, read_records, register
from engine.scenario.runner import take
from engine.scenario.scenario import Advance, Deed, Expect, Person, Scenario, Start

BEFORE = timedelta(hours=1)  # business time opens before the first case


@dataclass(frozen=True, slots=True)
class Demo:
    """`opens_at`: when the first case comes; `begins_at`: when a newcomer sees it."""

    begins_at: datetime
    staff: tuple[Person, ...]
    cases: tuple[Scenario, ...]
    records: tuple[Record, ...] = ()

    @property
    def opens_at(self) -> datetime:
        return min([self.begins_at, *(case.at for case in self.cases)]) - BEFORE


def load(path: Path) -> Demo:
    """Raises Rejected (`scenario.*`) with file, line and path."""
    got = document(path).members({"begins_at", "staff", "customers", "cases", "shared"}, needed=("begins_at", "staff"))
    cases = tuple(map(_case, got["cases"].items())) if "cases" in got else ()
    records = read_records(got["customers"]) if "customers" in got else ()
    return Demo(got["begins_at"].moment(), read_staff(got["staff"]), cases, records)


def _case(node: Node) -> Scenario:
    got = node.members({"process", "name", "at", "start", "steps"}, needed=("process",))
    return replace(read_scenario(node, also=("process",)), process=got["process"].text())


def play(engine: Engine, move_to: Callable[[datetime], None], demo: Demo) -> None:
    """Write down the customers, bring every case as far as the file says, and go on to `begins_at`.

    Staff and processes are there already; the engine's clock stands at `opens_at`. Raises Rejected.
    """
    if not engine.customers(SYSTEM, limit=1).total:
        register(engine, demo.records)
    desks = [Desk(engine, move_to, demo.staff) for _ in demo.cases]

    def everything() -> list[str]:
        return [each for desk in desks if desk.instance_id for each in desk.family()]

    for moment, number, deed in _agenda(demo.cases):
        pass_time(engine, move_to, everything, moment)
        if isinstance(deed, Start):
            desks[number].start(demo.cases[number].process, deed)
        else:
            take(deed, desks[number])
    pass_time(engine, move_to, everything, demo.begins_at)


def _agenda(cases: tuple[Scenario, ...]) -> list[tuple[datetime, int, Start | Deed]]:
    """Of all cases together, in order of time."""
    agenda = [(at, number, deed) for number, case in enumerate(cases) for at, deed in _timed(case)]
    return sorted(agenda, key=lambda entry: entry[:2])


def _timed(case: Scenario) -> Iterator[tuple[datetime, Start | Deed]]:
    moment = case.at
    yield moment, case.start
    for step in case.steps:
        if isinstance(step, Advance):
            moment = step.to or moment + (step.by or timedelta())
        elif not isinstance(step, Expect):
            yield moment, step
