"""Processes that do the same at the same moment: claim a task, correlate a message, complete the branches of a join.

    python -m tests.faults.at_once URL --times 100

Each has an engine of its own over one database, and begins when the clock of the machine says so. Prints for each kind
how often it was tried, how often all were accepted or all but one refused as it must be, and what was wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.identity.actor import person
from engine.model import command as c
from tests.faults.office import ASKS, DIAGRAM, HANDLERS, KEY
from tests.runtime.diagram import diagram, gateway, user

RACERS = 3
AHEAD = 0.02  # seconds from the word to the start, for all to have heard it
NUMBERS = range(RACERS)
JOINS = diagram(
    "joins",
    "; ".join(f"fork > t{n} > join" for n in NUMBERS) + "; start > fork; join > last > end",
    gateway("fork", "parallel"),
    gateway("join", "parallel"),
    user("last"),
    *(user(f"t{n}") for n in NUMBERS),
)

FILES = {"joins.bpmn": JOINS, "asks.bpmn": ASKS.encode(), "faults.bpmn": DIAGRAM.encode()}

Effects = Callable[[Engine], bool]


@dataclass(frozen=True, slots=True)
class Race:
    """What each racer does to what; how many of them must be accepted, and what must be so afterwards."""

    targets: list[str]
    accepted: int
    is_right: Effects


def claim(engine: Engine, number: int) -> Race:
    case = engine.execute(c.StartInstance(key=KEY), SYSTEM)
    task = engine.instance_tasks(SYSTEM, case)[0].id
    return Race([task] * RACERS, 1, lambda later: _count(later, case)["UserTaskClaimed"] == 1)


def correlate(engine: Engine, number: int) -> Race:
    name = f"case-{os.getpid()}-{number}"
    case = engine.execute(c.StartInstance(key="asks", business_key=name), SYSTEM)
    return Race([name] * RACERS, 1, lambda later: _count(later, case)["MessageReceived"] == 1)


def start(engine: Engine, number: int) -> Race:
    """The same command, sent over three nodes."""
    name = f"start-{os.getpid()}-{number}"
    before = engine.instances(SYSTEM, process_key="asks").total
    return Race([name] * RACERS, RACERS, lambda later: later.instances(SYSTEM, process_key="asks").total == before + 1)


def join(engine: Engine, number: int) -> Race:
    case = engine.execute(c.StartInstance(key="joins"), SYSTEM)
    tasks = [each.id for each in engine.instance_tasks(SYSTEM, case)]

    def is_right(later: Engine) -> bool:
        open_tasks = [each for each in later.instance_tasks(SYSTEM, case) if each.state == "open"]
        return [each.element_id for each in open_tasks] == ["last"]

    return Race(tasks, RACERS, is_right)


KINDS: Mapping[str, Callable[[Engine, int], Race]] = {
    "claim": claim,
    "correlate": correlate,
    "start": start,
    "join": join,
}


def _count(engine: Engine, case: str) -> Counter[str]:
    return Counter(type(event).__name__ for commit in engine.commits(SYSTEM, case) for event in commit.events)


def race(url: str, times: int) -> dict[str, Counter[str]]:
    """By kind: how often it was tried, and what came of it; `wrong` is never to be there."""
    found: dict[str, Counter[str]] = {}
    with Engine.open(url, handlers=HANDLERS) as engine:
        engine.execute(c.DeployFiles(files=FILES), SYSTEM)
        with _racers(url) as racers:
            for kind, prepare in KINDS.items():
                found[kind] = Counter()
                for number in range(times):
                    found[kind] += _once(engine, racers, kind, prepare(engine, number))
        broken = [name for name, verified in engine.verify_all(SYSTEM) if not verified.is_whole]
        found["histories"] = Counter(wrong=len(broken))
    return found


def _once(engine: Engine, racers: list["subprocess.Popen[str]"], kind: str, prepared: Race) -> Counter[str]:
    at = time.monotonic() + AHEAD
    for racer, target in zip(racers, prepared.targets, strict=True):
        _say(racer, [kind, target, at])
    answers = [json.loads(racer.stdout.readline()) for racer in racers if racer.stdout]
    accepted = sum(answer == "accepted" for answer in answers)
    is_right = accepted == prepared.accepted and prepared.is_right(engine)
    return Counter(answers) + Counter(tried=1, wrong=not is_right)


def _say(racer: "subprocess.Popen[str]", what: Any) -> None:
    assert racer.stdin is not None
    racer.stdin.write(json.dumps(what) + "\n")
    racer.stdin.flush()


@contextmanager
def _racers(url: str) -> Iterator[list["subprocess.Popen[str]"]]:
    program = [sys.executable, "-m", "tests.faults.at_once", url, "--racer"]
    made = [
        subprocess.Popen([*program, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for n in NUMBERS
    ]
    try:
        yield made
    finally:
        for each in made:
            each.communicate()


def run(url: str, number: int) -> None:
    """One of them: does what it is told, and says whether it was accepted or why not."""
    actor = person(f"agent{number}", f"agent{number}", ["agent"], ["desk"])
    with Engine.open(url, handlers=HANDLERS) as engine:
        for line in sys.stdin:
            kind, target, at = json.loads(line)
            while time.monotonic() < at:
                pass
            print(json.dumps(_done(engine, actor, kind, target)), flush=True)


def _done(engine: Engine, actor: Any, kind: str, target: str) -> str:
    try:
        if kind == "claim":
            engine.execute(c.ClaimUserTask(task_id=target), actor)
        elif kind == "correlate":
            engine.execute(c.CorrelateMessage(name="reply", business_key=target), SYSTEM)
        elif kind == "start":
            engine.execute(c.StartInstance(key="asks", command_id=target), SYSTEM)
        else:
            engine.execute(c.CompleteUserTask(task_id=target), SYSTEM)
    except Rejected as rejection:
        return rejection.code
    return "accepted"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.at_once", description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--racer", type=int)
    options = parser.parse_args()
    if options.racer is not None:
        run(options.url, options.racer)
        return 0
    found = race(options.url, options.times)
    for kind, counted in found.items():
        print(f"{kind:>10} {dict(counted)}")
    return 1 if any(counted["wrong"] for counted in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
