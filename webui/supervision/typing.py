"""A variable as somebody typed it: its name, its kind, and its value as text."""

from typing import Any

from engine.errors import FieldProblem, Invalid
from webui.catalogue import t
from webui.values import BadValue, parse_value

LONGEST_NAME = 200


def typed(name: str, kind: str, text: str) -> dict[str, Any]:
    """Raises Invalid."""
    if not name:
        raise Invalid({"name": FieldProblem("page.variable_unnamed")})
    try:
        return {name: parse_value(kind, text)}
    except BadValue as bad:
        raise Invalid({"value": FieldProblem("page.variable_misfit", kind=t(f"variable.kind.{kind}"))}) from bad
