"""Values of variables as people read and type them."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import current_app

KINDS = ("text", "number", "boolean", "json")
_LONGEST_INTEGER = 10**18


class BadValue(ValueError):
    """The text does not fit the kind that was chosen."""


def kind_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case str():
            return "text"
        case _:
            return "json"


def value_text(value: Any) -> str:
    """Texts as they are, everything else as JSON."""
    if isinstance(value, str):
        return value
    return current_app.json.dumps(value, indent=2 if isinstance(value, (dict, list)) else None)


def parse_value(kind: str, text: str) -> Any:
    """The JSON value, numbers exact. Raises BadValue."""
    match kind:
        case "text":
            return text
        case "number":
            return _number(text.strip())
        case "boolean" if text.strip() in ("true", "false"):
            return text.strip() == "true"
        case "json":
            return _json(text)
    raise BadValue(kind)


def _number(text: str) -> int | Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise BadValue(text) from error
    if not number.is_finite():
        raise BadValue(text)
    return int(number) if abs(number) < _LONGEST_INTEGER and number == number.to_integral_value() else number


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadValue(text) from error


def _refuse(constant: str) -> Any:
    raise BadValue(constant)
