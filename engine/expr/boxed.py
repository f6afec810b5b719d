"""What boxed expressions (DMN 1.5, 10.2) need besides the nodes of FEEL: typed values, and texts within a text."""

from typing import Any

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.closures import Bound, compiled, compiles
from engine.expr.expression import with_text
from engine.expr.function import Code
from engine.expr.run import Run, Scope
from engine.expr.types import coerced, resolved


@compiles(syntax.Typed)
def typed(node: syntax.Typed, bound: Bound) -> Code:
    value, type_, at = compiled(node.value, bound), resolved(node.type, bound.types), node.at
    return lambda scope, run: coerced(value(scope, run), type_, run, at)


@compiles(syntax.Text)
def text(node: syntax.Text, bound: Bound) -> Code:
    source = node.text
    try:
        code = compiled(node.node, bound)
    except ExpressionError as error:
        raise with_text(error, source) from None

    def evaluate(scope: Scope, run: Run) -> Any:
        try:
            return code(scope, run)
        except ExpressionError as error:
            raise with_text(error, source) from None

    return evaluate


@compiles(syntax.RowOf)
def row_of(node: syntax.RowOf, bound: Bound) -> Code:
    entries = [(key, compiled(value, bound)) for key, value in node.entries]
    return lambda scope, run: {key: value(scope, run) for key, value in entries}


@compiles(syntax.Compiled)
def ready(node: syntax.Compiled, bound: Bound) -> Code:
    return node.code
