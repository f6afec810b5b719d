"""Variables on their way into an evaluation: converted once, when first read."""

from typing import Any

from engine.expr.run import Local, Run, Scope
from engine.expr.values import to_feel


def imported(name: str, value: Any, scope: Scope, run: Run) -> Any:
    """The FEEL value of what a name stands for. What was bound inside the evaluation is one already."""
    while isinstance(scope, Local):
        if name in scope:
            return value
        scope = scope.parent
    return _once(name, value, run)


def imported_entry(variable: str, name: str, value: Any, run: Run) -> Any:
    """The FEEL value of an entry of a variable."""
    return _once((variable, name), value, run)


def _once(key: Any, value: Any, run: Run) -> Any:
    if run.read is None:
        run.read = {}
    if key not in run.read:
        run.read[key] = to_feel(value)
    return run.read[key]
