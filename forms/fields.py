"""A field of a form, and what each kind of field takes for a value."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.expr.expression import Expression
from forms.path import Path
from forms.scope import Scope


class Kind(Protocol):
    """How values of a field are read and judged; both raise FieldProblem."""

    @property
    def empty(self) -> Any:
        """The value of a field that was left alone."""
        ...

    def typed(self, value: Any) -> Any:
        """The value in its type, whatever the rules say; null and the empty text are `empty`."""
        ...

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        """The rules, on a typed value that is not empty; `before` is what stands there now, or ABSENT."""
        ...

    def shown(self, value: Any) -> Any:
        """The value as the viewer takes it."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """`hide` are its own condition and those of the groups around it; any of them hides it."""

    path: Path
    kind: Kind
    hide: tuple[Expression, ...] = ()
    readonly: bool | Expression = False
    disabled: bool = False
    required: bool | Expression = False
    default: Any = None
    rows: tuple["Field", ...] = field(default=())  # of a dynamic list: the fields of each row

    def is_hidden(self, scope: Scope) -> bool:
        return any(scope.holds(condition) for condition in self.hide)
