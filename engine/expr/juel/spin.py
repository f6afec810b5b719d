"""JSON as models for Camunda 7 read it with Spin: `S(customer).prop("name").stringValue()`. Variables are JSON here."""

import json
from collections.abc import Callable
from typing import Any

from engine.expr.kinds import kind
from engine.expr.numbers import NUMBERS, number
from engine.expr.run import Run

READERS = frozenset({"S", "JSON"})
MAX_DIGITS = 1000
Method = Callable[..., Any]


def value(source: Any, run: Run, at: int) -> Any:
    """Of a text that writes JSON, what it writes; a list or context is itself."""
    if type(source) is not str:
        return source if type(source) in (list, dict) else _no_json(source, run, at)
    run.string_length(64 * len(source))
    try:
        return json.loads(source, parse_float=_number, parse_int=_number, parse_constant=_refused)
    except (ValueError, ArithmeticError):
        return _no_json(source, run, at)


def _no_json(source: Any, run: Run, at: int) -> Any:
    return run.fail("expression.type", at, operator="JSON", left=kind(source), right="context")


def _number(text: str) -> Any:
    return number(text) if len(text) <= MAX_DIGITS else _refused(text)


def _refused(text: str) -> Any:
    """NaN and the infinities are no JSON, and nobody counts with a thousand digits."""
    raise ValueError(text[:40])


def _property(run: Run, entries: dict[str, Any], name: Any) -> Any:
    """Fails where there is none, as Spin does."""
    if type(name) is not str or name not in entries:
        raise TypeError
    return entries[name]


def _itself(run: Run, value: Any) -> Any:
    return value


METHODS: dict[type, dict[str, Method]] = {
    dict: {
        "prop": _property,
        "hasProp": lambda run, entries, name: name in entries,
        "fieldNames": lambda run, entries: list(entries),
    },
    list: {"elements": _itself},
    str: {"stringValue": _itself, "value": _itself},
    bool: {"boolValue": _itself, "value": _itself},
    **dict.fromkeys(NUMBERS, {"numberValue": _itself, "value": _itself}),
}
"""By the type of the value, beside what every value of the type has."""
