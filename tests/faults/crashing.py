"""A process that ends, as by a kill, at every point of a command's way by name, and what its sender finds then.

    python -m tests.faults.crashing URL

For each kind of command and each point: a child is killed there; the sender asks again with the same id, and gets one
answer for one effect. Prints a line for each, and ends with 1 when something was lost, repeated or left stuck.
"""

import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.model import command as c
from engine.runtime.services import Passing
from tests.faults.office import DIAGRAM, HANDLERS
from tests.faults.proof import AfterEveryLease

SKIPPED = {("start", "loaded")}  # nothing is there yet to be loaded
POINTS = ("asked", "begun", "loaded", "decided", "recorded", "committed")
KEY = "faults"

Prepared = tuple[c.Command, Callable[[Engine], int]]
"""The command, and how often its effect is there."""


def kinds() -> Mapping[str, Callable[[Engine], Prepared]]:
    return {"start": _start, "claim": _claim, "complete": _complete, "timer": _timer, "handler": _handler}


def main(url: str) -> int:
    logging.disable(logging.CRITICAL)
    with Engine.open(url, handlers=HANDLERS) as engine:
        engine.execute(c.DeployFiles(files={"faults.bpmn": DIAGRAM.encode()}), SYSTEM)
    tried = [(name, point) for name in kinds() for point in POINTS if (name, point) not in SKIPPED]
    wrong = sum(not _survived(url, name, point) for name, point in tried)
    print(f"{len(tried)} crashes, {wrong} wrong", flush=True)
    return 1 if wrong else 0


def _survived(url: str, name: str, point: str) -> bool:
    with Engine.open(url, handlers=HANDLERS) as engine:
        command, effects = kinds()[name](engine)
    was_killed = _child(url, command, point)
    with Engine.open(url, handlers=HANDLERS) as engine:
        engine._services.store.real_clock = AfterEveryLease()
        between = effects(engine)
        answers = [_sent(engine, command) for _ in range(2)]
        engine.settle()
        found = effects(engine)
        whole = all(verified.is_whole for _, verified in engine.verify_all(SYSTEM))
    is_right = found == 1 and between == (point == "committed") and answers[0] == answers[1] and whole and was_killed
    told = "right" if is_right else f"WRONG {between=} {found=} {answers=} {was_killed=}"
    print(f"{name:>10} {point:<10} {told}", flush=True)
    return is_right


def _child(url: str, command: c.Command, point: str) -> bool:
    """Whether it was killed at the point, and not before or after it. It shares no connection with us."""
    pid = os.fork()
    if pid == 0:
        engine = Engine.open(url, handlers=HANDLERS)
        object.__setattr__(engine._services, "passing", _ending_at(point, type(command)))
        engine.execute(command, SYSTEM)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _ending_at(point: str, kind: type[c.Command]) -> Passing:
    def passing(where: str, command: c.Command) -> None:
        if where == point and isinstance(command, kind):
            os.kill(os.getpid(), signal.SIGKILL)

    return passing


def _sent(engine: Engine, command: c.Command) -> Any:
    """The answer, or why it is refused: a timer that has fired is gone."""
    try:
        return engine.execute(command, SYSTEM)
    except Rejected as rejection:
        return rejection.code


def _start(engine: Engine) -> Prepared:
    before = engine.instances(SYSTEM).total
    command = c.StartInstance(key=KEY, command_id=f"start-{os.urandom(8).hex()}")
    return command, lambda later: later.instances(SYSTEM).total - before


def _task(engine: Engine) -> tuple[str, str]:
    case = engine.execute(c.StartInstance(key=KEY), SYSTEM)
    return case, engine.instance_tasks(SYSTEM, case)[0].id


def _claim(engine: Engine) -> Prepared:
    case, task = _task(engine)
    command = c.AssignUserTask(task_id=task, assignee=None, command_id=f"claim-{task}")
    return command, _counting(case, "UserTaskReleased", "UserTaskAssigned")


def _complete(engine: Engine) -> Prepared:
    case, task = _task(engine)
    return c.CompleteUserTask(task_id=task, command_id=f"complete-{task}"), _counting(case, "UserTaskCompleted")


def _timer(engine: Engine) -> Prepared:
    case, _ = _task(engine)
    [timer] = engine.timers(SYSTEM, case)
    return c.TriggerTimer(timer_id=timer.id, command_id=f"timer-{timer.id}"), _counting(case, "TimerFired")


def _handler(engine: Engine) -> Prepared:
    """The last task of a case whose timer has fired: its handler runs in the same breath, and counts once."""
    case, task = _task(engine)
    [timer] = engine.timers(SYSTEM, case)
    engine.execute(c.TriggerTimer(timer_id=timer.id), SYSTEM)
    return c.CompleteUserTask(task_id=task, command_id=f"complete-{task}"), _counting(case, "UserTaskCompleted")


def _counting(case: str, *kinds: str) -> Callable[[Engine], int]:
    def count(engine: Engine) -> int:
        commits = engine.commits(SYSTEM, case)
        return sum(type(event).__name__ in kinds for commit in commits for event in commit.events)

    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
