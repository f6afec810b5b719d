"""Unary tests (DMN 1.5, grammar rules 7 to 16): a value against `< 5`, `[1..2]`, `"a"`, `? * 2 > x`."""

from collections.abc import Callable
from typing import Any

from engine.expr import syntax
from engine.expr.closures import Bound, compiled
from engine.expr.comparison import passes, same
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
    apart = bound.apart()
    code = compiled(node, apart)
    bound.free.update(apart.free)
    if INPUT in apart.free:
        return lambda value, scope, run: truth(code(scope, run), run, at)
    return lambda value, scope, run: passes(value, code(scope, run), run, at)


def _unequal(node: syntax.Unequal, bound: Bound) -> Test:
    other, at = compiled(node.value, bound), node.at
    if node.negated:
        return lambda value, scope, run: negation(same(value, other(scope, run), run, at))
    return lambda value, scope, run: same(value, other(scope, run), run, at)
