"""Flowable's functions over variables that need not be there: `variables:get(name)`, `vars:eq(name, value)`."""

from collections.abc import Callable
from typing import Any

from engine.expr.comparison import equal
from engine.expr.juel.values import equality, is_empty, order
from engine.expr.run import Run
from engine.expr.variables import imported

PREFIXES = ("variables", "vars", "var")
Function = Callable[..., Any]


def _ordered(symbol: str) -> Function:
    """Nothing is smaller or greater than a variable that is not there."""
    return lambda run, at, value, other: value is not None and order(symbol, value, other, run, at)


def _contained(run: Run, value: Any, item: Any) -> bool:
    if type(value) is str:
        return type(item) is str and item in value
    return isinstance(value, (list, dict)) and any(equal(each, item, run) is True for each in value)


FUNCTIONS: dict[str, Function] = {
    "get": lambda run, at, value: value,
    "getOrDefault": lambda run, at, value, other: other if value is None else value,
    "exists": lambda run, at, value: value is not None,
    **dict.fromkeys(("isEmpty", "empty"), lambda run, at, value: is_empty(value)),
    **dict.fromkeys(("isNotEmpty", "notEmpty"), lambda run, at, value: not is_empty(value)),
    **dict.fromkeys(("equals", "eq"), lambda run, at, value, other: equality(value, other, run, at)),
    **dict.fromkeys(("notEquals", "ne"), lambda run, at, value, other: not equality(value, other, run, at)),
    **dict.fromkeys(("lowerThan", "lessThan", "lt"), _ordered("<")),
    **dict.fromkeys(("lowerThanOrEquals", "lessThanOrEquals", "lte"), _ordered("<=")),
    **dict.fromkeys(("greaterThan", "gt"), _ordered(">")),
    **dict.fromkeys(("greaterThanOrEquals", "gte"), _ordered(">=")),
    "contains": lambda run, at, value, *items: all(_contained(run, value, each) for each in items),
    "containsAny": lambda run, at, value, *items: any(_contained(run, value, each) for each in items),
}
NAMES = frozenset(f"{prefix}:{name}" for prefix in PREFIXES for name in FUNCTIONS)
ARGUMENTS = {"get": 0, "exists": 0, "isEmpty": 0, "empty": 0, "isNotEmpty": 0, "notEmpty": 0}
"""Beside the variable; the rest takes one, and those that look for something take one or more."""


def takes(name: str, count: int) -> bool:
    """Whether the function takes so many arguments beside the variable."""
    if name.startswith("contains"):
        return count > 0
    return count == ARGUMENTS.get(name, 1)


def call(function: str, variable: str, arguments: list[Any], scope: Any, run: Run, at: int) -> Any:
    """`function` is one of NAMES; a variable that is not there counts as null."""
    try:
        value = imported(variable, scope[variable], scope, run)
    except KeyError:
        value = None
    run.use(1 + (len(value) >> 4 if isinstance(value, (str, list)) else 0))
    return FUNCTIONS[function.partition(":")[2]](run, at, value, *arguments)
