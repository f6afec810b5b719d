"""Runs a course on SpiffWorkflow, in a process of its own that a caller may limit and stop.

    python -m engine.bpmn.spiff.interpreter

On standard input Errands, a line each; on standard output the Interpretation of each as soon as it is there
(engine.model.course).
"""

import resource
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo
from functools import singledispatchmethod
from typing import Any

import SpiffWorkflow.bpmn.specs.event_definitions.timer as spiff_timer
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition, SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.spiff.expressions import Expressions
from engine.bpmn.spiff.reading import Specs, specs
from engine.errors import EngineError
from engine.model import course as m

MEMORY = 2 << 30  # bytes of address space
ROUNDS = 1000  # in which a workflow must come to rest
LOOPS = ("StandardLoopTask", "ParallelMultiInstanceTask", "SequentialMultiInstanceTask")
TASKS = ("NoneTask", "UserTask", "ManualTask", "ScriptTask", "ServiceTask", "SendTask", "ReceiveTask")
EVENTS = {"message": MessageEventDefinition, "signal": SignalEventDefinition}


class Restless(Exception):
    """The workflow does not come to rest."""


class _Clock(datetime):
    """Stands in for `datetime` in SpiffWorkflow's timers; they fire once a moment has passed."""

    present = datetime.min

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Clock":
        at = cls.present.astimezone(tz or UTC)
        return cls(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, tzinfo=at.tzinfo)


def interpret(errand: m.Errand) -> m.Interpretation:
    try:
        found = specs(errand.files, errand.course.process)
    except Exception as failure:  # whatever it is, these files are not for SpiffWorkflow
        return m.Interpretation(is_readable=False, reason=_said(failure))
    try:
        return m.Interpretation(_Case(found, errand.course).passage())
    except (SpiffWorkflowException, EngineError, Restless, ValueError, TypeError, KeyError, AttributeError) as failure:
        return m.Interpretation(reason=_said(failure))


class _Case:
    """One course on one workflow."""

    def __init__(self, found: Specs, course: m.Course) -> None:
        spiff_timer.datetime = _Clock
        self.course = course
        self.results = {element_id: list(each) for element_id, each in course.results.items()}
        self.expressions = Expressions(course.due, course.at)
        self.sightings: list[m.Sighting] = []
        self.ticks = 0
        self._set_clock(course.at)
        self.workflow = BpmnWorkflow(*found, script_engine=self.expressions)
        self.workflow.task_tree.data.update(course.variables)

    def passage(self) -> m.Passage:
        self._settle()
        for move in self.course.moves:
            self._take(move)
        return m.Passage(self.sightings, self._completed())

    @singledispatchmethod
    def _take(self, move: Any) -> None:
        raise TypeError(move)

    @_take.register
    def _(self, move: m.Completion) -> None:
        """A task that is not open here is a difference that the next look shows."""
        task = next((each for each in self._open() if each.task_spec.bpmn_id == move.element_id), None)
        if task is not None:
            self._run(task)
            self._settle()

    @_take.register
    def _(self, move: m.Arrival) -> None:
        self.workflow.event_manager.catch(BpmnEvent(EVENTS[move.kind](move.name), payload={}), internal=False)
        self._settle()

    @_take.register
    def _(self, move: m.Clock) -> None:
        self._set_clock(move.at)
        self._settle()

    @_take.register
    def _(self, move: m.Change) -> None:
        for task in self.workflow.get_tasks():
            task.data.update(move.variables)
        self._settle()

    @_take.register
    def _(self, move: m.Look) -> None:
        waiting = sorted(task.task_spec.bpmn_id for task in self._open())
        self.sightings.append(m.Sighting(waiting, self.workflow.is_completed()))

    def _set_clock(self, at: datetime) -> None:
        """Each time a little later than meant: what is due at a moment fires only after it."""
        self.ticks += 1
        _Clock.present = at + timedelta(microseconds=self.ticks)
        self.expressions.now = at

    def _settle(self) -> None:
        """Until nothing moves without a person, an arrival or time."""
        for _ in range(ROUNDS):
            self.workflow.refresh_timers()
            ready = [task for task in self.workflow.get_tasks(state=TaskState.READY) if not self._is_work(task)]
            if not ready:
                return
            for task in ready:
                if task.state == TaskState.READY:
                    self._run(task)
                    self._end_sub_processes()
        raise Restless("the workflow does not come to rest")

    def _end_sub_processes(self) -> None:
        for inner in self.workflow.get_active_subprocesses():
            host = self.workflow.get_task_from_id(inner.parent_task_id)
            host.task_spec._update(host)

    def _run(self, task: Any) -> None:
        """What the passage left on the kernel is there when the task has run here."""
        result = self._result(task)
        task.data.update(result.variables)
        if result.error_code is not None:
            error = ErrorEventDefinition(result.error_code, result.error_code)
            self.workflow.catch(BpmnEvent(error, payload={}, target=task.workflow))
        else:
            task.run()
            if task.state == TaskState.STARTED and _kind(task) == "ServiceTask":
                task.complete()

    def _result(self, task: Any) -> m.Result:
        left = self.results.get(task.task_spec.bpmn_id)
        return left.pop(0) if left and _kind(task) not in LOOPS else m.Result()

    def _open(self) -> list[Any]:
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if self._is_work(task)]

    def _is_work(self, task: Any) -> bool:
        return _kind(task) == "UserTask"

    def _completed(self) -> dict[str, int]:
        """Its own filter by state does not look behind a task that is still at work."""
        done = (task for task in self.workflow.get_tasks() if task.state == TaskState.COMPLETED)
        return dict(Counter(task.task_spec.bpmn_id for task in done if _kind(task) in TASKS))


def _kind(task: Any) -> str:
    return type(task.task_spec).__name__


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:500]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(m.encoded(interpret(m.errand(line))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
