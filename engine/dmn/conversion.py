"""Values fitted to the types of a model.

In a process as Camunda 7 does: process variables keep dates and numbers as text. Else as the standard has it.
"""

import decimal
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.errors import ExpressionError
from engine.expr.numbers import NUMBERS, is_number, number
from engine.expr.run import Run
from engine.expr.syntax import Type
from engine.expr.temporal import (
    MixedDuration,
    YearMonthDuration,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
)
from engine.expr.types import coerced
from engine.expr.values import TEMPORAL, text_of

Conversion = Callable[[Any], Any]


def fitted(value: Any, type_: Type | None, run: Run) -> Any:
    """The value as that type. What cannot be that is null; in a process it is a failure.

    Raises ExpressionError(`decision.type`).
    """
    if type_ is None or value is None:
        return value
    if not run.env.strict_names:
        return coerced(value, type_, run, 0)
    name = type_.name
    result = converted(value, name) if name in CONVERSIONS else coerced(value, type_, run, 0)
    if result is None or (type_.allowed is not None and not type_.allowed(result, run)):
        raise ExpressionError("decision.type", value=str(text_of(value))[:100], type=name)
    return result


def converted(value: Any, name: str) -> Any:
    """The value as one of the simple types; lists stay. Raises ExpressionError(`decision.type`)."""
    convert = CONVERSIONS[name]
    if isinstance(value, list):
        return value
    try:
        return convert(value)
    except (ExpressionError, decimal.DecimalException, ValueError, TypeError, KeyError):
        raise ExpressionError("decision.type", value=str(text_of(value))[:100], type=name) from None


def _number(value: Any) -> Any:
    if is_number(value):
        return value
    return number(_text(value).strip())


def _integer(value: Any) -> int:
    """A fraction is cut off, as in Java."""
    return int(_number(value))


def _string(value: Any) -> Any:
    plain = type(value) is bool or type(value) in NUMBERS or type(value) in TEMPORAL
    return text_of(value) if plain else _text(value)


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    return {"true": True, "false": False}[_text(value).strip().lower()]


def _date(value: Any) -> date:
    """A Camunda `date` may carry a time: it is kept."""
    if isinstance(value, date):
        return value
    text = _text(value)
    return parse_datetime(text) if "T" in text else parse_date(text)


def _datetime(value: Any) -> Any:
    return value if isinstance(value, date) else parse_datetime(_text(value))


def _time(value: Any) -> Any:
    return value if isinstance(value, (time, datetime)) else parse_time(_text(value))


def _duration(value: Any) -> Any:
    if isinstance(value, (timedelta, YearMonthDuration)):
        return value
    result = parse_duration(_text(value))
    if isinstance(result, MixedDuration):
        raise TypeError
    return result


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


CONVERSIONS: dict[str, Conversion] = {
    **dict.fromkeys(("number", "double", "decimal"), _number),
    **dict.fromkeys(("integer", "long", "int"), _integer),
    "string": _string,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    **dict.fromkeys(("dateTime", "date and time"), _datetime),
    **dict.fromkeys(("duration", "dayTimeDuration", "days and time duration"), _duration),
    **dict.fromkeys(("yearMonthDuration", "years and months duration"), _duration),
}
