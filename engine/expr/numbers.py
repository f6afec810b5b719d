"""FEEL numbers (DMN 1.5, 10.3.2.3.1): decimals of 34 digits. An int stands for a whole number while it is exact."""

import decimal
from decimal import Decimal
from typing import Any

DIGITS = 34
LIMIT = 10**DIGITS
CONTEXT = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
Number = int | Decimal
NUMBERS = frozenset({int, Decimal})


def is_number(value: Any) -> bool:
    return type(value) in NUMBERS


def number(text: str) -> Number:
    """The number that a literal or JSON text writes, rounded to 34 digits. Raises decimal.DecimalException."""
    if text.isdecimal() and len(text) < DIGITS:
        return int(text)
    return CONTEXT.create_decimal(text)


def rounded(value: Number) -> Number:
    """The value within 34 digits. Raises decimal.DecimalException."""
    if type(value) is int and -LIMIT < value < LIMIT:
        return value
    return CONTEXT.create_decimal(value)


def is_whole(value: Number) -> bool:
    return type(value) is int or value == Decimal(value).to_integral_value()


def whole(value: Number) -> Number:
    """An int where the value is whole and within 34 digits, else the value."""
    if type(value) is int or not -LIMIT < value < LIMIT or not is_whole(value):
        return value
    return int(value)


def text_of(value: Number) -> str:
    """Without exponent; whole numbers without fraction."""
    if type(value) is int:
        return str(value)
    return format(Decimal(value).to_integral_value() if is_whole(value) else value, "f")
