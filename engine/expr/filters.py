"""Filters (DMN 1.5, 10.3.2.5): `list[2]`, `list[-1]`, `list[item > 1]`, `contexts[entry = "x"]`."""

from typing import Any

from engine.expr import syntax
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.function import Code
from engine.expr.logic import truth
from engine.expr.numbers import Number, is_number, is_whole
from engine.expr.run import ItemScope, Run, Scope
from engine.expr.syntax import Node

ITEM = "item"
BOOLEANS = (syntax.Logical, syntax.Between, syntax.In, syntax.InstanceOf, syntax.Quantified)
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@compiles(syntax.Filter)
def filter_(node: syntax.Filter, bound: Bound) -> Code:
    source = compiled(node.source, bound)
    condition, at = compiled(node.condition, bound.plus([ITEM])), node.condition.at
    selects = _is_condition(node.condition)

    def chosen(scope: Scope, run: Run) -> Any:
        value = source(scope, run)
        if value is None:
            return None
        items = value if type(value) is list else [value]
        if not items:
            return items if selects else None
        return _select(items, condition, scope, run, at)

    return chosen


@compiles(syntax.Where)
def where(node: syntax.Where, bound: Bound) -> Code:
    source = compiled(node.source, bound)
    condition, at = compiled(node.condition, bound.plus([ITEM])), node.at

    def chosen(scope: Scope, run: Run) -> Any:
        value = source(scope, run)
        items = value if type(value) is list else [value]
        run.use(len(items))
        answers = [truth(condition(_item_scope(scope, item), run), run, at) for item in items]
        if value is None or None in answers:
            return None
        return [item for item, answer in zip(items, answers, strict=True) if answer]

    return chosen


def _select(items: list[Any], condition: Code, scope: Scope, run: Run, at: int) -> Any:
    """The first answer decides: a number is a place in the list, all else a condition."""
    kept = []
    for item in items:
        run.use(1 + (len(item) >> 4 if type(item) is dict else 0))
        answer = condition(_item_scope(scope, item), run)
        if is_number(answer):
            return element(items, answer, run, at)
        if truth(answer, run, at):
            kept.append(item)
    return kept


def _item_scope(scope: Scope, item: Any) -> ItemScope:
    local = ItemScope(scope)
    local[ITEM] = item
    if type(item) is dict:
        local.update(item)
    return local


def element(items: list[Any], place: Number, run: Run, at: int) -> Any:
    """The element at a place, counted from 1, or from the end when negative; null where there is none."""
    if not is_whole(place):
        return run.fail("expression.type", at, operator="[]", left="list", right="number")
    index = int(place)
    if not 0 < abs(index) <= len(items):
        return None
    return items[index - 1 if index > 0 else index]


def _is_condition(node: Node) -> bool:
    """Whether the filter of an empty list selects (and gives an empty list) or indexes (and gives null)."""
    if isinstance(node, syntax.Binary):
        return node.operator in COMPARISONS
    if isinstance(node, syntax.Literal):
        return type(node.value) is bool
    return isinstance(node, (*BOOLEANS, syntax.Call, syntax.Path))
