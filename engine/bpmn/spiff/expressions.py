"""Expressions inside SpiffWorkflow, evaluated by our own languages: its Python `eval` is never reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimerEventDefinition,
)

from engine.expr import compile as compiler
from engine.expr.env import Env


class _NoPython(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """Where SpiffWorkflow goes past its script engine: conditions of ad-hoc sub-processes, correlation keys."""

    def __init__(self, engine: "Expressions") -> None:
        super().__init__()
        self._engine = engine

    def evaluate(self, expression: str | None, context: Any, external_context: Any = None) -> Any:
        names = {**context, **(external_context or {})}
        return bool(expression) and compiler.condition(expression or "").evaluate(names, Env(self._engine.now))

    def execute(self, script: str, context: Any, external_context: Any = None) -> bool:
        return True

    def call_service(self, context: Any, **given: Any) -> bool:
        return True


class Expressions(PythonScriptEngine):  # type: ignore[misc]
    """`due` is when the timers of an element were due on the kernel, each taken once."""

    def __init__(self, due: Mapping[str, list[datetime]], now: datetime) -> None:
        super().__init__(environment=_NoPython(self))
        self.now = now
        self._due = {element_id: list(moments) for element_id, moments in due.items()}

    def validate(self, expression: str) -> None:
        """Checked at deployment already."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        timer = _timer(task, expression)
        if timer is not None:
            return self._when(task, timer, expression)
        return compiler.condition(expression).evaluate(task.data, Env(self.now))

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """What a script does is taken from the course."""
        return True

    def call_service(self, task: Any, **given: Any) -> bool:
        """As with a script."""
        return True

    def _when(self, task: Any, timer: Any, expression: str) -> str:
        moments = self._due.get(task.task_spec.bpmn_id)
        if isinstance(timer, CycleTimerEventDefinition) or not moments:
            return str(compiler.text(expression).evaluate(task.data, Env(self.now)))
        moment = moments.pop(0)
        if isinstance(timer, DurationTimerEventDefinition):
            return f"PT{max((moment - self.now).total_seconds(), 0):f}S"
        return moment.isoformat()


def _timer(task: Any, expression: str) -> Any:
    """The timer that this text belongs to."""
    definition = getattr(task.task_spec, "event_definition", None)
    several = getattr(definition, "event_definitions", (definition,))
    timers = (each for each in several if isinstance(each, TimerEventDefinition))
    return next((each for each in timers if each.expression == expression), None)
