"""One evaluation while it goes on: its mode, its failures, its consumption."""

from collections.abc import Mapping
from typing import Any

from engine.errors import ExpressionError
from engine.expr.env import Env


class BudgetExceeded(ExpressionError):
    """The evaluation used more than its budget; never turned into null."""


class Run:
    """Passed to every closure beside the scope. `notes` are what parts of it want to be known of afterwards."""

    __slots__ = ("depth", "env", "notes", "read", "steps")

    def __init__(self, env: Env) -> None:
        self.env = env
        self.steps = env.budget.steps
        self.depth = env.budget.depth
        self.read: dict[Any, Any] | None = None
        self.notes: list[Any] = []

    def fail(self, code: str, at: int | None = None, **params: Any) -> Any:
        """Raise in strict mode, else answer null."""
        if self.env.strict:
            raise ExpressionError(code, **params) if at is None else ExpressionError(code, position=at, **params)
        return None

    def unknown(self, name: str, at: int) -> Any:
        if self.env.strict or self.env.strict_names:
            raise ExpressionError("expression.unknown_name", name=name, position=at)
        return None

    def use(self, steps: int) -> None:
        """Take from the budget: one step for each element or call, and one for every 64 characters copied."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExceeded("expression.budget", limit="steps")

    def enter(self) -> None:
        """A function is called; `leave` when it is done."""
        self.use(1)
        self.depth -= 1
        if self.depth < 0:
            raise BudgetExceeded("expression.budget", limit="depth")

    def leave(self) -> None:
        self.depth += 1

    def length(self, items: int) -> None:
        """A list of this length is about to be made."""
        if items > self.env.budget.list_length:
            raise BudgetExceeded("expression.budget", limit="list_length")
        self.use(items >> 4)

    def string(self, text: str) -> str:
        """Pass on a string that was made, within the limits."""
        self.string_length(len(text))
        return text

    def string_length(self, length: int) -> None:
        """A string of this length is about to be made."""
        if length > self.env.budget.string_length:
            raise BudgetExceeded("expression.budget", limit="string_length")
        self.use(length >> 6)


class Local(dict[str, Any]):
    """Names bound inside an expression, before those around it."""

    __slots__ = ("parent",)

    def __init__(self, parent: Mapping[str, Any]) -> None:
        super().__init__()
        self.parent = parent

    def __missing__(self, name: str) -> Any:
        return self.parent[name]


class ItemScope(Local):
    """The scope of a filter: an entry that only other contexts of the list have is null in this one."""

    __slots__ = ()

    def __missing__(self, name: str) -> Any:
        try:
            return self.parent[name]
        except KeyError:
            if type(self.get("item")) is dict:
                return None
            raise


Scope = Mapping[str, Any]
