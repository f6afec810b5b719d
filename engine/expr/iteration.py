"""`for`, `some`, `every` and filters (DMN 1.5, 10.3.2.5, 10.3.2.14): one step of the budget for each element."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from engine.expr import syntax
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.function import Code
from engine.expr.kinds import kind
from engine.expr.logic import all_true, any_true, truth
from engine.expr.numbers import is_number, is_whole
from engine.expr.range import Range
from engine.expr.run import Local, Run, Scope

DAY = timedelta(days=1)
PARTIAL = "partial"
Domain = Callable[[Scope, Run], Iterator[Any]]


class NoDomain(Exception):
    """What should be iterated over is null or endless: so is the result."""


@compiles(syntax.For)
def for_(node: syntax.For, bound: Bound) -> Code:
    scopes, inner = _nested(node.iterators, bound)
    apart = inner.apart()
    result = compiled(node.result, apart)
    wants_partial = PARTIAL in apart.free
    bound.free.update(apart.free - {PARTIAL})

    def loop(scope: Scope, run: Run) -> list[Any] | None:
        results: list[Any] = []
        try:
            for local in scopes(scope, run):
                if wants_partial:
                    run.length(len(results))
                    local[PARTIAL] = results.copy()
                results.append(result(local, run))
        except NoDomain:
            return None
        run.length(len(results))
        return results

    return loop


@compiles(syntax.Quantified)
def quantified(node: syntax.Quantified, bound: Bound) -> Code:
    scopes, inner = _nested(node.iterators, bound)
    condition, at = compiled(node.condition, inner), node.condition.at
    joined = any_true if node.quantifier == "some" else all_true

    def answer(scope: Scope, run: Run) -> bool | None:
        try:
            return joined(truth(condition(local, run), run, at) for local in scopes(scope, run))
        except NoDomain:
            return None

    return answer


Scopes = Callable[[Scope, Run], Iterator[Local]]


def _nested(iterators: tuple[syntax.Iterator, ...], bound: Bound) -> tuple[Scopes, Bound]:
    """The scopes of all combinations, the last iterator running fastest; each domain sees the names before it."""
    loops: list[tuple[str, Domain]] = []
    for iterator in iterators:
        loops.append((iterator.name, _domain(iterator, bound)))
        bound = bound.plus([iterator.name])

    def walk(scope: Scope, run: Run, depth: int = 0) -> Iterator[Local]:
        name, domain = loops[depth]
        for item in domain(scope, run):
            run.use(1 + depth)  # each combination comes up through all levels
            local = Local(scope)
            local[name] = item
            if depth + 1 == len(loops):
                yield local
            else:
                yield from walk(local, run, depth + 1)

    return walk, bound


def _domain(node: syntax.Iterator, bound: Bound) -> Domain:
    start = compiled(node.domain, bound)
    if node.end is None:
        return lambda scope, run: _elements(start(scope, run), run, node.at)
    end = compiled(node.end, bound)
    return lambda scope, run: _steps(start(scope, run), end(scope, run), run, node.at)


def _elements(value: Any, run: Run, at: int) -> Iterator[Any]:
    if type(value) is list:
        return iter(value)
    if value is None:
        raise NoDomain
    if type(value) is not Range:
        return iter([value])
    if value.start is None or value.end is None:
        run.fail("expression.type", at, operator="in", left="range", right="list")
        raise NoDomain
    return _inside(value, run, at)


def _inside(value: Range, run: Run, at: int) -> Iterator[Any]:
    for item in _steps(value.start, value.end, run, at):
        is_left_out = item == value.start and not value.start_included
        if not is_left_out and not (item == value.end and not value.end_included):
            yield item


def _steps(start: Any, end: Any, run: Run, at: int) -> Iterator[Any]:
    """Whole numbers or days from start to end, both included, up or down."""
    if is_number(start) and is_number(end) and is_whole(start) and is_whole(end):
        step = 1 if start <= end else -1
        return iter(range(int(start), int(end) + step, step))
    if type(start) is date and type(end) is date:
        step = 1 if start <= end else -1
        days = range(0, (end - start).days + step, step)
        return (start + day * DAY for day in days)
    if start is not None and end is not None:
        run.fail("expression.type", at, operator="..", left=kind(start), right=kind(end))
    raise NoDomain
