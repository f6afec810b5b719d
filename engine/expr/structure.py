"""Literals, names, lists, contexts, paths, and `if`."""

from typing import Any

from engine.expr import syntax
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.function import Code
from engine.expr.library import BUILTINS
from engine.expr.logic import truth
from engine.expr.properties import property_of
from engine.expr.run import Local, Run, Scope
from engine.expr.syntax import Node
from engine.expr.values import PLAIN
from engine.expr.variables import imported, imported_entry


@compiles(syntax.Literal)
def literal(node: syntax.Literal, bound: Bound) -> Code:
    value = node.value
    return lambda scope, run: value


@compiles(syntax.Name)
def name(node: syntax.Name, bound: Bound) -> Code:
    name, at = node.name, node.at
    if name in bound.names:
        return lambda scope, run: scope[name]
    builtin = BUILTINS.get(name)  # a variable of the same name comes first
    bound.free.add(name)

    def read(scope: Scope, run: Run) -> Any:
        try:
            value = scope[name]
        except KeyError:
            return run.unknown(name, at) if builtin is None else builtin
        return value if type(value) in PLAIN else imported(name, value, scope, run)

    return read


@compiles(syntax.If)
def if_(node: syntax.If, bound: Bound) -> Code:
    condition, then, otherwise = (compiled(part, bound) for part in (node.condition, node.then, node.otherwise))
    at = node.condition.at

    def choose(scope: Scope, run: Run) -> Any:
        answer = truth(condition(scope, run), run, at)
        return then(scope, run) if answer else otherwise(scope, run)

    return choose


@compiles(syntax.ListOf)
def list_of(node: syntax.ListOf, bound: Bound) -> Code:
    items = [compiled(item, bound) for item in node.items]
    return lambda scope, run: [item(scope, run) for item in items]


@compiles(syntax.ContextOf)
def context_of(node: syntax.ContextOf, bound: Bound) -> Code:
    """Each entry sees those before it; a function also itself and those after it, once they are there."""
    keys = [key for key, _ in node.entries]
    entries = [
        (key, compiled(value, bound.plus(keys if _is_function(value) else keys[:place])))
        for place, (key, value) in enumerate(node.entries)
    ]
    result = None if node.result is None else compiled(node.result, bound.plus(keys))

    def build(scope: Scope, run: Run) -> Any:
        local = Local(scope)
        for key, value in entries:
            if key in local:
                return run.fail("expression.duplicate_key", node.at, key=key)
            local[key] = value(local, run)
        return dict(local) if result is None else result(local, run)

    return build


def _is_function(node: Node) -> bool:
    while isinstance(node, syntax.Text | syntax.Typed):
        node = node.node if isinstance(node, syntax.Text) else node.value
    return isinstance(node, syntax.FunctionOf)


@compiles(syntax.Path)
def path(node: syntax.Path, bound: Bound) -> Code:
    source, name, at = compiled(node.source, bound), node.name, node.at
    variable = node.source.name if isinstance(node.source, syntax.Name) and node.source.name not in bound.names else ""

    def read(scope: Scope, run: Run) -> Any:
        if type(scope) is dict and type(whole := scope.get(variable)) is dict:
            entry = whole.get(name)  # of a variable only what is asked for becomes a value of FEEL
            return entry if type(entry) in PLAIN else imported_entry(variable, name, entry, run)
        value = source(scope, run)
        return value.get(name) if type(value) is dict else property_of(value, name, run, at)

    return read
