"""The evaluation of a decision table (DMN 1.5, chapter 8): as the logic of a decision, or inside other logic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.conversion import fitted
from engine.dmn.model import Input, Rule, Table
from engine.dmn.policies import Hit, chosen, combined
from engine.errors import ExpressionError
from engine.expr.closures import Bound, compiles
from engine.expr.expression import with_input
from engine.expr.function import Code
from engine.expr.run import Local, Run, Scope
from engine.expr.syntax import Node
from engine.expr.writing import text_of


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`inputs` are the values of the input columns, `matched` the ids of the rules that count, in order.

    `outputs` holds {output name: value} for each of them, or the one default or aggregate; `result` is the value of
    the decision as DMN has it: a value, a context for several outputs, a list for COLLECT and the ORDER policies.
    `rows` are the places of these rules in the table, from 1.
    `owner` is the id of the decision or knowledge model; `steps` are the evaluations that this one needed, in order.
    """

    result: Any
    inputs: tuple[Any, ...] = ()
    matched: tuple[str, ...] = ()
    outputs: tuple[dict[str, Any], ...] = ()
    owner: str = ""
    rows: tuple[int, ...] = ()
    steps: tuple["Evaluation", ...] = ()


@dataclass(frozen=True, slots=True)
class TableOf(Node):
    """A table inside other logic."""

    table: Table


@compiles(TableOf)
def table_of(node: TableOf, bound: Bound) -> Code:
    table = node.table

    def decide(scope: Scope, run: Run) -> Any:
        run.enter()
        evaluation = evaluated(table, scope, run)
        run.leave()
        run.notes.append(evaluation)
        return evaluation.result

    return decide


def evaluated(table: Table, scope: Scope, run: Run) -> Evaluation:
    """Raises ExpressionError, and IncidentError: `decision.not_unique`, `.not_any`, `.aggregation`."""
    inputs = tuple(_asked(each, scope, run) for each in table.inputs)
    local = _with_inputs(scope, table.inputs, inputs)
    hits = chosen(table, _hits(table, inputs, local, run), run)
    if not hits:
        return _default(table, inputs, local, run)
    result = combined(table, hits, run)
    outputs = tuple(hit.values for hit in hits)
    if table.aggregation is not None:
        outputs = ({table.outputs[0].name: result},)
    rules = [hit.rule for hit in hits if hit.rule]
    matched, rows = tuple(rule.id for rule in rules), tuple(rule.row for rule in rules)
    return Evaluation(result, inputs, matched, outputs, table.owner, rows)


def _asked(column: Input, scope: Scope, run: Run) -> Any:
    """The value of an input column, which must be one of those allowed."""
    value = fitted(column.expression.value(scope, run), column.type, run)
    if value is None or column.allowed is None or column.allowed.passes(value, scope, run):
        return value
    raise ExpressionError(
        "decision.not_allowed", value=str(text_of(value))[:100], column=column.label, allowed=column.allowed.text[:200]
    )


def _hits(table: Table, inputs: Sequence[Any], scope: Scope, run: Run) -> list[Hit]:
    hits = []
    columns = [(value, with_input(value, scope)) for value in inputs]
    for rule in table.rules:
        if _matches(rule, columns, run):
            hits.append(Hit(rule, _values(table, rule.results, scope, run)))
            if table.hit_policy == "FIRST":
                break
    return hits


def _matches(rule: Rule, columns: Sequence[tuple[Any, Scope]], run: Run) -> bool:
    for place, tests in rule.checks:
        value, scope = columns[place]
        if not tests.met(value, scope, run):
            return False
    return True


def _values(table: Table, cells: Sequence[Any], scope: Scope, run: Run) -> dict[str, Any]:
    return {
        output.name: None if cell is None else fitted(cell.value(scope, run), output.type, run)
        for output, cell in zip(table.outputs, cells, strict=True)
    }


def _default(table: Table, inputs: tuple[Any, ...], scope: Scope, run: Run) -> Evaluation:
    """No rule matches: the default outputs where there are any, else null."""
    if not any(output.default for output in table.outputs):
        return Evaluation(0 if table.aggregation == "COUNT" else None, inputs, owner=table.owner)
    values = _values(table, [output.default for output in table.outputs], scope, run)
    result = combined(table, [Hit(None, values)], run) if table.aggregation is None else next(iter(values.values()))
    return Evaluation(result, inputs, (), (values,), table.owner)


def _with_inputs(scope: Scope, inputs: Sequence[Input], values: Sequence[Any]) -> Scope:
    """The names that camunda:inputVariable gives to the values of the columns."""
    if not any(each.variable for each in inputs):
        return scope
    local = Local(scope)
    for each, value in zip(inputs, values, strict=True):
        if each.variable:
            local[each.variable] = value
    return local
