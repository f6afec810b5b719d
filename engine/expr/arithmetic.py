"""`+ - * / **` (DMN 1.5, 10.3.2.15): one table per operator, by the types of the operands."""

import decimal
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from engine.errors import ExpressionError
from engine.expr import temporal, wide
from engine.expr.kinds import kind
from engine.expr.numbers import CONTEXT, LIMIT, NUMBERS, Number, rounded
from engine.expr.run import Run
from engine.expr.temporal import YearMonthDuration
from engine.expr.wide import WideDate, WideMoment, WideTime

Operation = Callable[[Any, Any], Any]
Table = dict[tuple[type, type], Operation]
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def calculate(operator: str, left: Any, right: Any, run: Run, at: int) -> Any:
    """The result of an operator; null with null; failures `expression.type`, `.overflow`, `.division_by_zero`."""
    operation = TABLES[operator].get((type(left), type(right)))
    if operation is None:
        if left is None or right is None:
            return None
        return run.fail("expression.type", at, operator=operator, left=kind(left), right=kind(right))
    if type(left) is str:
        run.string_length(len(left) + len(right))
    try:
        return operation(left, right)
    except ZeroDivisionError:  # of int, timedelta and decimal alike
        return run.fail("expression.division_by_zero", at)
    except (decimal.DecimalException, OverflowError, ValueError, ExpressionError):
        return run.fail("expression.overflow", at, operator=operator)


def negate(value: Any, run: Run, at: int) -> Any:
    """Arithmetic negation of numbers and durations."""
    if type(value) is int or type(value) is timedelta:
        return -value
    if type(value) is Decimal:
        return CONTEXT.minus(value)
    if type(value) is YearMonthDuration:
        return YearMonthDuration(-value.months)
    return None if value is None else run.fail("expression.type", at, operator="-", left=kind(value), right="number")


# numbers


def add_numbers(left: Number, right: Number) -> Number:
    return rounded(left + right) if type(left) is type(right) is int else CONTEXT.add(left, right)


def subtract_numbers(left: Number, right: Number) -> Number:
    return rounded(left - right) if type(left) is type(right) is int else CONTEXT.subtract(left, right)


def multiply_numbers(left: Number, right: Number) -> Number:
    return rounded(left * right) if type(left) is type(right) is int else CONTEXT.multiply(left, right)


def divide_numbers(left: Number, right: Number) -> Number:
    if right == 0:
        raise ZeroDivisionError
    if type(left) is type(right) is int and left % right == 0:
        return left // right
    return CONTEXT.divide(left, right)


def power(left: Number, right: Number) -> Number:
    if left == 0 and right < 0:
        raise ZeroDivisionError
    if right == 0:
        return 1
    result = CONTEXT.power(left, right)
    if type(left) is type(right) is int and right >= 0 and -LIMIT < result < LIMIT:
        return int(result)
    return result


# dates and times


def _as_moment(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))


def _days_later(day: date, by: timedelta) -> date:
    return day + timedelta(days=by.days)


def _time_later(moment: time, by: timedelta) -> time:
    shifted = datetime.combine(date(2000, 1, 2), moment.replace(tzinfo=None)) + by % DAY
    return shifted.time().replace(tzinfo=moment.tzinfo)


def _between_times(left: time, right: time) -> timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise ValueError
    return _since_midnight(left) - _since_midnight(right)


def _since_midnight(moment: time) -> timedelta:
    clock = datetime.combine(date.min, moment.replace(tzinfo=None)) - datetime.min
    return clock - (moment.utcoffset() or timedelta())


def _between_moments(left: datetime, right: datetime) -> timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise ValueError
    return temporal.elapsed(right, left)


# durations


def _scale(by: timedelta, factor: Number) -> timedelta:
    return MICROSECOND * int(CONTEXT.multiply(by // MICROSECOND, factor))


def _scale_down(by: timedelta, factor: Number) -> timedelta:
    return MICROSECOND * int(CONTEXT.divide(by // MICROSECOND, factor))


def _scale_months(by: YearMonthDuration, factor: Number) -> YearMonthDuration:
    return YearMonthDuration(int(CONTEXT.multiply(by.months, factor)))


def _scale_months_down(by: YearMonthDuration, factor: Number) -> YearMonthDuration:
    return YearMonthDuration(int(CONTEXT.divide(by.months, factor)))


def _either_way(left: type, right: type, operation: Operation) -> Table:
    return {(left, right): operation, (right, left): lambda a, b: operation(b, a)}


def _numeric(operation: Operation) -> Table:
    return dict.fromkeys(product(NUMBERS, NUMBERS), operation)


ADD: Table = {
    **_numeric(add_numbers),
    (str, str): lambda left, right: left + right,
    (timedelta, timedelta): lambda left, right: left + right,
    (YearMonthDuration, YearMonthDuration): lambda left, right: YearMonthDuration(left.months + right.months),
    **_either_way(datetime, timedelta, temporal.add),
    **_either_way(datetime, YearMonthDuration, temporal.add),
    **_either_way(date, timedelta, _days_later),
    **_either_way(date, YearMonthDuration, lambda day, by: temporal.add_months(day, by.months)),
    **_either_way(time, timedelta, _time_later),
}
SUBTRACT: Table = {
    **_numeric(subtract_numbers),
    (timedelta, timedelta): lambda left, right: left - right,
    (YearMonthDuration, YearMonthDuration): lambda left, right: YearMonthDuration(left.months - right.months),
    (datetime, datetime): _between_moments,
    (date, date): lambda left, right: left - right,
    (datetime, date): lambda left, right: _between_moments(left, _as_moment(right)),
    (date, datetime): lambda left, right: _between_moments(_as_moment(left), right),
    (time, time): _between_times,
    (datetime, timedelta): lambda moment, by: temporal.add(moment, -by),
    (datetime, YearMonthDuration): lambda moment, by: temporal.add(moment, YearMonthDuration(-by.months)),
    (date, timedelta): lambda day, by: _days_later(day, -by),
    (date, YearMonthDuration): lambda day, by: temporal.add_months(day, -by.months),
    (time, timedelta): lambda moment, by: _time_later(moment, -by),
}
MULTIPLY: Table = _numeric(multiply_numbers)
DIVIDE: Table = {
    **_numeric(divide_numbers),
    (timedelta, timedelta): lambda left, right: divide_numbers(left // MICROSECOND, right // MICROSECOND),
    (YearMonthDuration, YearMonthDuration): lambda left, right: divide_numbers(left.months, right.months),
}
DATES, MOMENTS = (date, WideDate), (datetime, WideMoment)
for _wide in (WideDate, WideMoment, WideTime):
    ADD |= _either_way(_wide, timedelta, wide.later)
    SUBTRACT |= {(_wide, timedelta): lambda moment, by: wide.later(moment, -by)}
for _wide in (WideDate, WideMoment):
    ADD |= _either_way(_wide, YearMonthDuration, wide.months_later)
    SUBTRACT |= {
        (_wide, YearMonthDuration): lambda moment, by: wide.months_later(moment, YearMonthDuration(-by.months))
    }
for _group in (DATES, MOMENTS, (time, WideTime)):
    SUBTRACT |= {pair: wide.between for pair in product(_group, _group) if pair not in SUBTRACT}
for _number in NUMBERS:
    MULTIPLY |= _either_way(timedelta, _number, _scale)
    MULTIPLY |= _either_way(YearMonthDuration, _number, _scale_months)
    DIVIDE |= {(timedelta, _number): _scale_down, (YearMonthDuration, _number): _scale_months_down}
POWER: Table = _numeric(power)
TABLES = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}
