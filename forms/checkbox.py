"""The single checkbox."""

from dataclasses import dataclass
from typing import Any

from engine.errors import FieldProblem
from forms.scope import Scope


@dataclass(frozen=True, slots=True)
class Checkbox:
    """Left alone it is false; a required one has to be ticked."""

    @property
    def empty(self) -> bool:
        return False

    def typed(self, value: Any) -> bool:
        if value is None:
            return False
        if not isinstance(value, bool):
            raise FieldProblem("form.not_a_boolean")
        return value

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        pass

    def shown(self, value: Any) -> Any:
        return value
