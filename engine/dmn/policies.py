"""Hit policies (DMN 1.5, 8.2.10): which of the matching rules count, and what they give together."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from engine.dmn.model import Output, Rule, Table
from engine.errors import IncidentError
from engine.expr.arithmetic import add_numbers
from engine.expr.comparison import compare, equal
from engine.expr.kinds import kind
from engine.expr.numbers import is_number
from engine.expr.run import Run

LISTS = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})


class Hit(NamedTuple):
    """A matching rule, or None for the default, and {output name: value}."""

    rule: Rule | None
    values: dict[str, Any]


def chosen(table: Table, hits: Sequence[Hit], run: Run) -> list[Hit]:
    """The hits that count, in the order of the policy. Raises IncidentError(`decision.not_unique`, `.not_any`)."""
    if table.hit_policy == "UNIQUE" and len(hits) > 1:
        raise IncidentError("decision.not_unique", decision=table.owner, **_named(hits))
    if table.hit_policy == "ANY" and any(equal(hits[0].values, hit.values, run) is not True for hit in hits[1:]):
        raise IncidentError("decision.not_any", decision=table.owner, **_named(hits))
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
        hits = sorted(hits, key=_priority(table.outputs, run))
    return list(hits) if table.hit_policy in LISTS else list(hits[:1])


def _named(hits: Sequence[Hit]) -> dict[str, Any]:
    """The rules by id, and by their rows."""
    rules = [hit.rule for hit in hits if hit.rule]
    return {"rules": [rule.id for rule in rules], "rows": [rule.row for rule in rules]}


def _priority(outputs: Sequence[Output], run: Run) -> Callable[[Hit], list[int]]:
    """Places of the values in the lists of allowed ones, column by column; values outside come last."""
    allowed = {output.name: output.values.value({}, run) for output in outputs if output.values}

    def places(hit: Hit) -> list[int]:
        return [_place(values, hit.values[name], run) for name, values in allowed.items()]

    return places


def _place(values: list[Any], value: Any, run: Run) -> int:
    return next((place for place, each in enumerate(values) if equal(each, value, run)), len(values))


def combined(table: Table, hits: Sequence[Hit], run: Run) -> Any:
    """The result of the table: a value or context, a list of them, or an aggregate."""
    results = [_result(hit.values) for hit in hits]
    if table.aggregation is not None:
        return _aggregated(table.aggregation, results, run)
    if table.hit_policy in LISTS:
        return results or None
    return results[0] if results else None


def _result(values: dict[str, Any]) -> Any:
    """One output is its value, several are a context."""
    return next(iter(values.values())) if len(values) == 1 else values


def _aggregated(aggregation: str, values: list[Any], run: Run) -> Any:
    if aggregation == "COUNT":
        return len(values)
    total = None
    for value in values:
        total = value if total is None else _step(aggregation, total, value, run)
    return total


def _step(aggregation: str, total: Any, value: Any, run: Run) -> Any:
    if aggregation == "SUM" and is_number(total) and is_number(value):
        return add_numbers(total, value)
    is_smaller = compare("<", value, total, run, 0) if aggregation != "SUM" else None
    if is_smaller is None:
        raise IncidentError("decision.aggregation", aggregation=aggregation, type=kind(value))
    return value if is_smaller == (aggregation == "MIN") else total
