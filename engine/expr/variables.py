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
    if run.read is None:
        run.read = {}
    if name not in run.read:
        run.read[name] = to_feel(value)
    return run.read[name]
