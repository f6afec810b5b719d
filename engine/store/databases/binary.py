"""Values of our columns in PostgreSQL's binary formats, both ways (PostgreSQL, "Frontend/Backend Protocol")."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Encode = Callable[[Any], bytes | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of PostgreSQL: its name and number, the number of its array, and how a value that is not None is put."""

    name: str
    oid: int
    array_oid: int
    encode: Callable[[Any], bytes]

    def array(self, values: Sequence[Any]) -> bytes:
        """Of one dimension, from 1; None is NULL."""
        parts = [struct.pack(">iiIii", 1, 1, self.oid, len(values), 1)]
        for value in values:
            parts.append(b"\xff\xff\xff\xff" if value is None else len(value).to_bytes(4, "big") + value)
        return b"".join(parts)


def _moment(value: datetime) -> bytes:
    return ((value - EPOCH) // MICROSECOND).to_bytes(8, "big", signed=True)


def _signed(size: int) -> Callable[[int], bytes]:
    return lambda value: value.to_bytes(size, "big", signed=True)


def _text(value: str | None) -> bytes | None:
    return None if value is None else value.encode()


TEXT = Kind("text", 25, 1009, str.encode)
INTEGER = Kind("int4", 23, 1007, _signed(4))
BIG_INTEGER = Kind("int8", 20, 1016, _signed(8))
BOOLEAN = Kind("bool", 16, 1000, lambda value: b"\1" if value else b"\0")
MOMENT = Kind("timestamptz", 1184, 1185, _moment)
BYTES = Kind("bytea", 17, 1001, bytes)

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (BigInteger, BIG_INTEGER),
    (Integer, INTEGER),
    (Boolean, BOOLEAN),
    (TIMESTAMP, MOMENT),
    (LargeBinary, BYTES),
)

DECODERS: Mapping[int, Callable[[bytes], Any]] = {
    25: bytes.decode,
    1043: bytes.decode,  # varchar
    23: lambda value: int.from_bytes(value, "big", signed=True),
    20: lambda value: int.from_bytes(value, "big", signed=True),
    16: lambda value: value == b"\1",
    1184: lambda value: EPOCH + int.from_bytes(value, "big", signed=True) * MICROSECOND,
    17: bytes,
    2278: lambda value: None,  # void, of a function that is called for what it does
}
"""By the number of the type that a column of a result has."""


def kind_of(column_type: TypeEngine[Any], dialect: Dialect) -> Kind:
    """What a column is for the server; text where nothing else is said."""
    stored = column_type.dialect_impl(dialect)
    while hasattr(stored, "impl"):  # of a decorated type
        stored = stored.impl
    return next((kind for types, kind in _KINDS if isinstance(stored, types)), TEXT)


def encoder(column_type: TypeEngine[Any], dialect: Dialect) -> Encode:
    """From a value as Python has it to what goes over the wire."""
    encode = kind_of(column_type, dialect).encode
    bind = column_type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None and encode is str.encode:
        return _text  # most columns
    if bind is None:
        return lambda value: None if value is None else encode(value)

    def put(value: Any) -> bytes | None:
        bound = bind(value)
        return None if bound is None else encode(bound)

    return put
