"""Coercions and operators of the unified expression language (JSR 245, 1.7, 1.8 and 1.18), on FEEL values."""

import decimal
from contextlib import suppress
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

from engine.errors import ExpressionError
from engine.expr.arithmetic import calculate
from engine.expr.builtins.conversion import NUMBER
from engine.expr.comparison import ORDERED, equal
from engine.expr.kinds import kind
from engine.expr.numbers import CONTEXT, NUMBERS, Number, is_number, number
from engine.expr.run import Run
from engine.expr.temporal import parse_datetime
from engine.expr.values import text_of

ORDERS = {"<": lt, "<=": le, ">": gt, ">=": ge}
SIMPLE = frozenset({int, str, bool})
MOMENT_AND_TEXT = {datetime, str}
MAX_NUMBER = 100


def as_text(value: Any) -> str:
    """Null is the empty string."""
    return text_of(value) or ""


def as_boolean(value: Any, run: Run, at: int) -> bool:
    """Null and the empty string are false, the string "true" is true; other values have no truth."""
    if type(value) is bool:
        return value
    if value is None or type(value) is str:
        return value is not None and value.lower() == "true"
    return bool(run.fail("expression.type", at, operator="boolean", left=kind(value), right="boolean"))


def as_number(value: Any) -> Number | None:
    """A number or the number that a string writes, else None."""
    if type(value) in NUMBERS:
        return value  # type: ignore[no-any-return]
    if type(value) is not str or len(value) > MAX_NUMBER or not NUMBER.fullmatch(value):
        return None
    try:
        return number(value)
    except decimal.DecimalException:
        return None


def _counted(value: Any) -> Number | None:
    """As a number, of which the empty string is 0."""
    return 0 if value == "" else as_number(value)


def as_moment(value: Any, run: Run, at: int) -> Any:
    """A date and time, or the one that a string writes: variables keep them as ISO 8601 text."""
    if type(value) is not str:
        return value
    try:
        return parse_datetime(value, run.env.zone)
    except ExpressionError:
        return run.fail("expression.type", at, operator="date and time", left=kind(value), right="date and time")


def _as_times(left: str, right: str) -> tuple[Any, Any]:
    """Two times with a zone are compared as times, however they are written: a variable that is one is kept as text."""
    if left[10:11] == right[10:11] == "T":
        with suppress(ExpressionError):
            times = parse_datetime(left), parse_datetime(right)
            if all(each.tzinfo is not None for each in times):
                return times
    return left, right


def arithmetic(operator: str, left: Any, right: Any, run: Run, at: int) -> Any:
    """Null and the empty string count as 0, strings join by no operator; dates and durations are as in FEEL."""
    a, b = (0 if value is None or value == "" else value for value in (left, right))
    a_number, b_number = as_number(a), as_number(b)
    if a_number is not None and b_number is not None:
        reckon = _remainder if operator == "%" else calculate
        return reckon(operator, a_number, b_number, run, at)
    if operator == "%" or str in (type(a), type(b)):
        return _odd(operator, a, b, run, at)
    return calculate(operator, a, b, run, at)


def _odd(operator: str, left: Any, right: Any, run: Run, at: int) -> Any:
    return run.fail("expression.type", at, operator=operator, left=kind(left), right=kind(right))


def _remainder(operator: str, left: Number, right: Number, run: Run, at: int) -> Any:
    """With the sign of the dividend, as in Java."""
    if right == 0:
        return run.fail("expression.division_by_zero", at)
    try:
        rest = CONTEXT.remainder(left, right)
    except decimal.DecimalException:
        return run.fail("expression.overflow", at, operator=operator)
    return int(rest) if type(left) is type(right) is int else rest


def equality(left: Any, right: Any, run: Run, at: int) -> bool:
    """`==`: times, numbers, booleans and strings draw the other side to their own type; the empty string is 0."""
    if type(left) is type(right) and type(left) in SIMPLE:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    types = {type(left), type(right)}
    if types == MOMENT_AND_TEXT:
        return bool(as_moment(left, run, at) == as_moment(right, run, at))
    if types & NUMBERS:
        a, b = _counted(left), _counted(right)
        return bool(_odd("==", left, right, run, at)) if a is None or b is None else a == b
    if bool in types:
        return as_boolean(left, run, at) == as_boolean(right, run, at)
    if str in types:
        return as_text(left) == as_text(right)
    return equal(left, right, run) is True


def order(operator: str, left: Any, right: Any, run: Run, at: int) -> bool:
    """`<` and its like: nothing is smaller or greater than null."""
    if type(left) is int and type(right) is int:
        return bool(ORDERS[operator](left, right))
    if left is None or right is None:
        return left is right and operator in ("<=", ">=")
    a, b = left, right
    types = {type(left), type(right)}
    if types == MOMENT_AND_TEXT:
        a, b = as_moment(left, run, at), as_moment(right, run, at)
    elif types & NUMBERS:
        a, b = _counted(left), _counted(right)
    elif types == {str}:
        a, b = _as_times(left, right)
    if a is not None and b is not None and (is_number(a) or (type(a) is type(b) and type(a) in ORDERED)):
        with suppress(TypeError):  # one time with a zone, one without
            return bool(ORDERS[operator](a, b))
    return bool(_odd(operator, left, right, run, at))


def is_empty(value: Any) -> bool:
    """Null, the empty string, an empty list, an empty context."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)
