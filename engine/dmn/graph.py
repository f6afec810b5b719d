"""The walk over a decision requirements graph: each required decision once, before those that require it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any

from engine.dmn.conversion import fitted
from engine.dmn.model import Decision, Decisions, Element, InputData, Knowledge, Service, Table, answered
from engine.dmn.policies import LISTS
from engine.dmn.table import Evaluation, evaluated
from engine.expr.function import Function, UserFunction
from engine.expr.run import Local, Run, Scope
from engine.expr.syntax import Type
from engine.expr.types import coerced
from engine.expr.values import to_feel


class Evaluating:
    """One evaluation. `names` are the variables given; `done` what need not be evaluated, by key."""

    def __init__(
        self, decisions: Decisions, names: Scope, run: Run, done: Mapping[str, Evaluation] | None = None
    ) -> None:
        self.model = decisions
        self.elements = decisions.elements
        self.names = names
        self.run = run
        self.done: dict[str, Evaluation] = dict(done or {})
        self.functions: dict[str, Function] = {}

    def decision(self, decision: Decision) -> Evaluation:
        """Evaluate it after all that it requires."""
        for key in self._in_order(decision):
            self.done[key] = self._evaluated(self.elements[key])
        return self.done[decision.key]

    def called(self, element: Service | Knowledge) -> Any:
        """Call a service or knowledge model with the names given as arguments."""
        function = self._function(element)
        given = {name: to_feel(self.names[name]) for name in parameters_of(function) if name in self.names}
        return function.call_named(self.run, {**dict.fromkeys(parameters_of(function)), **given}, 0)

    def _in_order(self, decision: Decision) -> Iterator[str]:
        if not decision.requires:
            return iter([] if decision.key in self.done else [decision.key])
        graph: dict[str, list[str]] = {}
        ahead = [decision.key]
        while ahead:
            key = ahead.pop()
            if key in graph or key in self.done:
                continue
            required = [each.key for each in self.elements[key].requires]
            graph[key] = [each for each in required if isinstance(self.elements.get(each), Decision)]
            ahead += graph[key]
        return (key for key in TopologicalSorter(graph).static_order() if key not in self.done)

    def _evaluated(self, element: Element) -> Evaluation:
        assert isinstance(element, Decision)
        scope = self._scope(element)
        if isinstance(element.logic, Table):
            evaluation = evaluated(element.logic, scope, self.run)
            evaluation = replace(evaluation, result=fitted(evaluation.result, element.type, self.run))
        else:
            value = fitted(element.logic.value(scope, self.run), element.type, self.run)
            evaluation = Evaluation(value, outputs=({element.variable: value},), owner=element.id)
        self.run.notes.append(evaluation)
        return evaluation

    def _scope(self, element: Element) -> Scope:
        """The variables given, and what the element requires: by output name too, as Camunda 7 has it."""
        if not element.requires:
            return self.names
        local = Local(self.names)
        for requirement in element.requires:
            if requirement.alias is None and requirement.key in self.done:
                local.update(_by_output(self.elements[requirement.key], self.done[requirement.key]))
        for requirement in element.requires:
            values = self._values(self.elements[requirement.key], requirement.alias)
            if requirement.alias:
                values = {requirement.alias: {**local.get(requirement.alias, {}), **values}}
            local.update(values)
        return local

    def _values(self, element: Element, alias: str | None) -> dict[str, Any]:
        """What the element is for those that require it, by each of its names."""
        if isinstance(element, InputData):
            return self._given(element, alias)
        done = self.done.get(element.key)
        value = self._function(element) if done is None else done.result
        return dict.fromkeys((element.id, element.name, element.variable), value)

    def _given(self, element: InputData, alias: str | None) -> dict[str, Any]:
        """The value of input data; of an imported one in a context by the name of the import, or by its own name."""
        names = self.names.get(alias) if alias else None
        names = names if isinstance(names, Mapping) and element.variable in names else self.names
        if element.variable not in names:
            return {}
        return {element.variable: fitted(to_feel(names[element.variable]), element.type, self.run)}

    def _function(self, element: Element) -> Function:
        """Knowledge models see what they require and their arguments, nothing else; they may call themselves."""
        if element.key in self.functions:
            return self.functions[element.key]
        if isinstance(element, Service):
            function: Function = ServiceFunction(self.model, element)
            self.functions[element.key] = function
            return function
        assert isinstance(element, Knowledge)
        local = Local({})
        function = self.functions[element.key] = element.function.value(local, self.run)
        for requirement in element.requires:
            required = self.elements[requirement.key]
            values = dict.fromkeys((required.name, required.variable), self._function(required))
            if requirement.alias:
                values = {requirement.alias: {**local.get(requirement.alias, {}), **values}}  # type: ignore[dict-item]
            local.update(values)
        local.setdefault(element.variable, function)
        return function


class ServiceFunction(Function):
    """A decision service as a function: input data first, then input decisions, in their order (DMN 1.5, 10.4)."""

    __slots__ = ("decisions", "service")

    def __init__(self, decisions: Decisions, service: Service) -> None:
        self.decisions = decisions
        self.service = service

    @property
    def parameters(self) -> list[Element]:
        return [self.decisions.elements[key] for key in self.service.parameters]

    def call(self, run: Run, arguments: Sequence[Any], at: int) -> Any:
        if len(arguments) != len(self.parameters):
            return run.fail("expression.arguments", at, expected=len(self.parameters), given=len(arguments))
        names: dict[str, Any] = {}
        done: dict[str, Evaluation] = {}
        for parameter, argument in zip(self.parameters, arguments, strict=True):
            value = argument if parameter.type is None else coerced(argument, parameter.type, run, at)
            if value is None and argument is not None:
                return None
            names[parameter.variable] = value
            done[parameter.key] = Evaluation(value, outputs=({parameter.variable: value},), owner=parameter.id)
        run.enter()
        result = self._result(Evaluating(self.decisions, Local(names), run, done))
        run.leave()
        return result

    def _result(self, evaluating: Evaluating) -> Any:
        """The value of the only output decision, or a context of several."""
        results = {}
        for key in self.service.outputs:
            decision = self.decisions.elements[key]
            assert isinstance(decision, Decision)
            results[decision.variable] = evaluating.decision(decision).result
        value = results if len(results) > 1 else next(iter(results.values()))
        type_ = answered(self.service.type)
        return value if type_ is None else coerced(value, type_, evaluating.run, 0)

    def call_named(self, run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        names = [parameter.variable for parameter in self.parameters]
        if arguments.keys() != set(names):
            return run.fail("expression.arguments", at, expected=sorted(names), given=sorted(arguments))
        return self.call(run, [arguments[name] for name in names], at)

    def signatures_of_types(self) -> Sequence[Sequence[Type | None]]:
        return ([parameter.type for parameter in self.parameters],)


def parameters_of(function: Function) -> list[str]:
    if isinstance(function, ServiceFunction):
        return [parameter.variable for parameter in function.parameters]
    return list(function.names) if isinstance(function, UserFunction) else []


def _by_output(element: Element, evaluation: Evaluation) -> dict[str, Any]:
    table = element.table if isinstance(element, Decision) else None
    if table is None:
        return {}
    if table.hit_policy in LISTS and table.aggregation is None:
        return {output.name: [values[output.name] for values in evaluation.outputs] for output in table.outputs}
    return dict(evaluation.outputs[0]) if evaluation.outputs else dict.fromkeys(o.name for o in table.outputs)
