"""Operators: whole numbers take a short way, all else goes by the tables of `arithmetic` and `comparison`."""

import operator
from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.arithmetic import calculate, negate
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.comparison import ORDERS, between, compare, same
from engine.expr.function import Code
from engine.expr.kinds import kind
from engine.expr.logic import any_true, negation, truth
from engine.expr.numbers import LIMIT
from engine.expr.range import Range
from engine.expr.run import Run, Scope
from engine.expr.types import conforms, is_known, resolved
from engine.expr.unary import passing

SIMPLE = frozenset({int, str, bool})
TESTS: dict[str, Callable[[Any, Any], bool]] = {**ORDERS, "=": operator.eq}
SHORT: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@compiles(syntax.Binary)
def binary(node: syntax.Binary, bound: Bound) -> Code:
    left, right = compiled(node.left, bound), compiled(node.right, bound)
    symbol, at = node.operator, node.at
    if isinstance(node.right, syntax.Literal) and type(node.right.value) in SIMPLE and symbol in TESTS:
        return _constant(left, node.right.value, symbol, at)
    if symbol in ORDERS:
        return _order(left, right, symbol, at)
    if symbol == "=":
        return _equality(left, right, at)
    if symbol == "!=":
        return lambda scope, run: negation(same(left(scope, run), right(scope, run), run, at))
    if symbol in SHORT:
        return _whole(left, right, symbol, at)
    return lambda scope, run: calculate(symbol, left(scope, run), right(scope, run), run, at)


def _constant(left: Code, constant: Any, symbol: str, at: int) -> Code:
    """Against a constant, as most conditions are; values of its own type are compared as they are."""
    test, type_ = TESTS[symbol], type(constant)
    is_short = symbol == "=" or type_ is int

    def tested(scope: Scope, run: Run) -> bool | None:
        value = left(scope, run)
        if is_short and type(value) is type_:
            return test(value, constant)
        return same(value, constant, run, at) if symbol == "=" else compare(symbol, value, constant, run, at)

    return tested


def _equality(left: Code, right: Code, at: int) -> Code:
    def equals(scope: Scope, run: Run) -> bool | None:
        a, b = left(scope, run), right(scope, run)
        if type(a) is type(b) and type(a) in SIMPLE:
            return bool(a == b)
        return same(a, b, run, at)

    return equals


def _order(left: Code, right: Code, symbol: str, at: int) -> Code:
    order = ORDERS[symbol]

    def ordered(scope: Scope, run: Run) -> bool | None:
        a, b = left(scope, run), right(scope, run)
        if type(a) is int and type(b) is int:
            return order(a, b)
        return compare(symbol, a, b, run, at)

    return ordered


def _whole(left: Code, right: Code, symbol: str, at: int) -> Code:
    short = SHORT[symbol]

    def calculated(scope: Scope, run: Run) -> Any:
        a, b = left(scope, run), right(scope, run)
        if type(a) is int and type(b) is int and -LIMIT < (result := short(a, b)) < LIMIT:
            return result
        return calculate(symbol, a, b, run, at)

    return calculated


@compiles(syntax.Unary)
def unary(node: syntax.Unary, bound: Bound) -> Code:
    operand, at = compiled(node.operand, bound), node.at
    return lambda scope, run: negate(operand(scope, run), run, at)


@compiles(syntax.Logical)
def logical(node: syntax.Logical, bound: Bound) -> Code:
    """Looks no further than the operand that decides: false for `and`, true for `or`; null when one is null."""
    operands = [(compiled(operand, bound), operand.at) for operand in node.operands]
    neutral = node.operator == "and"

    def joined(scope: Scope, run: Run) -> bool | None:
        result: bool | None = neutral
        for operand, at in operands:
            value = operand(scope, run)
            if type(value) is not bool:
                result = truth(value, run, at)
            elif value is not neutral:
                return value
        return result

    return joined


@compiles(syntax.Between)
def between_(node: syntax.Between, bound: Bound) -> Code:
    value, low, high = (compiled(part, bound) for part in (node.value, node.low, node.high))
    return lambda scope, run: between(value(scope, run), low(scope, run), high(scope, run), run, node.at)


@compiles(syntax.In)
def in_(node: syntax.In, bound: Bound) -> Code:
    value = compiled(node.value, bound)
    tests = [passing(test, bound) for test in node.tests]

    def member(scope: Scope, run: Run) -> bool | None:
        subject = value(scope, run)
        return any_true(test(subject, scope, run) for test in tests)

    return member


@compiles(syntax.InstanceOf)
def instance_of(node: syntax.InstanceOf, bound: Bound) -> Code:
    value, type_, at = compiled(node.value, bound), resolved(node.type, bound.types), node.at
    if not is_known(type_):
        return lambda scope, run: run.fail("expression.unknown_type", at, type=type_.name)
    return lambda scope, run: conforms(value(scope, run), type_, run)


@compiles(syntax.RangeOf)
def range_of(node: syntax.RangeOf, bound: Bound) -> Code:
    start = compiled(node.start, bound) if node.start else None
    end = compiled(node.end, bound) if node.end else None

    def build(scope: Scope, run: Run) -> Any:
        low = start(scope, run) if start else None
        high = end(scope, run) if end else None
        return make_range(low, high, node, run)

    return build


def make_range(low: Any, high: Any, node: syntax.RangeOf, run: Run) -> Any:
    """A range whose ends have an order, the low one first; null for others."""
    if low is not None and high is not None and compare("<=", low, high, run, node.at) is not True:
        return run.fail("expression.type", node.at, operator="..", left=kind(low), right=kind(high))
    return Range(low, high, node.start_included, node.end_included)


@compiles(syntax.Unequal)
def unequal(node: syntax.Unequal, bound: Bound) -> Code:
    """`(= 5)` is the range [5..5]; `!= 5` is a test only, no value."""
    if node.negated:
        raise ExpressionError("expression.syntax", position=node.at, found="!=")
    value = compiled(node.value, bound)

    def build(scope: Scope, run: Run) -> Range:
        only = value(scope, run)
        return Range(only, only, True, True)

    return build
