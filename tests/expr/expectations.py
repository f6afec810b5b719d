"""Tables of expectations: on each line an expression, `  =>  `, and its value as FEEL writes it."""

from collections.abc import Mapping

from engine.errors import ExpressionError
from engine.expr.compile import feel
from engine.expr.env import Env
from engine.expr.writing import written

Row = tuple[str, str, str]
"""The area, which is the reason; the expression; the value."""


def rows(areas: Mapping[str, str]) -> list[Row]:
    found = [(area, line.split("  =>  ")) for area, table in areas.items() for line in table.strip().splitlines()]
    return [(area, text, value) for area, (text, value) in found]


def value_of(text: str, env: Env) -> str:
    """null where it fails, as the standard has it."""
    try:
        return written(feel(text).evaluate({}, env))
    except ExpressionError:
        return "null"
