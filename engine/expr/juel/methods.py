"""The methods that an expression may call, by name and by the type of the value. There are no others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from engine.errors import ExpressionError
from engine.expr import temporal
from engine.expr.comparison import equal
from engine.expr.juel import spin
from engine.expr.juel.values import as_text
from engine.expr.kinds import kind
from engine.expr.numbers import NUMBERS, Number, is_number, is_whole
from engine.expr.run import BudgetExceeded, Run
from engine.expr.temporal import YearMonthDuration
from engine.expr.values import text_of

Method = Callable[..., Any]


def _contains(run: Run, items: list[Any], element: Any) -> bool:
    return any(equal(item, element, run) for item in items)


def _get(run: Run, items: list[Any], index: Number) -> Any:
    """Positions count from 0, as in Java."""
    if not is_number(index) or not 0 <= index < len(items):
        raise TypeError
    return items[int(index)]


def _equals(run: Run, value: Any, other: Any) -> bool:
    return equal(value, other, run) is True


def _place(run: Run, items: list[Any], element: Any) -> int:
    return next((place for place, item in enumerate(items) if equal(item, element, run)), -1)


def _replaced(run: Run, text: str, old: Any, new: Any) -> str:
    """Each place where the old text stands; a pattern is none here."""
    run.string_length(len(text) + text.count(_text(old)) * len(_text(new)))
    return text.replace(old, new)


def _substring(run: Run, text: str, start: Any, end: Any = None) -> str:
    """From a place to before another, counted from 0."""
    last = len(text) if end is None else end
    if not (type(start) is type(last) is int and 0 <= start <= last <= len(text)):
        raise TypeError
    return text[start:last]


def _size(run: Run, value: Any) -> int:
    return len(value)


def _is_empty(run: Run, value: Any) -> bool:
    return not value


ANY: dict[str, Method] = {"equals": _equals, "toString": lambda run, value: text_of(value)}


def _moved(unit: str, sign: int) -> Method:
    """`plusDays(3)` and its like, as models write due dates."""

    def move(run: Run, moment: datetime, count: Number) -> datetime:
        if not is_number(count) or not is_whole(count):
            raise TypeError
        return temporal.add(moment, UNITS[unit](sign * int(count)))

    return move


UNITS: dict[str, Callable[[int], timedelta | YearMonthDuration]] = {
    "Seconds": lambda count: timedelta(seconds=count),
    "Minutes": lambda count: timedelta(minutes=count),
    "Hours": lambda count: timedelta(hours=count),
    "Days": lambda count: timedelta(days=count),
    "Weeks": lambda count: timedelta(weeks=count),
    "Months": YearMonthDuration,
    "Years": lambda count: YearMonthDuration(12 * count),
}
MOMENT: dict[str, Method] = {
    "toDate": lambda run, moment: moment,
    **{f"plus{unit}": _moved(unit, 1) for unit in UNITS},
    **{f"minus{unit}": _moved(unit, -1) for unit in UNITS},
    "withTimeAtStartOfDay": lambda run, moment: moment.replace(hour=0, minute=0, second=0, microsecond=0),
    **dict.fromkeys(("isBefore", "before"), lambda run, moment, other: moment < other),
    **dict.fromkeys(("isAfter", "after"), lambda run, moment, other: moment > other),
}
CONTROLS = "".join(map(chr, range(33)))
"""What Java trims: blanks and control characters, and no other space."""
STRING: dict[str, Method] = {
    "length": _size,
    "isEmpty": _is_empty,
    "contains": lambda run, text, part: _text(part) in text,
    "startsWith": lambda run, text, part: text.startswith(as_text(part)),
    "endsWith": lambda run, text, part: text.endswith(as_text(part)),
    "equalsIgnoreCase": lambda run, text, other: text.casefold() == as_text(other).casefold(),
    "indexOf": lambda run, text, part: text.find(as_text(part)),
    "lastIndexOf": lambda run, text, part: text.rfind(as_text(part)),
    "concat": lambda run, text, other: text + as_text(other),
    "charAt": lambda run, text, at: _substring(run, text, at, at + 1),
    "trim": lambda run, text: text.strip(CONTROLS),
    "replace": _replaced,
    "substring": _substring,
    "toUpperCase": lambda run, text: text.upper(),
    "toLowerCase": lambda run, text: text.lower(),
}
NUMBER: dict[str, Method] = {
    **dict.fromkeys(("intValue", "longValue"), lambda run, number: int(number)),
    "doubleValue": lambda run, number: number,
}
LIST: dict[str, Method] = {"indexOf": _place, "size": _size, "isEmpty": _is_empty, "contains": _contains, "get": _get}
CONTEXT: dict[str, Method] = {
    "size": _size,
    "isEmpty": _is_empty,
    "get": lambda run, entries, key: entries.get(_text(key)),
    "getOrDefault": lambda run, entries, key, other: entries.get(_text(key), other),
    "contains": lambda run, entries, key: _text(key) in entries,
    "containsKey": lambda run, entries, key: _text(key) in entries,
    "containsValue": lambda run, entries, value: any(equal(each, value, run) for each in entries.values()),
    "keySet": lambda run, entries: list(entries),
    "values": lambda run, entries: list(entries.values()),
}
PLAIN: dict[type, dict[str, Method]] = {
    str: STRING,
    list: LIST,
    dict: CONTEXT,
    datetime: MOMENT,
    bool: {},
    **dict.fromkeys(NUMBERS, NUMBER),
}
METHODS = {type_: {**named, **spin.METHODS.get(type_, {})} for type_, named in PLAIN.items()}
NAMES = frozenset(ANY).union(*METHODS.values())


def call(name: str, value: Any, arguments: list[Any], run: Run, at: int) -> Any:
    """Call an allowed method; fails where the value has none of that name, or the arguments do not fit."""
    method = METHODS.get(type(value), {}).get(name) or ANY.get(name)
    if method is None or value is None:
        return run.fail("expression.property", at, property=f"{name}()", type=kind(value))
    run.use(1 + (len(value) >> 4 if isinstance(value, (str, list)) else 0))
    try:
        result = method(run, value, *arguments)
    except BudgetExceeded:
        raise
    except (TypeError, OverflowError, ExpressionError):
        return run.fail("expression.arguments", at, function=name)
    return run.string(result) if type(result) is str else result


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value
