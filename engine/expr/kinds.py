"""The FEEL types of values (DMN 1.5, 10.3.2.2), by the Python types that carry them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any

from engine.expr.function import Function
from engine.expr.range import Range
from engine.expr.temporal import YearMonthDuration
from engine.expr.wide import WideDate, WideMoment, WideTime

DAYS = "days and time duration"
MONTHS = "years and months duration"
KINDS: dict[type, str] = {
    NoneType: "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: DAYS,
    YearMonthDuration: MONTHS,
    list: "list",
    dict: "context",
    Range: "range",
    WideDate: "date",
    WideTime: "time",
    WideMoment: "date and time",
}


def kind(value: Any) -> str:
    """The name of the FEEL type of a value."""
    return KINDS.get(type(value)) or ("function" if isinstance(value, Function) else "unknown")
