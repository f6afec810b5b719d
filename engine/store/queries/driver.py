"""Rows as a driver gives them, on the way past SQLAlchemy: our types read what either driver gives."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement
from sqlalchemy.engine.default import DefaultDialect

View = TypeVar("View", bound=msgspec.Struct)

_PLAIN = DefaultDialect()


class DriverRows(Generic[View]):
    """Of a select of these columns, each of which is a field of the view."""

    def __init__(self, cls: type[View], columns: Iterable[ColumnElement[Any]]) -> None:
        self._cls = cls
        self._columns = [(each.key, each.type.result_processor(_PLAIN, None)) for each in columns]

    def view(self, row: Sequence[Any]) -> View:
        """What stands behind these columns is left out."""
        fields = zip(self._columns, row, strict=False)
        return self._cls(**{str(name): _read(reader, value) for (name, reader), value in fields})


def _read(reader: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if reader is None else reader(value)
