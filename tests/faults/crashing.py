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
from dataclasses import dataclass
from typing import Any

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.model import command as c
from engine.runtime import due_timers
from engine.runtime.services import Passing
from engine.store import jobs
from tests.faults.office import ASKS, DIAGRAM, HANDLERS
from tests.faults.proof import AfterEveryLease

SKIPPED = {("start", "loaded"), ("group", "loaded")}  # nothing is there yet to be loaded
POINTS = ("asked", "begun", "loaded", "decided", "recorded", "committed")
KEY = "faults"

Send = Callable[[Engine], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command that will be sent; how often its effect is there, and how it is sent where that is not by itself."""

    command: c.Command
    effects: Callable[[Engine], int]
    send: Send | None = None

    def sent(self, engine: Engine) -> Any:
        return self.send(engine) if self.send else engine.execute(self.command, SYSTEM)


def kinds() -> Mapping[str, Callable[[Engine], Prepared]]:
    return {
        "start": _start,
        "claim": _claim,
        "complete": _complete,
        "timer": _timer,
        "together": _together,
        "handler": _handler,
        "message": _message,
        "group": _group,
    }


def main(url: str) -> int:
    logging.disable(logging.CRITICAL)
    tried = [(name, point) for name in kinds() for point in POINTS if (name, point) not in SKIPPED]
    with Engine.open(url, handlers=HANDLERS) as engine:
        engine.execute(c.DeployFiles(files={"faults.bpmn": DIAGRAM.encode(), "asks.bpmn": ASKS.encode()}), SYSTEM)
        prepared = [kinds()[name](engine) for name, _ in tried]
    killed = [_child(url, each, point) for each, (_, point) in zip(prepared, tried, strict=True)]
    with Engine.open(url, handlers=HANDLERS) as engine:
        engine._services.store.real_clock = AfterEveryLease()
        found = [_after(engine, each) for each in prepared]
        engine.settle()
        is_whole = all(verified.is_whole for _, verified in engine.verify_all(SYSTEM))
        wrong = sum(
            not _survived(engine, name, point, one, after, was_killed)
            for (name, point), one, after, was_killed in zip(tried, prepared, found, killed, strict=True)
        )
    print(f"{len(tried)} crashes, {wrong} wrong{'' if is_whole else ', a history is broken'}", flush=True)
    return 0 if is_whole and not wrong else 1


def _after(engine: Engine, prepared: Prepared) -> tuple[int, Any, Any]:
    """How often its effect is there after the crash; the answers to its sender, who asks twice."""
    return prepared.effects(engine), _answered(engine, prepared), _answered(engine, prepared)


def _survived(
    engine: Engine, name: str, point: str, prepared: Prepared, after: tuple[int, Any, Any], was_killed: bool
) -> bool:
    between, first, second = after
    found = prepared.effects(engine)
    is_right = found == 1 and between == (point == "committed") and first == second and was_killed
    told = "right" if is_right else f"WRONG {between=} {found=} {first=} {second=} {was_killed=}"
    print(f"{name:>10} {point:<10} {told}", flush=True)
    return is_right


def _child(url: str, prepared: Prepared, point: str) -> bool:
    """Whether it was killed at the point, and not before or after it. It shares no connection with us."""
    pid = os.fork()
    if pid == 0:
        engine = Engine.open(url, handlers=HANDLERS)
        object.__setattr__(engine._services, "passing", _ending_at(point, type(prepared.command)))
        prepared.sent(engine)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _ending_at(point: str, kind: type[c.Command]) -> Passing:
    def passing(where: str, command: c.Command) -> None:
        if where == point and isinstance(command, kind):
            os.kill(os.getpid(), signal.SIGKILL)

    return passing


def _answered(engine: Engine, prepared: Prepared) -> Any:
    """The answer, or why it is refused: a timer that has fired is gone."""
    try:
        return prepared.sent(engine)
    except Rejected as rejection:
        return rejection.code


def _start(engine: Engine) -> Prepared:
    name = f"i{os.urandom(8).hex()}"
    return Prepared(c.StartInstance(key=KEY, instance_id=name, command_id=f"start-{name}"), _there(name))


def _there(instance_id: str) -> Callable[[Engine], int]:
    return lambda engine: engine.instance_ids(SYSTEM).count(instance_id)


def _task(engine: Engine) -> tuple[str, str]:
    case = engine.execute(c.StartInstance(key=KEY), SYSTEM)
    return case, engine.instance_tasks(SYSTEM, case)[0].id


def _claim(engine: Engine) -> Prepared:
    case, task = _task(engine)
    command = c.AssignUserTask(task_id=task, assignee=None, command_id=f"claim-{task}")
    return Prepared(command, _counting(case, "UserTaskReleased", "UserTaskAssigned"))


def _complete(engine: Engine) -> Prepared:
    case, task = _task(engine)
    command = c.CompleteUserTask(task_id=task, command_id=f"complete-{task}")
    return Prepared(command, _counting(case, "UserTaskCompleted"))


def _timer(engine: Engine) -> Prepared:
    case, _ = _task(engine)
    [timer] = engine.timers(SYSTEM, case)
    command = c.TriggerTimer(timer_id=timer.id, command_id=f"timer-{timer.id}")
    return Prepared(command, _counting(case, "TimerFired"))


def _together(engine: Engine) -> Prepared:
    """As workers fire timers: claimed, and many in one transaction."""
    case, _ = _task(engine)
    [timer] = engine.timers(SYSTEM, case)

    def send(later: Engine) -> None:
        services = later._services
        job = jobs.claim_one(services.store, timer.id, services.owner, services.lease)
        if job is not None:
            due_timers.fire(services, {case: job})

    return Prepared(c.TriggerTimer(timer_id=timer.id), _counting(case, "TimerFired"), send)


def _handler(engine: Engine) -> Prepared:
    """The last task of a case whose timer has fired: its handler runs in the same breath, and counts once."""
    case, task = _task(engine)
    [timer] = engine.timers(SYSTEM, case)
    engine.execute(c.TriggerTimer(timer_id=timer.id), SYSTEM)
    command = c.CompleteUserTask(task_id=task, command_id=f"complete-{task}")
    return Prepared(command, _counting(case, "UserTaskCompleted"))


def _message(engine: Engine) -> Prepared:
    name = f"asks-{os.urandom(8).hex()}"
    case = engine.execute(c.StartInstance(key="asks", business_key=name), SYSTEM)
    command = c.CorrelateMessage(name="reply", business_key=name, command_id=f"message-{name}")
    return Prepared(command, _counting(case, "MessageReceived"))


def _group(engine: Engine) -> Prepared:
    """Two starts in one transaction: both or none."""
    names = [f"i{os.urandom(8).hex()}" for _ in range(2)]
    group = [c.StartInstance(key=KEY, instance_id=name, command_id=f"start-{name}") for name in names]

    def there(later: Engine) -> int:
        found = [_there(name)(later) for name in names]
        assert found[0] == found[1], found
        return found[0]

    return Prepared(group[0], there, lambda later: later.execute_all(group, SYSTEM))


def _counting(case: str, *kinds: str) -> Callable[[Engine], int]:
    def count(engine: Engine) -> int:
        commits = engine.commits(SYSTEM, case)
        return sum(type(event).__name__ in kinds for commit in commits for event in commit.events)

    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
