"""Numeric functions (DMN 1.5, 10.3.4.5)."""

import decimal
from datetime import timedelta
from decimal import Decimal

from engine.errors import ExpressionError
from engine.expr.numbers import CONTEXT, DIGITS, Number, is_whole, rounded, whole
from engine.expr.run import Run
from engine.expr.signature import builtin
from engine.expr.temporal import YearMonthDuration

MIN_SCALE, MAX_SCALE = -6111, 6176


def _scaled(n: Number, scale: Number, rounding: str) -> Number:
    """The number with so many digits after the point (before it, when negative)."""
    places = int(scale)
    if not MIN_SCALE <= places <= MAX_SCALE:
        raise ExpressionError("expression.argument", function="decimal")
    value = Decimal(n)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places and value.adjusted() + places >= DIGITS:
        return n  # nothing to round away, and no room for more zeros
    context = decimal.Context(prec=DIGITS + abs(places) + 1, rounding=rounding, traps=[decimal.InvalidOperation])
    return rounded(value.quantize(Decimal(1).scaleb(-places, context), context=context))


def _rounding(name: str, rounding: str) -> None:
    @builtin(f"{name}(n: number, scale: number)")
    def rounds(run: Run, n: Number, scale: Number) -> Number:
        result = _scaled(n, scale, rounding)
        return result if scale else whole(result)


def _rounding_to_whole(name: str, rounding: str) -> None:
    @builtin(f"{name}(n: number)")
    def rounds(run: Run, n: Number) -> Number:
        return whole(_scaled(n, 0, rounding))


for _name, _mode in (("floor", decimal.ROUND_FLOOR), ("ceiling", decimal.ROUND_CEILING)):
    _rounding_to_whole(_name, _mode)
    _rounding(_name, _mode)
_rounding("round up", decimal.ROUND_UP)
_rounding("round down", decimal.ROUND_DOWN)
_rounding("round half up", decimal.ROUND_HALF_UP)
_rounding("round half down", decimal.ROUND_HALF_DOWN)


@builtin("decimal(n: number, scale: number)")
def decimal_(run: Run, n: Number, scale: Number) -> Number:
    return _scaled(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("abs(n: number)")
def abs_number(run: Run, n: Number) -> Number:
    return abs(n) if type(n) is int else CONTEXT.abs(n)


@builtin("abs(n: duration)")
def abs_duration(run: Run, n: timedelta | YearMonthDuration) -> timedelta | YearMonthDuration:
    return YearMonthDuration(abs(n.months)) if isinstance(n, YearMonthDuration) else abs(n)


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Number, divisor: Number) -> Number:
    """The remainder with the sign of the divisor: dividend - divisor * floor(dividend / divisor)."""
    if type(dividend) is int and type(divisor) is int:
        return dividend % divisor
    remainder = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(remainder, divisor) if remainder and (remainder < 0) != (divisor < 0) else remainder


@builtin("sqrt(number: number)")
def sqrt(run: Run, number: Number) -> Number:
    return whole(CONTEXT.sqrt(Decimal(number)))


@builtin("log(number: number)")
def log(run: Run, number: Number) -> Number:
    if number <= 0:
        raise ExpressionError("expression.argument", function="log")
    return CONTEXT.ln(Decimal(number))


@builtin("exp(number: number)")
def exp(run: Run, number: Number) -> Number:
    return CONTEXT.exp(Decimal(number))


@builtin("odd(number: number)")
def odd(run: Run, number: Number) -> bool:
    return is_whole(number) and int(number) % 2 == 1


@builtin("even(number: number)")
def even(run: Run, number: Number) -> bool:
    return is_whole(number) and int(number) % 2 == 0
