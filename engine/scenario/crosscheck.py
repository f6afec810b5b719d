"""The same course on the kernel and on SpiffWorkflow, and what differs.

SpiffWorkflow runs in a process of its own with a limit of time and memory, and evaluates no Python of a diagram.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.api import Engine
from engine.handlers import Handler
from engine.model import course as m
from engine.scenario.course import played
from engine.scenario.folder import staff
from engine.scenario.scenario import Scenario

SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: tasks or state after the step `step` of the scenario; completed: how often an element, in the end."""

    step: int | None
    what: str
    kernel: str
    other: str


@dataclass(frozen=True, slots=True)
class Crosscheck:
    """`reason`: why SpiffWorkflow could not read the files (then not `is_readable`), or why it gave up."""

    name: str
    differences: tuple[Difference, ...] = ()
    is_readable: bool = True
    reason: str = ""

    @property
    def outcome(self) -> Literal["same", "different", "gave_up", "unreadable"]:
        if not self.is_readable:
            return "unreadable"
        return "gave_up" if self.reason else "different" if self.differences else "same"


def crosschecked(
    folder: Path, scenario: Scenario, files: Mapping[str, bytes], functions: Mapping[str, Handler]
) -> Crosscheck:
    """A scenario of a process folder. Raises Rejected when the kernel does not even start it."""
    course, kernel = played(
        scenario, files, staff(folder), lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions)
    )
    return crosscheck(scenario.name, diagrams(files), course, kernel)


def diagrams(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.endswith(".bpmn")}


def crosscheck(
    name: str, files: Mapping[str, bytes], course: m.Course, kernel: m.Passage, seconds: float | None = None
) -> Crosscheck:
    limit = SECONDS if seconds is None else seconds
    return compared(name, course, kernel, interpreted([m.Errand(dict(files), course)], limit)[0])


def compared(name: str, course: m.Course, kernel: m.Passage, other: m.Interpretation) -> Crosscheck:
    if other.passage is None:
        return Crosscheck(name, (), other.is_readable, other.reason)
    return Crosscheck(name, tuple(_differences(course, kernel, other.passage)))


def interpreted(errands: Sequence[m.Errand], seconds: float) -> list[m.Interpretation]:
    """Of each, in one process that has `seconds` for all; without an answer where it ended before."""
    command = [sys.executable, "-m", "engine.bpmn.spiff.interpreter"]
    sent = b"".join(m.encoded(errand) + b"\n" for errand in errands)
    environment = {"PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, on files that the caller chose
            command, input=sent, capture_output=True, timeout=seconds, env=environment, check=False
        )
        output, reason = done.stdout, done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:500]
    except subprocess.TimeoutExpired as late:
        output, reason = late.stdout or b"", f"no answer in {seconds:g} s"
    found = [m.interpretation(line) for line in output.splitlines(keepends=True) if line.endswith(b"\n")]
    return found + [m.Interpretation(reason=reason)] * (len(errands) - len(found))


def _differences(course: m.Course, kernel: m.Passage, other: m.Passage) -> list[Difference]:
    """The first step at which the open tasks or the state differ; what was completed, where nothing else differs."""
    looks = [move.step for move in course.moves if isinstance(move, m.Look)]
    for step, ours, theirs in zip(looks, kernel.sightings, other.sightings, strict=True):
        found = _unlike(step, "tasks", _shown(ours.waiting), _shown(theirs.waiting))
        found += _unlike(step, "state", _state(ours), _state(theirs))
        if found:
            return found
    if kernel.completed is None or other.completed is None:
        return []
    met = sorted({*kernel.completed, *other.completed})
    counts = ((f"{each}: {kernel.completed.get(each, 0)}", f"{each}: {other.completed.get(each, 0)}") for each in met)
    return [found for ours, theirs in counts for found in _unlike(None, "completed", ours, theirs)]


def _unlike(step: int | None, what: str, ours: str, theirs: str) -> list[Difference]:
    return [] if ours == theirs else [Difference(step, what, ours, theirs)]


def _shown(waiting: list[str]) -> str:
    return ", ".join(waiting) or "—"


def _state(sighting: m.Sighting) -> str:
    return "ended" if sighting.has_ended else "active"
