"""Values of our columns in PostgreSQL's binary formats, both ways (PostgreSQL, "Frontend/Backend Protocol")."""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Double, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

from engine.store.types import Json, Label, Moment, Names, Numbers, Words, json_encoder, without_nul

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NO_NUL = (without_nul("\0") or "").encode()

Encode = Callable[[Any], bytes]


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
    if value.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return ((value - EPOCH) // MICROSECOND).to_bytes(8, "big", signed=True)


TEXT = Kind("text", 25, 1009, str.encode)
INTEGER = Kind("int4", 23, 1007, struct.Struct(">i").pack)
BIG_INTEGER = Kind("int8", 20, 1016, struct.Struct(">q").pack)
BOOLEAN = Kind("bool", 16, 1000, {False: b"\0", True: b"\1"}.__getitem__)
MOMENT = Kind("timestamptz", 1184, 1185, _moment)
DOUBLE = Kind("float8", 701, 1022, struct.Struct(">d").pack)
BYTES = Kind("bytea", 17, 1001, bytes)

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (BigInteger, BIG_INTEGER),
    (Integer, INTEGER),
    (Boolean, BOOLEAN),
    (TIMESTAMP, MOMENT),
    (Double, DOUBLE),
    (LargeBinary, BYTES),
)

DECODERS: Mapping[int, Callable[[bytes], Any]] = {
    25: bytes.decode,
    1043: bytes.decode,  # varchar
    23: lambda value: int.from_bytes(value, "big", signed=True),
    20: lambda value: int.from_bytes(value, "big", signed=True),
    701: lambda value: struct.unpack(">d", value)[0],
    16: lambda value: value == b"\1",
    1184: lambda value: EPOCH + int.from_bytes(value, "big", signed=True) * MICROSECOND,
    17: bytes,
    2278: lambda value: None,  # void, of a function that is called for what it does
}
"""By the number of the type that a column of a result has."""


def _words(value: str) -> bytes:
    return value.encode().replace(b"\0", NO_NUL)


def _listed(values: Iterable[Any]) -> bytes:
    return json_encoder.encode(list(values))


_OWN: Mapping[type[TypeEngine[Any]], tuple[Encode, bytes | None]] = {
    Moment: (_moment, None),
    Words: (_words, None),
    Label: (_words, None),
    Json: (json_encoder.encode, None),
    Names: (_listed, b"[]"),
    Numbers: (_listed, b"[]"),
    Boolean: (BOOLEAN.encode, None),
}
"""What our own types come to, without the detour over text: most values of a row are of these."""


def kind_of(column_type: TypeEngine[Any], dialect: Dialect) -> Kind:
    """What a column is for the server; text where nothing else is said."""
    stored = column_type.dialect_impl(dialect)
    while hasattr(stored, "impl"):  # of a decorated type
        stored = stored.impl
    return next((kind for types, kind in _KINDS if isinstance(stored, types)), TEXT)


def encoder(column_type: TypeEngine[Any], dialect: Dialect) -> tuple[Encode, bytes | None]:
    """What brings a value from Python to the wire, and what is sent for None: for most columns NULL."""
    return _OWN.get(type(column_type)) or bound_encoder(column_type, dialect)


def bound_encoder(column_type: TypeEngine[Any], dialect: Dialect) -> tuple[Encode, bytes | None]:
    """The same by what the type does for a driver."""
    encode = kind_of(column_type, dialect).encode
    bind = column_type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return encode, None
    none = bind(None)
    return lambda value: encode(bind(value)), None if none is None else encode(none)
