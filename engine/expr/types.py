"""Types of values: `instance of`, and the conversions of DMN 1.5, 10.3.2.9.4."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from engine.expr.function import Function
from engine.expr.kinds import KINDS, kind
from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.syntax import Type

SYNONYMS = {
    "any": "Any",
    "Null": "null",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    **dict.fromkeys(("integer", "long", "double", "int", "decimal"), "number"),
}


def resolved(type_: Type, types: Mapping[str, Type]) -> Type:
    """The type with the names of item definitions replaced by what they stand for."""
    if type_.name in types:
        return types[type_.name]
    if not type_.items and not type_.entries:
        return type_
    items = tuple(resolved(item, types) for item in type_.items)
    return replace(type_, items=items, entries=tuple((name, resolved(entry, types)) for name, entry in type_.entries))


def is_known(type_: Type) -> bool:
    """Whether the name, after `resolved`, is that of a type."""
    name = SYNONYMS.get(type_.name, type_.name)
    return name == "Any" or name in KINDS.values() or name == "function"


def conforms(value: Any, type_: Type, run: Run) -> bool:
    """Whether a value is an instance of a type; null is an instance of Null only, and `Any` has every other value."""
    name = SYNONYMS.get(type_.name, type_.name)
    if value is None:
        return name == "null"
    if name != "Any" and kind(value) != name:
        return False
    check = STRUCTURED.get(name)
    if check is not None and not check(value, type_, run):
        return False
    return type_.allowed is None or type_.allowed(value, run)


def _list(value: list[Any], type_: Type, run: Run) -> bool:
    run.use(len(value))
    return not type_.items or all(fits(item, type_.items[0], run) for item in value)


def _context(value: dict[str, Any], type_: Type, run: Run) -> bool:
    return all(name in value and fits(value[name], entry, run) for name, entry in type_.entries)


def _range(value: Range, type_: Type, run: Run) -> bool:
    ends = [end for end in (value.start, value.end) if end is not None]
    return not type_.items or all(conforms(end, type_.items[0], run) for end in ends)


def _function(value: Function, type_: Type, run: Run) -> bool:
    """By the number and types of its parameters: what a function answers is not known before it is called."""
    return not type_.items or any(
        len(parameters) == len(type_.items) - 1
        and all(
            declared is None or _covers(declared, given)
            for declared, given in zip(parameters, type_.items, strict=False)
        )
        for parameters in value.signatures_of_types()
    )


def _covers(wide: Type, narrow: Type) -> bool:
    """Whether each value of the narrow type is one of the wide type."""
    name, other = (SYNONYMS.get(each.name, each.name) for each in (wide, narrow))
    if name == "Any" or other == "null":
        return True
    if name != other or len(wide.items) > len(narrow.items):
        return False
    entries = dict(narrow.entries)
    return all(map(_covers, wide.items, narrow.items)) and all(
        key in entries and _covers(entry, entries[key]) for key, entry in wide.entries
    )


STRUCTURED: dict[str, Callable[[Any, Type, Run], bool]] = {
    "list": _list,
    "context": _context,
    "range": _range,
    "function": _function,
}


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
