"""What a field of a diagram begins with: a text of the diagram, or an expression's value, in the field's type."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.errors import ExpressionError
from engine.model.definition import Evaluable

MOST_DIGITS = 34  # of FEEL's numbers; what is far larger or smaller would fill the memory
_JAVA = {"y": "%Y", "M": "%m", "d": "%d"}
_LETTERS = re.compile(r"y+|M+|d+")


@dataclass(frozen=True, slots=True)
class FieldDefault:
    """Gives None where the expression fails, or its value is none of this type: the field is empty then."""

    type: str
    value: Evaluable
    date_pattern: str

    @property
    def text(self) -> str:
        return self.value.text

    def evaluate(self, names: Mapping[str, Any], env: Any) -> Any:
        try:
            return converted(self.type, self.value.evaluate(names, env), self.date_pattern)
        except ExpressionError:
            return None


def converted(kind: str, value: Any, date_pattern: str) -> Any:
    """A value as a variable of that type, a date as ISO 8601 text; None for what is none."""
    if kind == "date":
        return _date(value, date_pattern)
    return None if value is None else TYPES[kind](value)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else None if isinstance(value, (dict, list)) else str(value)


def _number(value: Any) -> int | Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or (number and abs(number.adjusted()) >= MOST_DIGITS):
        return None
    return int(number) if not number or number == number.to_integral_value() else number


def _integer(value: Any) -> int | None:
    number = _number(value)
    return number if isinstance(number, int) else None


def _boolean(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


def _date(value: Any, pattern: str) -> str | None:
    if isinstance(value, date):  # and a datetime is one
        return value.isoformat()[:10]
    for form in ("%Y-%m-%d", _strptime(pattern)):
        try:
            return datetime.strptime(str(value)[:10], form).date().isoformat()
        except (ValueError, re.error):  # the latter where a pattern names the same part twice
            continue
    return None


def _strptime(pattern: str) -> str:
    """Of Java's letters for days, months and years the directives of Python."""
    return _LETTERS.sub(lambda found: _JAVA.get(found[0][0], found[0]), pattern)


TYPES: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "enum": _text,
    "long": _integer,
    "integer": _integer,
    "int": _integer,
    "double": _number,
    "boolean": _boolean,
    "date": str,
}
