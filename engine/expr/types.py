"""Types of values: `instance of`, and the conversions of DMN 1.5, 10.3.2.9.4."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from engine.expr.kinds import kind
from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.syntax import Type

SYNONYMS = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
    "int": "number",
    "decimal": "number",
}


def conforms(value: Any, type_: Type, run: Run) -> bool:
    """Whether a value is an instance of a type; null is an instance of Null only, and `Any` has every other value."""
    name = SYNONYMS.get(type_.name, type_.name)
    if value is None:
        return name in ("Null", "null")
    if name in ("Any", "any"):
        return True
    check = STRUCTURED.get(name)
    return kind(value) == name and (check is None or check(value, type_, run))


def _list(value: list[Any], type_: Type, run: Run) -> bool:
    run.use(len(value))
    return not type_.items or all(fits(item, type_.items[0], run) for item in value)


def _context(value: dict[str, Any], type_: Type, run: Run) -> bool:
    return all(name in value and fits(value[name], entry, run) for name, entry in type_.entries)


def _range(value: Range, type_: Type, run: Run) -> bool:
    ends = [end for end in (value.start, value.end) if end is not None]
    return not type_.items or all(conforms(end, type_.items[0], run) for end in ends)


STRUCTURED: dict[str, Callable[[Any, Type, Run], bool]] = {"list": _list, "context": _context, "range": _range}


def fits(value: Any, type_: Type, run: Run) -> bool:
    """Whether a value may stand where the type is expected: null may stand everywhere."""
    return value is None or conforms(value, type_, run)


def coerced(value: Any, type_: Type, run: Run, at: int) -> Any:
    """The value fitted to a type: a list of one from or to its element, a date to midnight; else null or failure."""
    if fits(value, type_, run):
        return value
    if type_.name == "list" and type(value) is not list and fits([value], type_, run):
        return [value]
    if type(value) is list and len(value) == 1 and fits(value[0], type_, run):
        return value[0]
    if SYNONYMS.get(type_.name, type_.name) == "date and time" and type(value) is date:
        return midnight(value)
    return run.fail("expression.type", at, operator="->", left=kind(value), right=type_.name)


def midnight(day: date) -> datetime:
    """A date as date-time, in UTC as the standard has it."""
    return datetime.combine(day, time(tzinfo=UTC))
