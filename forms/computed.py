"""The expression field: its value is worked out on the server, whatever was sent."""

from dataclasses import dataclass
from typing import Any

from engine.errors import ExpressionError
from engine.expr.expression import Expression
from engine.expr.values import stored
from forms.component import Component
from forms.scope import Scope


@dataclass(frozen=True, slots=True)
class Computed:
    expression: Expression | None

    @property
    def empty(self) -> None:
        return None

    def typed(self, value: Any) -> None:
        return None

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        pass

    def shown(self, value: Any) -> Any:
        return value

    def value(self, scope: Scope) -> Any:
        """Null where it cannot be worked out or not be stored."""
        try:
            return stored(scope.value(self.expression))
        except ExpressionError:
            return None


def read_computed(component: Component) -> Computed:
    expression = component.formula("expression")
    if expression is None:
        component.report("form.property_missing", property="expression")
    return Computed(expression)
