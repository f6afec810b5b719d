"""The evaluation of a decision and of those that it requires. Pure: values in, values out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Any

from engine.dmn.conversion import converted
from engine.dmn.model import Decision, Decisions, Input, Rule, Table
from engine.dmn.policies import LISTS, Hit, chosen, combined
from engine.errors import ExpressionError, IncidentError
from engine.expr.expression import Env, Expression
from engine.expr.run import Local

Names = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`inputs` are the values of the input columns, `matched` the ids of the rules that count, in order.

    `outputs` holds {output name: value} for each of them, or the one default or aggregate; `result` is the value of
    the decision as DMN has it: a value, a context for several outputs, a list for COLLECT and the ORDER policies.
    """

    result: Any
    inputs: tuple[Any, ...] = ()
    matched: tuple[str, ...] = ()
    outputs: tuple[dict[str, Any], ...] = ()


def evaluate(decisions: Decisions, decision_id: str, names: Names, env: Env) -> Evaluation:
    """Evaluate a decision of the file.

    Type errors in cells are null, as DMN has it; names that nobody has given fail, unless `env` is not strict.
    Raises ExpressionError, and IncidentError: `decision.not_in_file`, `.not_unique`, `.not_any`, `.aggregation`.
    """
    if decision_id not in decisions.decisions:
        raise IncidentError("decision.not_in_file", decision=decision_id)
    lenient = replace(env, strict=False, strict_names=env.strict or env.strict_names)
    return _Evaluating(decisions, names, lenient, strict=env.strict).decision(decision_id)


class _Evaluating:
    """Evaluates each required decision once, before those that require it."""

    def __init__(self, decisions: Decisions, names: Names, env: Env, *, strict: bool) -> None:
        self.decisions = decisions.decisions
        self.names = names
        self.env = env
        self.strict = strict
        self.done: dict[str, Evaluation] = {}

    def decision(self, decision_id: str) -> Evaluation:
        for required in self._in_order(decision_id):
            self.done[required] = self._evaluated(self.decisions[required])
        return self.done[decision_id]

    def _in_order(self, decision_id: str) -> Iterator[str]:
        graph: dict[str, tuple[str, ...]] = {}
        ahead = [decision_id]
        while ahead:
            required = ahead.pop()
            if required not in graph:
                graph[required] = self.decisions[required].requires
                ahead += graph[required]
        return iter(TopologicalSorter(graph).static_order())

    def _evaluated(self, decision: Decision) -> Evaluation:
        names = self._with_required(decision)
        if isinstance(decision.logic, Expression):
            value = self._fitted(decision.logic.evaluate(names, self.env), decision.type)
            return Evaluation(value, outputs=({decision.variable: value},))
        return self._table(decision.id, decision.logic, names)

    def _with_required(self, decision: Decision) -> Names:
        """The names, and the results of required decisions by name; by output name too, as Camunda 7 has it."""
        if not decision.requires:
            return self.names
        local = Local(self.names)
        for required in map(self.decisions.__getitem__, decision.requires):
            evaluation = self.done[required.id]
            local.update(_by_output(required, evaluation))
            local.update(dict.fromkeys((required.id, required.name, required.variable), evaluation.result))
        return local

    def _table(self, decision_id: str, table: Table, names: Names) -> Evaluation:
        inputs = [self._fitted(each.expression.evaluate(names, self.env), each.type) for each in table.inputs]
        local = _with_inputs(names, table.inputs, inputs)
        is_first = table.hit_policy == "FIRST"
        hits: list[Hit] = []
        for rule in table.rules:
            if self._matches(rule, inputs, local):
                hits.append((rule.id, self._values(table, rule.results, local)))
                if is_first:
                    break
        hits = chosen(table, hits, decision_id, self.env)
        if not hits:
            return self._default(table, inputs, local)
        result = combined(table, hits, self.env)
        outputs = (
            tuple(values for _, values in hits) if table.aggregation is None else ({table.outputs[0].name: result},)
        )
        return Evaluation(result, tuple(inputs), tuple(rule for rule, _ in hits), outputs)

    def _matches(self, rule: Rule, inputs: Sequence[Any], names: Names) -> bool:
        return all(tests.evaluate(value, names, self.env) for tests, value in zip(rule.tests, inputs, strict=True))

    def _values(self, table: Table, cells: Sequence[Expression | None], names: Names) -> dict[str, Any]:
        return {
            output.name: None if cell is None else self._fitted(cell.evaluate(names, self.env), output.type)
            for output, cell in zip(table.outputs, cells, strict=True)
        }

    def _default(self, table: Table, inputs: Sequence[Any], names: Names) -> Evaluation:
        """No rule matches: the default outputs where there are any, else null."""
        if not any(output.default for output in table.outputs):
            empty = 0 if table.aggregation == "COUNT" else None
            return Evaluation(empty, tuple(inputs))
        values = self._values(table, [output.default for output in table.outputs], names)
        result = combined(table, [("", values)], self.env) if table.aggregation is None else next(iter(values.values()))
        return Evaluation(result, tuple(inputs), (), (values,))

    def _fitted(self, value: Any, type_: str | None) -> Any:
        """The value as the column's type; what cannot be that is a failure, or null when lenient."""
        try:
            return converted(value, type_)
        except ExpressionError:
            if self.strict:
                raise
            return None


def _with_inputs(names: Names, inputs: Sequence[Input], values: Sequence[Any]) -> Names:
    """The names that camunda:inputVariable gives to the values of the columns."""
    if not any(each.variable for each in inputs):
        return names
    local = Local(names)
    for each, value in zip(inputs, values, strict=True):
        if each.variable:
            local[each.variable] = value
    return local


def _by_output(decision: Decision, evaluation: Evaluation) -> dict[str, Any]:
    table = decision.table
    if table is None:
        return {}
    if table.hit_policy in LISTS and table.aggregation is None:
        return {output.name: [values[output.name] for values in evaluation.outputs] for output in table.outputs}
    return dict(evaluation.outputs[0]) if evaluation.outputs else dict.fromkeys(o.name for o in table.outputs)


def mapped(evaluation: Evaluation, mode: str | None) -> Any:
    """The result as `camunda:mapDecisionResult` asks: singleEntry, singleResult, collectEntries, resultList.

    Without a mode the result as DMN has it. Raises IncidentError(`decision.mapping`) where it does not fit the mode.
    """
    outputs = evaluation.outputs
    if mode is None:
        return evaluation.result
    if mode == "resultList":
        return [dict(values) for values in outputs]
    if mode == "collectEntries" and all(len(values) == 1 for values in outputs):
        return [value for values in outputs for value in values.values()]
    if mode == "singleResult" and len(outputs) <= 1:
        return dict(outputs[0]) if outputs else None
    if mode == "singleEntry" and len(outputs) <= 1 and all(len(values) == 1 for values in outputs):
        return next(iter(outputs[0].values())) if outputs else None
    raise IncidentError("decision.mapping", mode=mode, results=len(outputs))
