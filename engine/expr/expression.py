"""A compiled expression and its evaluation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.errors import ExpressionError
from engine.expr.env import Budget as Budget
from engine.expr.env import Env as Env
from engine.expr.function import Code
from engine.expr.run import Local, Run, Scope
from engine.expr.unary import INPUT, Test
from engine.expr.values import to_feel

SHOWN = 200  # characters of a text in a failure
NEAR = 20
Language = Literal["feel", "juel", "template", "literal"]
"""A template is JUEL amid text, or more than once: its value is a text, always."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """`names` are the free variables that the text reads, possible entries of filtered contexts among them."""

    text: str
    language: Language
    names: frozenset[str]
    code: Code

    def evaluate(self, names: Mapping[str, Any], env: Env) -> Any:
        """The value. Raises ExpressionError (code, text, often position); budgets end it in any mode."""
        return self.value(names, Run(env))

    def value(self, scope: Scope, run: Run) -> Any:
        """The value, as a part of a larger evaluation."""
        try:
            return self.code(scope, run)
        except ExpressionError as error:
            raise with_text(error, self.text) from None
        except RecursionError:
            raise ExpressionError("expression.too_deep", text=self.text[:200]) from None


@dataclass(frozen=True, slots=True, eq=False)
class UnaryTests:
    """What a cell of a decision table or the right side of `in` says about a value."""

    text: str
    language: Language
    names: frozenset[str]
    test: Test

    def evaluate(self, value: Any, names: Mapping[str, Any], env: Env) -> bool:
        """Whether the value passes; null counts as no. Raises ExpressionError."""
        return self.passes(to_feel(value), names, Run(env))

    def passes(self, value: Any, scope: Scope, run: Run) -> bool:
        """The same for a FEEL value, as a part of a larger evaluation."""
        return self.met(value, with_input(value, scope), run)

    def met(self, value: Any, scope: Scope, run: Run) -> bool:
        """The same in a scope made by `with_input`, that many tests of one value share."""
        try:
            return self.test(value, scope, run) is True
        except ExpressionError as error:
            raise with_text(error, self.text) from None
        except RecursionError:
            raise ExpressionError("expression.too_deep", text=self.text[:200]) from None


def with_input(value: Any, scope: Scope) -> Local:
    """The scope in which `?` is the value."""
    local = Local(scope)
    local[INPUT] = value
    return local


def with_text(error: ExpressionError, text: str) -> ExpressionError:
    """The same failure, naming the innermost expression that it happened in, and the place in it."""
    if "text" in error.params:
        return error
    return type(error)(error.code, text=text[:SHOWN], **place(text, error.params.get("position", 0)), **error.params)


def place(text: str, position: int) -> dict[str, Any]:
    """Row and column, from 1, and what stands there; at the end of the text what stands before."""
    before = text[:position]
    near = text[position : position + NEAR].partition("\n")[0].strip() or before.rstrip()[-NEAR:]
    return {"row": before.count("\n") + 1, "column": position - before.rfind("\n"), "near": near}


def guarded(compile_text: Callable[[], Any], text: str) -> Any:
    """Compile; failures name the text, and no nesting is deep enough to hurt."""
    try:
        return compile_text()
    except ExpressionError as error:
        raise with_text(error, text) from None
    except RecursionError:
        raise ExpressionError("expression.too_deep", text=text[:200]) from None
