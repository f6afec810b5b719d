"""Column types that mean the same on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Dialect, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

json_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
json_decoder = msgspec.json.Decoder(float_hook=Decimal)
_numbers_decoder = msgspec.json.Decoder(tuple[float, ...])


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC with microseconds. SQLite keeps ISO text of one width, so that it sorts."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(27)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware datetime is needed")
        moment = value.astimezone(UTC)
        return (
            moment if dialect.name == "postgresql" else moment.replace(tzinfo=None).isoformat("T", "microseconds") + "Z"
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else aware(value)


def aware(value: str | datetime) -> datetime:
    """A moment as the driver gives it."""
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)


class Label(TypeDecorator[str]):
    """As `Words`, in the order of code points, so that an index finds what begins with a text."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return without_nul(value)


class Day(TypeDecorator[date]):
    """A day of the calendar, as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """Any JSON value with decimals, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json_encoder.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json_decoder.decode(value)


class Entries(Json):
    """An object whose names stay in their order."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return msgspec.json.encode(value or {}).decode()


class Names(TypeDecorator[tuple[str, ...]]):
    """A tuple of names, as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json_encoder.encode(list(value or ())).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(json_decoder.decode(value)) if value else ()


class Numbers(TypeDecorator[tuple[float, ...]]):
    """A tuple of floats, as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json_encoder.encode(list(value or ())).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[float, ...]:
        return _numbers_decoder.decode(value) if value else ()


class Words(TypeDecorator[str]):
    """Text that people typed. PostgreSQL cannot hold NUL: it is kept as the replacement character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return without_nul(value)


def without_nul(value: str | None) -> str | None:
    return value.replace("\x00", "�") if value else value
