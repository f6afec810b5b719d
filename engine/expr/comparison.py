"""Equality, order and membership (DMN 1.5, 10.3.2.13 and 10.3.2.14). The answers are True, False or None (null)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from operator import ge, gt, le, lt
from typing import Any

from engine.expr.kinds import kind
from engine.expr.logic import all_true
from engine.expr.numbers import NUMBERS
from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.temporal import YearMonthDuration
from engine.expr.wide import WIDE, comparable

Order = Callable[[Any, Any], bool]
ORDERED = frozenset({str, date, time, datetime, timedelta, YearMonthDuration})
ORDERS: dict[str, Order] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def equal(left: Any, right: Any, run: Run) -> bool | None:
    """`=`: null equals null only; different types cannot be compared (null). Counts what it compares."""
    if left is None or right is None:
        return left is right
    left_type, right_type = type(left), type(right)
    if left_type is not right_type:
        if left_type in NUMBERS and right_type in NUMBERS:
            return bool(left == right)
        return _same_wide(left, right) if left_type in WIDE or right_type in WIDE else None
    if left_type is Range:
        return _same_range(left, right, run)
    if left_type is list or left_type is dict or (left_type is str and len(left) > 64):
        run.use(1 + (len(left) >> 4))
        if len(left) != len(right):
            return False
    if left_type is list:
        return all(equal(a, b, run) is True for a, b in zip(left, right, strict=True))
    if left_type is dict:
        return left.keys() == right.keys() and all(equal(left[name], right[name], run) is True for name in left)
    return bool(left == right)


def _same_wide(left: Any, right: Any) -> bool | None:
    """One of the values is of a year or has digits that the other cannot have: equal only by its zone."""
    return None if kind(left) != kind(right) else len(set(comparable(left, right) or (0, 1))) == 1


def _same_range(left: Range, right: Range, run: Run) -> bool:
    ends = equal(left.start, right.start, run) is True and equal(left.end, right.end, run) is True
    return ends and (left.start_included, left.end_included) == (right.start_included, right.end_included)


def same(left: Any, right: Any, run: Run, at: int) -> bool | None:
    """`=` as an operator: comparing different types fails in strict mode."""
    answer = equal(left, right, run)
    if answer is None:
        run.fail("expression.type", at, operator="=", left=kind(left), right=kind(right))
    return answer


def compare(operator: str, left: Any, right: Any, run: Run, at: int) -> bool | None:
    """`<` and its like: null with null, a failure between values that have no order."""
    left_type, right_type = type(left), type(right)
    if (left_type in NUMBERS and right_type in NUMBERS) or (left_type is right_type and left_type in ORDERED):
        if left_type is str:
            run.use(len(left) >> 6)
        try:
            return ORDERS[operator](left, right)
        except TypeError:  # one time with a zone, one without; `suppress` takes longer than it all
            pass
    elif left_type in WIDE or right_type in WIDE:
        order = comparable(left, right)
        if order is not None:
            return ORDERS[operator](*order)
    if left is not None and right is not None:
        run.fail("expression.type", at, operator=operator, left=kind(left), right=kind(right))
    return None


def between(value: Any, low: Any, high: Any, run: Run, at: int) -> bool | None:
    """`value between low and high`, both included."""
    return all_true((compare(">=", value, low, run, at), compare("<=", value, high, run, at)))


def contains(range_: Range, value: Any, run: Run, at: int) -> bool | None:
    """Whether a value lies in the range."""
    above: bool | None = True
    below: bool | None = True
    if range_.start is not None or range_.end is None:
        above = compare(">=" if range_.start_included else ">", value, range_.start, run, at)
    if range_.end is not None:
        below = compare("<=" if range_.end_included else "<", value, range_.end, run, at)
    return all_true((above, below))


def passes(value: Any, test: Any, run: Run, at: int) -> bool | None:
    """Whether a value meets the result of a positive unary test: equals it, is in it, or the test itself is true."""
    if type(test) is Range:
        return None if value is None else contains(test, value, run, at)
    if type(test) is list:
        return _passes_any(value, test, run, at)
    if test is True and type(value) is not bool:
        return True
    if type(test) is bool and type(value) is not bool:
        return False
    return same(value, test, run, at)


def _passes_any(value: Any, tests: list[Any], run: Run, at: int) -> bool:
    run.use(len(tests))
    if type(value) is list and equal(value, tests, run):
        return True
    return any(contains(t, value, run, at) if type(t) is Range else equal(value, t, run) for t in tests)
