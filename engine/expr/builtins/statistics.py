"""Functions of a list, or of its elements one by one, that give one value (DMN 1.5, 10.3.4.4)."""

from collections import Counter
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.expr.arithmetic import add_numbers, divide_numbers, multiply_numbers
from engine.expr.comparison import compare
from engine.expr.logic import all_true, any_true
from engine.expr.numbers import CONTEXT, NUMBERS, Number, whole
from engine.expr.run import Run
from engine.expr.signature import builtin


def _numbers(items: list[Any], run: Run) -> list[Number]:
    run.use(len(items) >> 2)
    if not all(type(item) in NUMBERS for item in items):
        raise ExpressionError("expression.argument")
    return items


@builtin("count(list: list)")
def count(run: Run, items: list[Any]) -> int:
    return len(items)


@builtin("min(*list)")
def min_(run: Run, items: list[Any]) -> Any:
    return _extreme(items, "<", run)


@builtin("max(*list)")
def max_(run: Run, items: list[Any]) -> Any:
    return _extreme(items, ">", run)


def _extreme(items: list[Any], order: str, run: Run) -> Any:
    run.use(len(items) >> 2)
    best = items[0] if items else None
    for item in items:
        is_better = compare(order, item, best, run, 0)
        if is_better is None:
            return None
        best = item if is_better else best
    return best


@builtin("sum(*list)")
def sum_(run: Run, items: list[Any]) -> Number | None:
    return _total(_numbers(items, run)) if items else None


def _total(numbers: list[Number]) -> Number:
    total: Number = 0
    for number in numbers:
        total = add_numbers(total, number)
    return total


@builtin("product(*list)")
def product(run: Run, items: list[Any]) -> Number | None:
    total: Number = 1
    for number in _numbers(items, run):
        total = multiply_numbers(total, number)
    return total if items else None


@builtin("mean(*list)")
def mean(run: Run, items: list[Any]) -> Number | None:
    return divide_numbers(_total(_numbers(items, run)), len(items)) if items else None


@builtin("median(*list)")
def median(run: Run, items: list[Any]) -> Number | None:
    if not items:
        return None
    ordered = sorted(_numbers(items, run))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return divide_numbers(add_numbers(ordered[middle - 1], ordered[middle]), 2)


@builtin("stddev(*list)")
def stddev(run: Run, items: list[Any]) -> Number | None:
    """The deviation of a sample (n - 1)."""
    numbers = _numbers(items, run)
    if len(numbers) < 2:
        return None
    middle = divide_numbers(_total(numbers), len(numbers))
    squares: list[Number] = [CONTEXT.power(CONTEXT.subtract(number, middle), 2) for number in numbers]
    return whole(CONTEXT.sqrt(Decimal(divide_numbers(_total(squares), len(numbers) - 1))))


@builtin("mode(*list)")
def mode(run: Run, items: list[Any]) -> list[Number]:
    counts = Counter(_numbers(items, run))
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@builtin("all(*list)")
def all_(run: Run, items: list[Any]) -> bool | None:
    run.use(len(items) >> 4)
    return all_true(item if type(item) is bool else None for item in items)


@builtin("any(*list)")
def any_(run: Run, items: list[Any]) -> bool | None:
    run.use(len(items) >> 4)
    return any_true(item if type(item) is bool else None for item in items)
