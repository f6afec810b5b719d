"""Unary tests (DMN 1.5, grammar rules 7 to 16): a value against `< 5`, `[1..2]`, `"a"`, `? * 2 > x`."""

from collections.abc import Callable
from typing import Any

from engine.expr import syntax
from engine.expr.closures import Bound, compiled
from engine.expr.comparison import ORDERS, compare, passes, same
from engine.expr.logic import negation, truth
from engine.expr.run import Run, Scope
from engine.expr.syntax import Node

INPUT = "?"
Test = Callable[[Any, Scope, Run], bool | None]


def passing(node: Node, bound: Bound) -> Test:
    """One positive unary test. One that reads `?` must be true by itself, any other is compared with the value."""
    at = node.at
    if isinstance(node, syntax.Unequal):
        return _unequal(node, bound)
    if isinstance(node, syntax.Literal) and type(node.value) in (int, str, bool):
        return _constant(node.value, at)
    if isinstance(node, syntax.RangeOf) and (node.start is None or node.end is None):
        return _order(node, bound)
    apart = bound.apart()
    code = compiled(node, apart)
    bound.free.update(apart.free)
    if INPUT in apart.free:
        return lambda value, scope, run: truth(code(scope, run), run, at)
    return lambda value, scope, run: passes(value, code(scope, run), run, at)


def _constant(constant: Any, at: int) -> Test:
    type_ = type(constant)
    return lambda value, scope, run: value == constant if type(value) is type_ else passes(value, constant, run, at)


def _order(node: syntax.RangeOf, bound: Bound) -> Test:
    """`< limit` and its like."""
    end, at = node.end or node.start, node.at
    assert end is not None
    operator = ("<=" if node.end_included else "<") if node.end else (">=" if node.start_included else ">")
    apart = bound.apart()
    code, order = compiled(end, apart), ORDERS[operator]
    bound.free.update(apart.free)

    def ordered(value: Any, scope: Scope, run: Run) -> bool | None:
        limit = code(scope, run)
        if type(value) is int and type(limit) is int:
            return order(value, limit)
        return None if value is None else compare(operator, value, limit, run, at)

    return ordered


def _unequal(node: syntax.Unequal, bound: Bound) -> Test:
    other, at = compiled(node.value, bound), node.at
    if node.negated:
        return lambda value, scope, run: negation(same(value, other(scope, run), run, at))
    return lambda value, scope, run: same(value, other(scope, run), run, at)
