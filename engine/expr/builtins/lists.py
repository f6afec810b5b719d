"""List functions (DMN 1.5, 10.3.4.4). Positions count from 1, or from the end when negative."""

from collections.abc import Iterator
from functools import cmp_to_key
from typing import Any

from engine.errors import ExpressionError
from engine.expr.comparison import compare, equal
from engine.expr.function import Function
from engine.expr.kinds import kind
from engine.expr.numbers import Number, is_whole
from engine.expr.run import Run
from engine.expr.signature import builtin


def _index(items: list[Any], position: Number) -> int:
    """The Python index of a position that exists."""
    if not is_whole(position) or not 1 <= abs(int(position)) <= len(items):
        raise ExpressionError("expression.argument")
    return int(position) - 1 if position > 0 else len(items) + int(position)


def _is_in(items: list[Any], element: Any, run: Run) -> bool:
    run.use(1 + (len(items) >> 4))
    return any(equal(item, element, run) for item in items)


@builtin("list contains(list: list, element)")
def list_contains(run: Run, items: list[Any], element: Any) -> bool:
    return _is_in(items, element, run)


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[Any], start: Number, length: Number | None = None) -> list[Any]:
    begin = _index(items, start)
    count = len(items) - begin if length is None else int(length)
    if count < 0 or begin + count > len(items):
        raise ExpressionError("expression.argument", function="sublist")
    run.length(count)
    return items[begin : begin + count]


@builtin("append(list: list, *item)")
def append(run: Run, items: list[Any], added: list[Any]) -> list[Any]:
    run.length(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate(*list: list)")
def concatenate(run: Run, lists: list[Any]) -> list[Any]:
    return _joined(lists, run)


def _joined(lists: list[Any], run: Run) -> list[Any]:
    run.length(sum(map(len, lists)))
    return [item for part in lists for item in part]


@builtin("insert before(list: list, position: number, newItem)")
def insert_before(run: Run, items: list[Any], position: Number, new: Any) -> list[Any]:
    index = _index(items, position)
    run.length(len(items) + 1)
    return [*items[:index], new, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: list[Any], position: Number) -> list[Any]:
    index = _index(items, position)
    run.length(len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem)")
def list_replace(run: Run, items: list[Any], position: Number, new: Any) -> list[Any]:
    index = _index(items, position)
    run.length(len(items))
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem)")
def list_replace_where(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    answers = [match.call(run, (item, new), 0) for item in items]
    if not all(type(answer) is bool for answer in answers):
        raise ExpressionError("expression.argument", function="list replace")
    return [new if answer else item for item, answer in zip(items, answers, strict=True)]


@builtin("reverse(list: list)")
def reverse(run: Run, items: list[Any]) -> list[Any]:
    run.length(len(items))
    return items[::-1]


@builtin("index of(list: list, match)")
def index_of(run: Run, items: list[Any], match: Any) -> list[int]:
    run.length(len(items))
    return [place for place, item in enumerate(items, 1) if equal(item, match, run)]


@builtin("union(*list: list)")
def union(run: Run, lists: list[Any]) -> list[Any]:
    return _distinct(_joined(lists, run), run)


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    return _distinct(items, run)


def _distinct(items: list[Any], run: Run) -> list[Any]:
    """Lists and contexts are compared one by one, all else at once."""
    run.length(len(items))
    kept: list[Any] = []
    seen: set[Any] = set()
    structured: list[Any] = []
    for item in items:
        if isinstance(item, (list, dict)):
            if not _is_in(structured, item, run):
                structured.append(item)
                kept.append(item)
        elif (key := (kind(item), item)) not in seen:
            seen.add(key)
            kept.append(item)
    return kept


@builtin("flatten(list: list)")
def flatten(run: Run, items: list[Any]) -> list[Any]:
    flat = list(_flat(items, run))
    run.length(len(flat))
    return flat


def _flat(items: list[Any], run: Run) -> Iterator[Any]:
    run.use(len(items))
    for item in items:
        if type(item) is list:
            yield from _flat(item, run)
        else:
            yield item


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    """Stable; `precedes(x, y)` tells whether x comes before y."""

    def order(left: Any, right: Any) -> Any:
        if precedes is not None:
            return precedes.call(run, (left, right), 0)
        run.use(1)
        return compare("<", left, right, run, 0)

    def before(left: Any, right: Any) -> bool:
        answer = order(left, right)
        if type(answer) is not bool:
            raise ExpressionError("expression.argument", function="sort")
        return answer

    run.length(len(items))
    return sorted(items, key=cmp_to_key(lambda a, b: -int(before(a, b))))
