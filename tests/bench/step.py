"""What the processor does for one command, from Engine.execute to its commit.

    .venv/bin/python tests/bench/step.py [--seconds N] [--url URL]        (from the top folder of the project)

On SQLite in memory, or on the empty database of a URL. The process of `quick.py`; a person with the right to do so
starts it and completes its tasks. Microseconds of processor time between the points that a command passes, the median
of five rounds; then, by samples, where they go.
"""

import argparse
import logging
import signal
import sys
from collections import Counter
from pathlib import Path
from statistics import median
from time import process_time
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.kernel.evolve.fold import fold
from engine.model import command as c
from engine.runtime import business_time
from engine.runtime.services import Services
from engine.store.store import Store
from tests.bench.quick import NOW, OURS, TASKS

TOP = Path(__file__).resolve().parents[2]
CANDIDATES = b'<userTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:candidateGroups="agents" '
PARTS = {  # what ends at a point (engine.runtime.services.Passing)
    "asked": "authorise",
    "begun": "begin",
    "loaded": "load",
    "decided": "check and decide",
    "recorded": "chain, rows and snapshot",
    "committed": "write and commit",
    "answered": "answer",
}
ROUNDS, CASES = 5, 20  # rounds of so many cases side by side
TICK = 0.001  # seconds between two samples; the system may take more


class Watch:
    """Told by the engine where a command is; sums the processor time between two points."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.is_on = False
        self._last = 0.0

    def begin(self) -> None:
        self._last = process_time()
        self.is_on = True

    def passing(self, point: str, command: c.Command) -> None:
        self._add(point)

    def end(self) -> None:
        self.is_on = False
        self._add("answered")

    def _add(self, point: str) -> None:
        now = process_time()
        self.spent[point] += now - self._last
        self._last = now


class Desk:
    """An engine, and a person who works on cases of the benchmark's process."""

    def __init__(self, url: str) -> None:
        self.watch = Watch()
        services = Services(Store.open(url, fold=fold), ManualClock(NOW), passing=self.watch.passing)
        business_time.load_calendar(services)
        self._engine = Engine(services)
        source = OURS.replace(b"<userTask ", CANDIDATES)
        self._engine.execute(c.DeployFiles(files={"bench.bpmn": source}), SYSTEM)
        self._engine.execute(c.CreateUser(user_id="li", name="Li", roles=["supervisor"], groups=["agents"]), SYSTEM)
        self._actor = self._engine.actor("li")

    def execute(self, command: c.Command) -> str:
        self.watch.begin()
        answer: str = self._engine.execute(command, self._actor)
        self.watch.end()
        return answer

    def begin(self) -> list[str]:
        """So many cases begin."""
        return [self.execute(c.StartInstance(key="bench", variables={"amount": 200})) for _ in range(CASES)]

    def complete(self, cases: list[str]) -> None:
        """The open task of each; to find it is no part of the command."""
        for each in cases:
            tasks = self._engine.instance_tasks(SYSTEM, each)
            open_now = next(task for task in tasks if task.state == "open")
            self.execute(c.CompleteUserTask(task_id=open_now.id))

    def work(self) -> None:
        """From beginning to end."""
        cases = self.begin()
        for _ in range(TASKS):
            self.complete(cases)


Seconds = dict[str, float]  # of one command, by point


def round_of(desk: Desk, seconds: float) -> tuple[Seconds, Seconds]:
    """Of one start and of one completed task."""
    starts, completions, count = Watch(), Watch(), 0
    while not count or starts.spent.total() + completions.spent.total() < seconds:
        desk.watch.spent = starts.spent
        cases = desk.begin()
        desk.watch.spent = completions.spent
        for _ in range(TASKS):
            desk.complete(cases)
        count += CASES
    return _each(starts, count), _each(completions, count * TASKS)


def _each(watch: Watch, count: int) -> Seconds:
    return {point: spent / count for point, spent in watch.spent.items()}


def told(name: str, rounds: tuple[Seconds, ...]) -> None:
    print(f"{name}: {median(sum(each.values()) for each in rounds) * 1e6:,.0f} microseconds")
    for point in rounds[0]:
        print(f"    {PARTS.get(point, point):<28}{median(each[point] for each in rounds) * 1e6:>8,.0f}")


def sampled(desk: Desk, seconds: float) -> Counter[tuple[str, str]]:
    """Samples by file and function, of what runs innermost while a command is carried out."""
    found: Counter[tuple[str, str]] = Counter()

    def look(number: int, frame: FrameType | None) -> None:
        if frame is not None and desk.watch.is_on:
            found[frame.f_code.co_filename, frame.f_code.co_qualname] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    began = process_time()
    while process_time() - began < seconds:
        desk.work()
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
    return found


def package_of(file: str) -> str:
    """engine.kernel, sqlalchemy."""
    path = Path(file)
    if path.is_relative_to(TOP / "engine"):
        return ".".join(path.relative_to(TOP).parts[:2]).removesuffix(".py")
    parts = path.parts
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else path.stem


def tell_samples(found: Counter[tuple[str, str]]) -> None:
    packages: Counter[str] = Counter()
    for (file, _), count in found.items():
        packages[package_of(file)] += count
    print(f"\nwhere it goes, of {found.total():,} samples")
    for package, count in packages.most_common(12):
        print(f"    {package:<24}{count / found.total():>8.1%}")
    for (file, function), count in found.most_common(25):
        print(f"    {count / found.total():>8.1%}  {package_of(file)} {Path(file).stem}.{function}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for the table and for the samples")
    parser.add_argument("--url", default="sqlite://", help="of an empty database")
    options = parser.parse_args()
    seconds = options.seconds
    logging.disable(logging.CRITICAL)
    desk = Desk(options.url)
    desk.work()
    starts, completions = zip(*(round_of(desk, seconds / ROUNDS) for _ in range(ROUNDS)), strict=True)
    told("a case begins", starts)
    told("a task is completed", completions)
    tell_samples(sampled(desk, seconds))


if __name__ == "__main__":
    main()
