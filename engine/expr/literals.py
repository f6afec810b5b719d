"""`@"..."` literals (DMN 1.5, 10.3.1.2 rule 67): a date, time, date-time or duration by its form."""

from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.expr.temporal import MixedDuration, parse_duration
from engine.expr.wide import parse_date, parse_datetime, parse_time


def temporal(text: str, at: int) -> Any:
    """The value of the literal. Raises ExpressionError(`expression.temporal`: text, position)."""
    parse: Callable[[str], Any]
    if text.lstrip("-").startswith("P"):
        parse = parse_duration
    elif "T" in text:
        parse = parse_datetime
    else:
        parse = parse_time if ":" in text else parse_date
    try:
        value = parse(text)
    except ExpressionError as error:
        raise ExpressionError(error.code, position=at, **error.params) from None
    if isinstance(value, MixedDuration):
        raise ExpressionError("expression.temporal", position=at, value=text[:100])
    return value
