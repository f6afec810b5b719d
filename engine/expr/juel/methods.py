"""The methods that an expression may call, by name and by the type of the value. There are no others."""

from collections.abc import Callable
from typing import Any

from engine.expr.comparison import equal
from engine.expr.kinds import kind
from engine.expr.numbers import Number, is_number
from engine.expr.run import Run
from engine.expr.values import text_of

Method = Callable[..., Any]


def _contains(run: Run, items: list[Any], element: Any) -> bool:
    return any(equal(item, element, run) for item in items)


def _get(run: Run, items: list[Any], index: Number) -> Any:
    """Positions count from 0, as in Java."""
    if not is_number(index):
        raise TypeError
    return items[int(index)] if 0 <= index < len(items) else None


def _equals(run: Run, value: Any, other: Any) -> bool:
    return equal(value, other, run) is True


def _size(run: Run, value: Any) -> int:
    return len(value)


def _is_empty(run: Run, value: Any) -> bool:
    return not value


ANY: dict[str, Method] = {"equals": _equals, "toString": lambda run, value: text_of(value)}
STRING: dict[str, Method] = {
    "length": _size,
    "isEmpty": _is_empty,
    "contains": lambda run, text, part: _text(part) in text,
    "startsWith": lambda run, text, part: text.startswith(_text(part)),
    "endsWith": lambda run, text, part: text.endswith(_text(part)),
    "toUpperCase": lambda run, text: text.upper(),
    "toLowerCase": lambda run, text: text.lower(),
}
LIST: dict[str, Method] = {"size": _size, "isEmpty": _is_empty, "contains": _contains, "get": _get}
CONTEXT: dict[str, Method] = {
    "size": _size,
    "isEmpty": _is_empty,
    "get": lambda run, entries, key: entries.get(_text(key)),
    "contains": lambda run, entries, key: _text(key) in entries,
    "containsKey": lambda run, entries, key: _text(key) in entries,
}
METHODS: dict[type, dict[str, Method]] = {str: STRING, list: LIST, dict: CONTEXT}
NAMES = frozenset().union(ANY, STRING, LIST, CONTEXT)


def call(name: str, value: Any, arguments: list[Any], run: Run, at: int) -> Any:
    """Call an allowed method; fails where the value has none of that name, or the arguments do not fit."""
    method = METHODS.get(type(value), {}).get(name) or ANY.get(name)
    if method is None or value is None:
        return run.fail("expression.property", at, property=f"{name}()", type=kind(value))
    run.use(1 + (len(value) >> 4 if isinstance(value, (str, list)) else 0))
    try:
        result = method(run, value, *arguments)
    except TypeError:
        return run.fail("expression.arguments", at, function=name)
    return run.string(result) if type(result) is str else result


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value
