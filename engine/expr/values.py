"""Values on their way in (`to_feel`) and out (`stored`, `text_of`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any

from engine.errors import ExpressionError
from engine.expr import numbers, temporal
from engine.expr.function import Function
from engine.expr.kinds import kind
from engine.expr.range import Range
from engine.expr.temporal import YearMonthDuration
from engine.expr.wide import WIDE
from engine.expr.writing import text_of as text_of

MAX_DEPTH = 100
MAX_ITEMS = 100_000
MAX_STRING = 1_000_000
TEMPORAL = frozenset({date, time, datetime, timedelta, YearMonthDuration, *WIDE})
SCALARS = frozenset({NoneType, bool, int})  # of JSON, and of no length
PLAIN = frozenset({NoneType, bool, int, str, Decimal, Range, *TEMPORAL})


def to_feel(value: Any, depth: int = MAX_DEPTH) -> Any:
    """A Python value as FEEL value: floats to decimals, tuples to lists, mappings to contexts, deep.

    Raises ExpressionError: `value.unsupported` (type) for any other object, `value.too_deep`.
    """
    type_ = type(value)
    if type_ in PLAIN:
        return value
    if not depth:
        raise ExpressionError("value.too_deep", limit=MAX_DEPTH)
    if type_ is list or type_ is tuple:
        return [item if type(item) in PLAIN else to_feel(item, depth - 1) for item in value]
    if type_ is dict or isinstance(value, Mapping):
        return {_key(name): to_feel(item, depth - 1) for name, item in value.items()}
    if type_ is float:
        return _decimal(value)
    if isinstance(value, Function):
        return value
    return _plain(value)


def _plain(value: Any) -> Any:
    """Subclasses (enumerations, faked dates) lose what FEEL must not see."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        return datetime.combine(date(value.year, value.month, value.day), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise ExpressionError("value.unsupported", type=type(value).__name__)


def _decimal(value: float) -> Decimal:
    if value - value != 0:
        raise ExpressionError("value.unsupported", type=str(value))
    return Decimal(repr(value))


def _key(name: Any) -> str:
    if not isinstance(name, str):
        raise ExpressionError("value.unsupported", type=type(name).__name__)
    return name


def stored(value: Any) -> Any:
    """What an assignment keeps: JSON with decimals; times and durations as ISO 8601 text.

    Raises ExpressionError: `value.not_storable` (type) for functions, ranges and foreign objects, `value.too_deep`,
    `value.too_large`.
    """
    return value if type(value) in SCALARS else _Storing().value(value, MAX_DEPTH)


class _Storing:
    """Counts what it passes on."""

    items = characters = 0

    def value(self, value: Any, depth: int) -> Any:
        type_ = type(value)
        if type_ in SCALARS:
            return value
        if type_ is str:
            return self.string(value)
        if type_ is Decimal or type_ is float:
            return _number(value)
        if type_ in TEMPORAL:
            return str(value) if type_ in WIDE else temporal.iso(value)
        if not depth:
            raise ExpressionError("value.too_deep", limit=MAX_DEPTH)
        if isinstance(value, (list, tuple)):
            return self.list(value, depth)
        if isinstance(value, Mapping):
            return self.context(value, depth)
        return self.other(value, depth)

    def string(self, text: str) -> str:
        self.characters += len(text)
        if self.characters > MAX_STRING:
            raise ExpressionError("value.too_large", limit=MAX_STRING)
        if not text.isascii():
            _check_text(text)
        return text

    def list(self, items: Sequence[Any], depth: int) -> Any:
        self.count(len(items))
        return [self.value(item, depth - 1) for item in items]

    def context(self, entries: Mapping[Any, Any], depth: int) -> Any:
        self.count(len(entries))
        return {self.string(_key(name)): self.value(item, depth - 1) for name, item in entries.items()}

    def count(self, items: int) -> None:
        self.items += items
        if self.items > MAX_ITEMS:
            raise ExpressionError("value.too_large", limit=MAX_ITEMS)

    def other(self, value: Any, depth: int) -> Any:
        if isinstance(value, (str, int, date)):
            return self.value(_plain(value), depth)
        name = kind(value)
        raise ExpressionError("value.not_storable", type=type(value).__name__ if name == "unknown" else name)


def _check_text(text: str) -> None:
    """Half of a surrogate pair is no text that can be written down."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ExpressionError("value.not_storable", type="string") from None


def _number(value: Decimal | float) -> int | Decimal:
    number = _decimal(value) if isinstance(value, float) else value
    if not number.is_finite():
        raise ExpressionError("value.not_storable", type=str(number))
    return numbers.whole(number)
