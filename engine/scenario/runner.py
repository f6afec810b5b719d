"""Runs a scenario on an engine of its own and says what differed."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import singledispatch
from typing import Any

from engine.api import SYSTEM, Engine
from engine.clock import Clock, ManualClock
from engine.errors import DeploymentRefused, EngineError, Invalid, Rejected
from engine.model import command as c
from engine.scenario.desk import Desk
from engine.scenario.expectation import differences, visited
from engine.scenario.scenario import (
    Advance,
    Broadcast,
    Cancel,
    Claim,
    Complete,
    Deed,
    Expect,
    Person,
    Release,
    Retry,
    Scenario,
    Send,
    SetValues,
    Step,
)

EngineFactory = Callable[[Clock], Engine]


@dataclass(frozen=True, slots=True)
class Failure:
    """At which step (0 is the start), and what: a code of the locale with its parameters."""

    step: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scenario, and which elements and flows it went through."""

    name: str
    failures: tuple[Failure, ...]
    elements: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()

    @property
    def passed(self) -> bool:
        return not self.failures


def run(
    scenario: Scenario, files: Mapping[str, bytes], staff: tuple[Person, ...], engine_for: EngineFactory
) -> Outcome:
    """On the engine that `engine_for` opens with the scenario's clock; it must be empty, and is closed at the end."""
    clock = ManualClock(scenario.at)
    with engine_for(clock) as engine:
        desk = Desk(engine, clock.set, staff)
        try:
            desk.open(files)
            desk.start(scenario.process, scenario.start)
        except EngineError as rejection:
            return Outcome(scenario.name, (_rejected(0, rejection),))
        failures = _walk(scenario.steps, desk)
        return Outcome(scenario.name, failures, visited(desk), _flows(desk))


def _walk(steps: tuple[Step, ...], desk: Desk) -> tuple[Failure, ...]:
    """Expectations that fail are collected; a deed that fails ends the walk."""
    failures: list[Failure] = []
    for number, step in enumerate(steps, 1):
        if isinstance(step, Expect):
            failures += [Failure(number, "scenario.expected", asdict(each)) for each in differences(step, desk)]
            continue
        failure = _taken(number, step, desk)
        if failure is not None:
            return (*failures, failure)
    return tuple(failures)


def _taken(number: int, step: Advance | Deed, desk: Desk) -> Failure | None:
    refused = None if isinstance(step, Advance) else step.refused
    try:
        take(step, desk)
    except Rejected as rejection:
        return None if rejection.code == refused else _rejected(number, rejection)
    return Failure(number, "scenario.not_refused", {"expected": refused}) if refused else None


@singledispatch
def take(step: object, desk: Desk) -> None:
    """One step of a case. Raises Rejected."""
    raise TypeError(step)


@take.register
def _(step: Advance, desk: Desk) -> None:
    until = step.to if step.by is None else desk.engine.now() + step.by
    desk.pass_time(until or desk.engine.now())


@take.register
def _(step: Claim, desk: Desk) -> None:
    desk.do(c.ClaimUserTask(task_id=desk.open_task(step.task).id), step.by)


@take.register
def _(step: Release, desk: Desk) -> None:
    desk.do(c.ReleaseUserTask(task_id=desk.open_task(step.task).id), step.by)


@take.register
def _(step: Complete, desk: Desk) -> None:
    task = desk.open_task(step.task)
    if task.assignee is None:
        desk.do(c.ClaimUserTask(task_id=task.id), step.by)
    is_form = task.form_key is not None
    desk.do(c.CompleteUserTask(task_id=task.id, variables=dict(step.values), is_form=is_form), step.by)


@take.register
def _(step: Send, desk: Desk) -> None:
    desk.do(c.CorrelateMessage(name=step.name, variables=dict(step.values), instance_id=desk.instance_id), None)


@take.register
def _(step: Broadcast, desk: Desk) -> None:
    if not desk.do(c.BroadcastSignal(name=step.name, variables=dict(step.values)), None):
        raise Rejected("signal.not_expected", name=step.name)


@take.register
def _(step: SetValues, desk: Desk) -> None:
    desk.do(c.SetVariables(scope_id=desk.instance_id, variables=dict(step.values)), step.by)


@take.register
def _(step: Cancel, desk: Desk) -> None:
    desk.do(c.CancelInstance(instance_id=desk.instance_id, reason=step.reason), step.by)


@take.register
def _(step: Retry, desk: Desk) -> None:
    found = next((retry for element_id, retry in desk.stuck() if element_id == step.element), None)
    if found is None:
        raise Rejected("scenario.no_incident", element=step.element)
    desk.do(found, step.by)


def _rejected(step: int, rejection: EngineError) -> Failure:
    params = {"reason": rejection.code, "detail": _detail(rejection), "params": dict(rejection.params)}
    return Failure(step, "scenario.rejected", params)


def _detail(rejection: EngineError) -> str:
    if isinstance(rejection, Invalid):
        return ", ".join(f"{key}: {problem.code}" for key, problem in rejection.fields.items())
    if isinstance(rejection, DeploymentRefused):
        found = [problem for problem in rejection.problems if problem.severity == "error"]
        return "; ".join(f"{each.file}:{each.line} {each.element_id} {each.code} {each.params}" for each in found)
    return ", ".join(f"{name}={value}" for name, value in rejection.params.items())


def _flows(desk: Desk) -> frozenset[str]:
    replays = (desk.engine.replay(SYSTEM, each).steps for each in desk.family())
    return frozenset(flow for steps in replays if steps for flow in steps[-1].flows)
