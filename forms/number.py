"""Number fields, exact: what was typed is compared in decimals."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, TypeAlias

from engine.errors import FieldProblem
from engine.expr.expression import Expression
from forms.component import Component
from forms.scope import Scope

Limit: TypeAlias = Decimal | Expression | None

LARGEST = Decimal(10) ** 34  # FEEL's numbers have 34 digits
_EXACT = Context(prec=100)
_TEXT = re.compile(r"-?\d{1,34}(?:\.\d{1,34})?(?:[eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """`as_text` keeps the text that was typed (serializeToString)."""

    lowest: Limit = None
    highest: Limit = None
    digits: int | None = None
    step: Decimal | None = None
    as_text: bool = False

    @property
    def empty(self) -> None:
        return None

    def typed(self, value: Any) -> int | Decimal | str | None:
        if value is None or value == "":
            return None
        number = _number(value, self.as_text)
        if self.as_text:
            return value if isinstance(value, str) else f"{number:f}"
        return int(number) if number == number.to_integral_value() else number

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        number = Decimal(value)
        lowest, highest = limit(self.lowest, scope), limit(self.highest, scope)
        if lowest is not None and number < lowest:
            raise FieldProblem("form.min", limit=_plain(lowest))
        if highest is not None and number > highest:
            raise FieldProblem("form.max", limit=_plain(highest))
        if self.digits is not None and _decimals(number) > self.digits:
            raise FieldProblem("form.decimal_digits" if self.digits else "form.not_an_integer", digits=self.digits)
        if self.step:
            self._check_step(number, self.step)

    def _check_step(self, number: Decimal, step: Decimal) -> None:
        rest = _EXACT.remainder(number, step)
        if rest:
            below = _EXACT.subtract(number, rest if rest > 0 else _EXACT.add(rest, step))
            raise FieldProblem("form.increment", below=_plain(below), above=_plain(_EXACT.add(below, step)))

    def shown(self, value: Any) -> Any:
        if self.as_text and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return f"{Decimal(value):f}"
        return value


def read_number(component: Component) -> Number:
    return Number(
        lowest=component.number("validate.min"),
        highest=component.number("validate.max"),
        digits=_digits(component),
        step=_step(component),
        as_text=component.flag("serializeToString") is True,
    )


def limit(given: Limit, scope: Scope) -> Decimal | None:
    """The limit now; an expression that gives no number limits nothing."""
    value = scope.value(given)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)


def _number(value: object, from_text: bool) -> Decimal:
    if isinstance(value, str) and from_text and _TEXT.fullmatch(value):
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise FieldProblem("form.not_a_number")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST or _decimals(number) > LARGEST.adjusted():
        raise FieldProblem("form.not_a_number")
    return number


def _plain(number: Decimal) -> str:
    return f"{number.normalize(_EXACT):f}"


def _decimals(number: Decimal) -> int:
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return max(0, -int(exponent))


def _digits(component: Component) -> int | None:
    digits = component.fixed_number("decimalDigits")
    if digits is None or (digits == digits.to_integral_value() and 0 <= digits <= LARGEST.adjusted()):
        return None if digits is None else int(digits)
    component.report("form.property_invalid", property="decimalDigits")
    return None


def _step(component: Component) -> Decimal | None:
    step = component.fixed_number("increment")
    if step is None or step > 0:
        return step
    component.report("form.property_invalid", property="increment")
    return None
