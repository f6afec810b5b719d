"""Function definitions and calls (DMN 1.5, 10.3.2.13)."""

from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.extra import EXTRA_FUNCTIONS
from engine.expr.function import Code, ExtraFunction, Function, UserFunction
from engine.expr.kinds import kind
from engine.expr.library import BUILTINS
from engine.expr.run import Run, Scope
from engine.expr.types import coerced, resolved
from engine.expr.values import to_feel

Find = Callable[[Scope, Run], Any]


@compiles(syntax.FunctionOf)
def function_of(node: syntax.FunctionOf, bound: Bound) -> Code:
    body = compiled(node.body, bound.plus(name for name, _ in node.parameters))
    parameters = [(name, None if type_ is None else resolved(type_, bound.types)) for name, type_ in node.parameters]
    return lambda scope, run: UserFunction(parameters, body, scope, coerced)


@compiles(syntax.Call)
def call(node: syntax.Call, bound: Bound) -> Code:
    arguments = [compiled(argument, bound) for argument in node.arguments]
    find, at, names = _finder(node, bound), node.at, node.named

    def invoke(scope: Scope, run: Run) -> Any:
        function = find(scope, run)
        if not isinstance(function, Function):
            return None if function is None else run.fail("expression.not_function", at, type=kind(function))
        values = [argument(scope, run) for argument in arguments]
        if names:
            return function.call_named(run, dict(zip(names, values, strict=True)), at)
        return function.call(run, values, at)

    return invoke


def _finder(node: syntax.Call, bound: Bound) -> Find:
    """Names bound in the text come first, then what FEEL has, then what the engine passes in."""
    function = node.function
    if not isinstance(function, syntax.Name):
        return compiled(function, bound)
    name, at = function.name, function.at
    if name not in bound.names and name in BUILTINS:
        builtin = BUILTINS[name]
        return lambda scope, run: builtin
    return lambda scope, run: _passed_in(name, scope, run, at)


def _passed_in(name: str, scope: Scope, run: Run, at: int) -> Any:
    try:
        value = scope[name]
    except KeyError:
        value = None
    if value is not None:
        return value  # only functions get any further
    if name in run.env.functions:
        passed_in = run.env.functions[name]
        return ExtraFunction(name, lambda *values: to_feel(passed_in(*values)), EXTRA_FUNCTIONS.get(name))
    if run.env.strict or run.env.strict_names or name in EXTRA_FUNCTIONS:
        raise ExpressionError("expression.unknown_function", name=name, position=at)
    return None
