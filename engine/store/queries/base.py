"""What all queries share: running a statement, pages, and sort names from an allow-list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, CursorResult, Select, Table, func, or_, select

from engine.errors import Rejected
from engine.model.view import Page

View = TypeVar("View", bound=msgspec.Struct)


class Queries:
    """On one connection, inside its transaction; it is asked for when it is needed."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect

    @property
    def _connection(self) -> Connection:
        return self._connect()

    def _run(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        return self._run(statement).all()

    def _first(self, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> Any:
        return self._run(statement, parameters).first()

    def _value(self, statement: Select[Any]) -> Any:
        return self._run(statement).scalar()

    def _views(self, cls: type[View], statement: Select[Any]) -> list[View]:
        return [cls(**row._mapping) for row in self._all(statement)]

    def _view(
        self, cls: type[View], statement: Select[Any], parameters: Mapping[str, Any] | None = None
    ) -> View | None:
        row = self._first(statement, parameters)
        return None if row is None else cls(**row._mapping)

    def _page(self, cls: type[View], statement: Select[Any], order: Sequence[Any], offset: int, limit: int) -> Page:
        """`total` counts all rows of the statement, `items` are those from `offset` in this order."""
        total = self._value(select(func.count()).select_from(statement.order_by(None).subquery()))
        items = self._views(cls, statement.order_by(*order).offset(offset).limit(limit)) if total > offset else []
        return Page(items=items, total=total, offset=offset)


def columns(table: Table, cls: type[msgspec.Struct]) -> list[Any]:
    """Those that are fields of the view."""
    return [table.c[name] for name in cls.__struct_fields__ if name in table.c]


def ordering(sorts: Mapping[str, Sequence[Any]], sort: str) -> Sequence[Any]:
    """Raises Rejected `query.unknown_sort`."""
    if sort not in sorts:
        raise Rejected("query.unknown_sort", name=sort)
    return sorts[sort]


def containing(text: str, *within: ColumnElement[Any]) -> ColumnElement[bool]:
    """Some column contains the text, in letters of either case; its `%` and `_` are themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\x00", "�")
    return or_(*(column.ilike(f"%{escaped}%", escape="\\") for column in within))
