"""Personal values apart from the facts: an event as it stands in a hashed body, and back again.

A personal value is replaced by `{"$digest": sha256(salt + its JSON)}`; salt and value go to the payload, so that a
person can be erased and the proof still holds (DESIGN section 5). None stays, and so does a field left empty.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from hashlib import sha256
from operator import or_
from os import urandom
from typing import Any, get_args

import msgspec
from msgspec import structs

from engine.model.event import AnyEvent, Event

MARK = "$digest"
Payload = dict[str, tuple[str, msgspec.Raw]]
"""Digest -> salt and the JSON text of the value."""

event_types: Mapping[str, type[Event]] = {each.__name__: each for each in get_args(AnyEvent)}

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_payload_decoder = msgspec.json.Decoder(Payload)


def canonical(value: Any) -> str:
    """The one JSON text of a value, decimals as numbers. Raises UnicodeEncodeError for half a surrogate pair."""
    return _encoder.encode(value).decode()


def digest(salt: str, text: bytes) -> str:
    return sha256(salt.encode() + text).hexdigest()


def new_salt() -> str:
    return urandom(16).hex()


def seal(event: Event, payload: Payload, salt: Callable[[], str] = new_salt) -> Any:
    """The event as it stands in the body; its personal values are added to `payload`."""
    personal = event.personal
    if not personal:
        return event
    values = structs.asdict(event)
    for name in personal:
        if not _is_unsaid(type(event), name, values[name]):
            values[name] = _put(values[name], payload, salt())
    return _sealed_types[type(event).__name__](**values)


def unseal(sealed: Any, payload: Payload) -> Event:
    """The event with its personal values put back; None stands for those that were erased."""
    cls = event_types[type(sealed).__name__]
    if not cls.PERSONAL:
        return sealed  # type: ignore[no-any-return]  # nothing was replaced
    values = structs.asdict(sealed)
    return cls(**values | {name: _get(values[name], payload) for name in cls.PERSONAL})


def digests(sealed: Any) -> set[str]:
    """Of the personal values that a sealed event stands for."""
    values = (getattr(sealed, name) for name in event_types[type(sealed).__name__].PERSONAL)
    return {value[MARK] for value in values if _is_mark(value)}


def payload_text(payload: Payload) -> str:
    return canonical(payload)


def payload_from(text: str | None) -> Payload:
    """Raises msgspec.DecodeError when the text is no payload."""
    return _payload_decoder.decode(text) if text else {}


def _put(value: Any, payload: Payload, salt: str) -> dict[str, str]:
    text = _encoder.encode(value)
    key = digest(salt, text)
    payload[key] = (salt, msgspec.Raw(text))
    return {MARK: key}


def _get(value: Any, payload: Payload) -> Any:
    if not _is_mark(value):
        return value
    found = payload.get(value[MARK])
    return _decoder.decode(found[1]) if found else None


def _is_mark(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {MARK}


def _is_unsaid(cls: type[Event], name: str, value: Any) -> bool:
    return value is None or (value in ("", [], {}) and name not in _required[cls.__name__])


def _sealed_type(cls: type[Event]) -> type[Any]:
    """The same event whose personal fields hold anything; the class itself when it has none."""
    if not cls.PERSONAL:
        return cls
    fields = [_sealed_field(cls, each) for each in structs.fields(cls)]
    return msgspec.defstruct(
        cls.__name__, fields, frozen=True, kw_only=True, omit_defaults=True, tag_field="e", tag=cls.__name__
    )


def _sealed_field(cls: type[Event], field: structs.FieldInfo) -> Any:
    kind = Any if field.name in cls.PERSONAL else field.type
    if field.required:
        return field.name, kind
    if field.default_factory is not msgspec.NODEFAULT:
        return field.name, kind, msgspec.field(default_factory=field.default_factory)
    return field.name, kind, field.default


_required = {name: {each.name for each in structs.fields(cls) if each.required} for name, cls in event_types.items()}
_sealed_types = {name: _sealed_type(cls) for name, cls in event_types.items()}
sealed_union: Any = reduce(or_, _sealed_types.values())
"""The type of everything that can stand in a body."""
