"""What the expressions of a form see: the variables, overlaid with what was typed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ExpressionError
from engine.expr.env import Env
from engine.expr.expression import Expression


@dataclass(frozen=True, slots=True)
class Scope:
    names: Mapping[str, Any]
    env: Env

    def value(self, given: Any) -> Any:
        """A literal as it stands, an expression evaluated; one that fails is null, as in the viewer."""
        if not isinstance(given, Expression):
            return given
        try:
            return given.evaluate(self.names, self.env)
        except ExpressionError:
            return None

    def holds(self, given: bool | Expression) -> bool:
        return self.value(given) is True
