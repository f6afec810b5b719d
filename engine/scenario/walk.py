"""A walk through a diagram that nobody wrote a scenario for: whatever is open is done, in a fixed order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.api import SYSTEM, Engine
from engine.clock import Clock, ManualClock
from engine.errors import Rejected
from engine.model import command as c
from engine.model import course as m
from engine.scenario.course import Recorder

ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Walk:
    """Through the process `process`, begun at `at` with `variables`."""

    process: str
    at: datetime
    variables: Mapping[str, Any] = field(default_factory=dict)


def walked(walk: Walk, files: Mapping[str, bytes], engine_for: Callable[[Clock], Engine]) -> tuple[m.Course, m.Passage]:
    """Until the case ends, nothing is left to be done, or ROUNDS. Raises Rejected, DeploymentRefused among it."""
    clock = ManualClock(walk.at)
    with engine_for(clock) as engine:
        recorder = Recorder(engine, clock, ())
        recorder.desk.open(files)
        start = c.StartInstance(key=walk.process, variables=dict(walk.variables))
        recorder.desk.instance_id = recorder.desk.do(start, None)
        recorder.look(0)
        for number in range(1, ROUNDS + 1):
            if recorder.is_stuck or not _go_on(recorder):
                break
            recorder.look(number)
        return recorder.written(walk.process, walk.at)


def _go_on(recorder: Recorder) -> bool:
    """The oldest task, else what is waited for, else the next timer. False when there is none of them."""
    return _complete(recorder) or _send(recorder) or _wait(recorder)


def _complete(recorder: Recorder) -> bool:
    desk = recorder.desk
    task = next(iter(desk.open_tasks()), None)
    if task is None:
        return False
    recorder.moves.append(m.Completion(task.element_id))
    desk.do(c.CompleteUserTask(task_id=task.id), None)
    return True


def _send(recorder: Recorder) -> bool:
    desk = recorder.desk
    for instance_id in desk.family():
        for waiting in desk.engine.subscriptions(SYSTEM, instance_id):
            if waiting.kind == "message":
                recorder.moves.append(m.Arrival("message", waiting.name))
                desk.do(c.CorrelateMessage(name=waiting.name, instance_id=instance_id), None)
                return True
    return False


def _wait(recorder: Recorder) -> bool:
    desk = recorder.desk
    due = [job.due_at for each in desk.family() for job in desk.engine.timers(SYSTEM, each)]
    later = [moment for moment in due if moment > desk.engine.now()]
    if not later:
        return False
    try:
        desk.pass_time(min(later))
    except Rejected:
        return False
    return True
