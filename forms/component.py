"""One component of a form-js schema, read with care: what does not fit is reported, never guessed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.expr.compile import feel
from engine.expr.expression import Expression
from engine.model.problem import Problem
from forms.path import ABSENT, value_at


class Component:
    """`raw` is the schema's object; problems are added to `problems`, under the component's id or key."""

    def __init__(self, raw: Mapping[str, Any], problems: list[Problem], file: str = "") -> None:
        self.raw = raw
        self._problems = problems
        self._file = file
        kind = raw.get("type")
        self.type = kind if isinstance(kind, str) else ""

    @property
    def name(self) -> str | None:
        return next(
            (each for each in (self.raw.get("id"), self.raw.get("key")) if isinstance(each, str) and each), None
        )

    def report(self, code: str, **params: Any) -> None:
        self._problems.append(Problem(code, self.name, None, self._file or None, "error", params))

    def children(self) -> list["Component"]:
        listed = self.raw.get("components", [])
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            self._misfit("components")
            return []
        return [Component(each, self._problems, self._file) for each in listed]

    def text(self, place: str) -> str:
        value = self._at(place, "")
        if isinstance(value, str):
            return value
        self._misfit(place)
        return ""

    def flag(self, place: str) -> bool | Expression:
        value = self._at(place, False)
        if _is_formula(value):
            return self.formula(place) or False
        if isinstance(value, bool):
            return value
        self._misfit(place)
        return False

    def number(self, place: str) -> Decimal | Expression | None:
        """A number, a text that is one, or an expression."""
        value = self._at(place, None)
        if _is_formula(value):
            return self.formula(place)
        number = _decimal(value)
        if number is None and value not in (None, ""):
            self._misfit(place)
        return number

    def fixed_number(self, place: str) -> Decimal | None:
        """A number that no expression may give."""
        number = self.number(place)
        if isinstance(number, Expression):
            self._misfit(place)
            return None
        return number

    def formula(self, place: str) -> Expression | None:
        """FEEL behind "="; an empty text is none."""
        value = self._at(place, "")
        if value == "":
            return None
        if not _is_formula(value):
            self._misfit(place)
            return None
        try:
            return feel(value.lstrip()[1:])
        except ExpressionError as problem:
            self.report("form.expression_invalid", property=place, text=value, reason=problem.code)
            return None

    def _at(self, place: str, default: Any) -> Any:
        value = value_at(self.raw, tuple(place.split(".")))
        return default if value is ABSENT or value is None else value

    def _misfit(self, place: str) -> None:
        self.report("form.property_invalid", property=place)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("=")
