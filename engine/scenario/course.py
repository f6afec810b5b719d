"""A scenario played on the kernel and written down as a course, with what the kernel made of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

from engine.api import SYSTEM, Engine
from engine.clock import Clock, ManualClock
from engine.errors import Rejected
from engine.model import course as m
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE
from engine.model.view import CommitView
from engine.scenario.desk import Desk
from engine.scenario.runner import take
from engine.scenario.scenario import Broadcast, Cancel, Complete, Expect, Person, Scenario, Send, SetValues, Start, Step

TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"}
)
EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def played(
    scenario: Scenario,
    files: Mapping[str, bytes],
    staff: tuple[Person, ...],
    engine_for: Callable[[Clock], Engine],
) -> tuple[m.Course, m.Passage]:
    """Up to the first deed that fails, an incident, or what has no counterpart elsewhere. Raises Rejected."""
    clock = ManualClock(scenario.at)
    with engine_for(clock) as engine:
        recorder = Recorder(engine, clock, staff)
        recorder.desk.open(files)
        recorder.start(scenario.process, scenario.start)
        for number, step in enumerate(scenario.steps, 1):
            if recorder.is_stuck or isinstance(step, Cancel) or not recorder.take(step):
                break
            recorder.look(number)
        return recorder.written(scenario.process, scenario.at)


class Recorder:
    """Plays on a desk and writes down what another interpreter needs in order to do the same."""

    def __init__(self, engine: Engine, clock: ManualClock, staff: tuple[Person, ...]) -> None:
        self.moves: list[m.Move] = []
        self.sightings: list[m.Sighting] = []
        self._clock = clock
        self.desk = Desk(engine, self._move_to, staff)

    def _move_to(self, at: datetime) -> None:
        self._clock.set(at)
        self.moves.append(m.Clock(at))

    def start(self, process: str, start: Start) -> None:
        self.desk.start(process, start)
        if start.message is not None:
            self.moves.append(m.Arrival("message", start.message))
        self.look(0)

    @property
    def is_stuck(self) -> bool:
        """An incident is the kernel's own: no other engine has it."""
        return bool(self.desk.stuck())

    def look(self, step: int) -> None:
        self.moves.append(m.Look(step))
        waiting = sorted(task.element_id for task in self.desk.open_tasks())
        has_ended = self.desk.engine.instance(SYSTEM, self.desk.instance_id).state != "active"
        self.sightings.append(m.Sighting(waiting, has_ended))

    def take(self, step: Step) -> bool:
        """False when the kernel refused what the scenario does not say is refused."""
        if isinstance(step, Expect):
            return True
        refused = getattr(step, "refused", None)
        try:
            if refused is None:
                self._write(step)
            take(step, self.desk)
        except Rejected:
            return refused is not None
        return True

    @singledispatchmethod
    def _write(self, step: Any) -> None:
        """Claims and the like say nothing about the diagram."""

    @_write.register
    def _(self, step: Complete) -> None:
        self.moves.append(m.Completion(step.task))

    @_write.register
    def _(self, step: Send) -> None:
        self.moves.append(m.Arrival("message", step.name))

    @_write.register
    def _(self, step: Broadcast) -> None:
        self.moves.append(m.Arrival("signal", step.name))

    @_write.register
    def _(self, step: SetValues) -> None:
        self.moves.append(m.Change(dict(step.values)))

    def written(self, process: str, at: datetime) -> tuple[m.Course, m.Passage]:
        """With what the history of the case adds to the moves; what led to an incident is left out."""
        is_stuck = self.is_stuck
        if is_stuck:
            self._go_back()
        self._forget_since_look()
        facts = _Facts()
        for instance_id in self.desk.family():
            definition_id = self.desk.engine.instance(SYSTEM, instance_id).definition_id
            kinds = self.desk.engine.element_kinds(SYSTEM, definition_id)
            commits = self.desk.engine.commits(SYSTEM, instance_id)
            facts.read(commits, kinds, is_called=instance_id != self.desk.instance_id)
        course = m.Course(
            process=process, at=at, variables=facts.given, moves=self.moves, results=facts.results, due=facts.due
        )
        return course, m.Passage(self.sightings, None if is_stuck else dict(facts.completed))

    def _go_back(self) -> None:
        """To before the last look."""
        self._forget_since_look()
        self.moves.pop()
        self.sightings.pop()

    def _forget_since_look(self) -> None:
        while self.moves and not isinstance(self.moves[-1], m.Look):
            self.moves.pop()


@dataclass
class _Facts:
    """Results, due times and counts of a family."""

    given: dict[str, Any] = field(default_factory=dict)
    results: dict[str, list[m.Result]] = field(default_factory=dict)
    due: dict[str, list[datetime]] = field(default_factory=dict)
    completed: Counter[str] = field(default_factory=Counter)

    def read(self, commits: list[CommitView], kinds: Mapping[str, str], *, is_called: bool) -> None:
        reading = _Reading(self, kinds, has_begun=is_called)
        for commit in commits:
            for event in commit.events:
                reading.take(event)


class _Reading:
    """The events of one instance, put where they belong."""

    def __init__(self, facts: _Facts, kinds: Mapping[str, str], *, has_begun: bool) -> None:
        self._facts = facts
        self._kinds = kinds
        self._has_begun = has_begun
        self._elements: dict[str, str] = {}  # by activity
        self._wholes: set[str] = set()  # multi-instances: their bodies are the passages
        self._changes: dict[str, Any] = {}

    @singledispatchmethod
    def take(self, event: e.Event) -> None:
        """Most events say nothing that another interpreter could not know."""

    @take.register
    def _(self, event: e.ActivityStarted) -> None:
        self._has_begun = True
        self._elements[event.activity_id] = event.element_id
        if event.total is not None:
            self._wholes.add(event.activity_id)

    @take.register
    def _(self, event: e.VariableSet) -> None:
        if not self._has_begun and event.scope_id == PROCESS_SCOPE:
            self._facts.given[event.name] = event.value
        elif self._kind(event.scope_id) not in TASKS:  # what is local to a task nobody else sees
            self._changes[event.name] = event.value

    @take.register
    def _(self, event: e.TimerScheduled) -> None:
        """Under the event, and under the gateway that waits for it."""
        waiting = self._elements.get(event.activity_id, "")
        is_gateway = self._kind(event.activity_id) == "eventBasedGateway"
        for element_id in {event.element_id, waiting} if is_gateway else {event.element_id}:
            self._facts.due.setdefault(element_id, []).append(event.due_at)

    @take.register
    def _(self, event: e.ErrorThrown) -> None:
        if self._kinds.get(event.element_id) in TASKS:
            self._left(event.element_id, event.code)

    @take.register
    def _(self, event: e.ActivityCompleted) -> None:
        kind = self._kinds.get(event.element_id, "")
        if event.activity_id in self._wholes:
            return
        if kind in TASKS:
            self._facts.completed[event.element_id] += 1
        if kind in TASKS | EVENTS:
            self._left(event.element_id)
        self._changes = {}

    def _kind(self, activity_id: str) -> str:
        return self._kinds.get(self._elements.get(activity_id, ""), "")

    def _left(self, element_id: str, error_code: str | None = None) -> None:
        self._facts.results.setdefault(element_id, []).append(m.Result(self._changes, error_code))
        self._changes = {}
