"""Variables as Camunda 7 writes them: each with its type."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from engine.errors import Rejected

_INTEGER = range(-(2**31), 2**31)
_LONG = range(-(2**63), 2**63)
_OFFSET = re.compile(r"[+-]\d{4}$")
_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_WHOLE = {"short": range(-(2**15), 2**15), "integer": _INTEGER, "long": _LONG}
_JSON = "application/json"


class TypedValue(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`type`: String, Boolean, Short, Integer, Long, Double, Date, Json, Object (as JSON), Null; none: as in JSON.

    The value of Json and Object is a text that holds JSON.
    """

    value: Any = None
    type: str | None = None
    value_info: dict[str, Any] = {}


def typed(value: Any) -> TypedValue:
    match value:
        case None:
            return TypedValue(type="Null")
        case bool():
            return TypedValue(value=value, type="Boolean")
        case str():
            return TypedValue(value=value, type="String")
        case int() if value in _LONG:
            return TypedValue(value=value, type="Integer" if value in _INTEGER else "Long")
        case int() | float() | Decimal():
            return TypedValue(value=value, type="Double")
        case _:
            return TypedValue(value=_encoder.encode(value).decode(), type="Json")


def all_typed(variables: Mapping[str, Any]) -> dict[str, TypedValue]:
    return {name: typed(value) for name, value in variables.items()}


def all_plain(variables: Mapping[str, TypedValue]) -> dict[str, Any]:
    """Raises Rejected `external.bad_value` for a value that is not of its type, or of one that is not known."""
    return {name: _plain(name, given) for name, given in variables.items()}


def _plain(name: str, given: TypedValue) -> Any:
    kind = (given.type or "").lower()
    try:
        return _of_kind(kind, given)
    except (ValueError, TypeError, msgspec.DecodeError):
        raise Rejected("external.bad_value", name=name, type=given.type or "") from None


def _of_kind(kind: str, given: TypedValue) -> Any:
    """Raises ValueError, TypeError, DecodeError."""
    value = given.value
    if kind == "" or (value is None and kind in _KNOWN):
        return value
    match kind:
        case "null":
            raise ValueError(value)
        case "string":
            return _expected(value, str)
        case "boolean":
            return _expected(value, bool)
        case "short" | "integer" | "long":
            return _whole(value, _WHOLE[kind])
        case "double":
            return _number(value)
        case "date":
            return moment(_expected(value, str)).isoformat()
        case "json":
            return _decoder.decode(_expected(value, str))
        case "object" if given.value_info.get("serializationDataFormat", _JSON) == _JSON:
            return _decoder.decode(_expected(value, str))
    raise ValueError(kind)


_KNOWN = frozenset({"null", "string", "boolean", "short", "integer", "long", "double", "date", "json", "object"})


def _expected(value: Any, kind: type[Any]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(value)
    return value


def _whole(value: Any, within: range) -> int:
    """A number, or its text."""
    number = int(value) if isinstance(value, str) else value
    if isinstance(number, bool) or number != int(number) or int(number) not in within:
        raise ValueError(value)
    return int(number)


def _number(value: Any) -> Any:
    number = Decimal(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal) or not Decimal(number).is_finite():
        raise ValueError(value)
    return number


def moment(text: str) -> datetime:
    """Of `2013-01-23T13:42:42.000+0200`, and of ISO 8601 with an offset. Raises ValueError."""
    found = _OFFSET.search(text)
    iso = f"{text[:-2]}:{text[-2:]}" if found else text
    made = datetime.fromisoformat(iso)
    if made.tzinfo is None or "T" not in iso:
        raise ValueError(text)
    return made


def told(at: datetime | None) -> str | None:
    """As Camunda writes moments, in UTC."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.}{at.microsecond // 1000:03d}+0000"
