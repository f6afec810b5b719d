"""`range(from)` (DMN 1.5, 10.3.4.1): the range that a text writes, its ends being literals."""

from typing import Any

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.comparison import compare
from engine.expr.cursor import Cursor
from engine.expr.parser import Parser
from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.signature import BUILTINS, builtin

CALLABLE = frozenset({"date", "time", "date and time", "duration"})
OPENINGS = {"[": True, "(": False, "]": False}
CLOSINGS = {"]": True, ")": False, "[": False}


@builtin("range(from: string)")
def range_(run: Run, text: str) -> Range:
    """`[1..2)`; `[1..)` and `(..2]` have no end on one side."""
    stripped = text.strip()
    if len(stripped) < 4 or stripped[0] not in OPENINGS or stripped[-1] not in CLOSINGS:
        raise _broken()
    low, high = _ends(stripped[1:-1], run)
    start, end = OPENINGS[stripped[0]], CLOSINGS[stripped[-1]]
    if (low is None and (high is None or start)) or (high is None and end):
        raise _broken()
    if low is not None and high is not None and compare("<=", low, high, run, 0) is not True:
        raise _broken()
    return Range(low, high, start, end)


def _ends(text: str, run: Run) -> tuple[Any, Any]:
    parser = Parser(text, CALLABLE)
    low = None if parser.at("..") else _value(parser.expression(), run)
    parser.expect("..")
    return low, None if _is_over(parser) else _last(parser, run)


def _is_over(cursor: Cursor) -> bool:
    return cursor.token.kind == "end"


def _last(parser: Parser, run: Run) -> Any:
    value = _value(parser.expression(), run)
    parser.expect_end()
    return value


def _value(node: syntax.Node, run: Run) -> Any:
    """The value of a literal, a negative number, or a date or time written as a call."""
    if isinstance(node, syntax.Literal) and node.value is not None:
        return node.value
    if isinstance(node, syntax.Unary) and isinstance(node.operand, syntax.Literal):
        return -node.operand.value
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and node.function.name in CALLABLE:
        value = BUILTINS[node.function.name].call(run, [_value(each, run) for each in node.arguments], 0)
        if value is not None:
            return value
    raise _broken()


def _broken() -> ExpressionError:
    return ExpressionError("expression.argument", function="range")
