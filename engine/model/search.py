"""Variables to search cases by: what a process declares, the value that is kept, and what is asked for.

A declared variable has one of four types. Its value is kept as text, number (a double), moment or flag; a value that
does not fit the type is not kept, so it is found by nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from engine.errors import Rejected

SearchType = Literal["text", "number", "date", "boolean"]
TYPES: tuple[SearchType, ...] = get_args(SearchType)
LONGEST = 200  # characters of a text that are kept, and compared
LAST = "\U0010ffff"  # sorts behind every letter
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*)?", re.ASCII)
_LAST_DAY = "9999-12-31"
_FLAGS = {"true": True, "false": False}

Value = str | float | datetime | bool


class Condition(msgspec.Struct, frozen=True):
    """As somebody asks: `operator` is eq, neq, gt, gteq, lt, lteq or starts; `value` is written as it is read."""

    name: str
    operator: str
    value: str


class Range(NamedTuple):
    """From `low` to `high`; None has no end there."""

    low: Value | None = None
    high: Value | None = None
    with_low: bool = True
    with_high: bool = True


class Part(NamedTuple):
    """The variable has a value of this type in one of the ranges."""

    type: SearchType
    ranges: tuple[Range, ...]


class Sought(NamedTuple):
    """A condition understood: one of the parts holds. Processes may give one name different types."""

    name: str
    parts: tuple[Part, ...]


def kept(type: SearchType, value: Any, zone: tzinfo) -> Value | None:
    """What is kept of a variable; None for what does not fit. A date or time without offset is one of `zone`."""
    if type == "text":
        return value.replace("\x00", "\ufffd")[:LONGEST] if isinstance(value, str) else None
    if type == "boolean":
        return value if isinstance(value, bool) else None
    if type == "date":
        return _moment(value, zone) if isinstance(value, str) else None
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return _number(value) if is_number else None


def understood(condition: Condition, types: Sequence[SearchType], zone: tzinfo) -> Sought:
    """For each of the types that it can be read for. Raises Rejected `search.bad_value` and `search.bad_operator`."""
    parts: list[Part] = []
    for number, type in enumerate(types, 1):
        try:
            parts.append(_part(condition, type, zone))
        except Rejected:
            if number == len(types) and not parts:
                raise
    return Sought(condition.name, tuple(parts))


def _part(condition: Condition, type: SearchType, zone: tzinfo) -> Part:
    text = condition.value.strip()
    value = _read(text, type, zone)
    if value is None:
        raise Rejected("search.bad_value", name=condition.name, type=type, value=condition.value)
    ranges = _ranges(condition.operator, type, value, _end(text, zone) if type == "date" else None)
    if ranges is None:
        raise Rejected("search.bad_operator", name=condition.name, type=type, operator=condition.operator)
    return Part(type, ranges)


def _ranges(operator: str, type: SearchType, value: Any, last: datetime | None) -> tuple[Range, ...] | None:
    """`last`: where a whole day is meant, the first moment of the next one. None: no such operator of this type."""
    if operator == "starts":
        return (Range(value, value + LAST),) if type == "text" else None
    if operator not in ("eq", "neq") and type == "boolean":
        return None
    begin, end = value, value if last is None else last
    is_whole = last is None
    found: dict[str, tuple[Range, ...]] = {
        "eq": (Range(begin, end, True, is_whole),),
        "neq": (Range(None, begin, True, False), Range(end, None, not is_whole, True)),
        "gt": (Range(end, None, not is_whole, True),),
        "gteq": (Range(begin, None),),
        "lt": (Range(None, begin, True, False),),
        "lteq": (Range(None, end, True, is_whole),),
    }
    return found.get(operator)


def _read(text: str, type: SearchType, zone: tzinfo) -> Value | None:
    """What somebody typed; None for what is no value of the type."""
    if type == "number":
        try:
            return _number(Decimal(text))
        except InvalidOperation:
            return None
    return _FLAGS.get(text.lower()) if type == "boolean" else kept(type, text, zone)


def _number(value: int | float | Decimal) -> float | None:
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number + 0.0 if isfinite(number) else None  # -0.0 is 0.0


def _moment(text: str, zone: tzinfo) -> datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _end(text: str, zone: tzinfo) -> datetime | None:
    """Where a day is asked for and no time of it: the first moment after the day."""
    if not _DAY.fullmatch(text) or text == _LAST_DAY:
        return None
    return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), zone).astimezone(UTC)


def changed(before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Those of the names whose value is another one now, or of another kind: 1 is not true."""
    nothing = object()
    pairs = ((name, before.get(name, nothing), after.get(name, nothing)) for name in names)
    return [name for name, old, new in pairs if type(old) is not type(new) or old != new]
