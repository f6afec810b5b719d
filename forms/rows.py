"""The dynamic list: the same fields again and again, one object per row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import FieldProblem
from forms.component import Component
from forms.scope import Scope

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Rows:
    """`fixed`: rows are neither added nor removed."""

    fixed: bool = False

    @property
    def empty(self) -> list[Any]:
        return []

    def typed(self, value: Any) -> list[Mapping[str, Any]]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise FieldProblem("form.not_rows")
        if len(value) > MOST_ROWS:
            raise FieldProblem("form.too_many_rows", limit=MOST_ROWS)
        return value

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        count = len(before) if isinstance(before, list) else 0
        if self.fixed and len(value) != count:
            raise FieldProblem("form.rows_fixed", count=count)

    def shown(self, value: Any) -> Any:
        return value


def read_rows(component: Component) -> Rows:
    return Rows(fixed=component.raw.get("allowAddRemove") is False)
