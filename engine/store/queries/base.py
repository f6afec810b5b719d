"""What all queries share: running a statement, pages of lists, and sort names from an allow-list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, CursorResult, Select, Table, and_, or_

from engine.errors import Rejected
from engine.model.view import Page
from engine.store.queries import place
from engine.store.queries.listing import COUNTED, Listing
from engine.store.queries.stream import Lists
from engine.store.types import without_nul

View = TypeVar("View", bound=msgspec.Struct)
Sort = TypeVar("Sort")


class Queries:
    """On one connection, inside its transaction; it is asked for when it is needed."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect

    @property
    def _connection(self) -> Connection:
        return self._connect()

    def _lists(self, names: Iterable[str]) -> Lists:
        return Lists(tuple(names), is_lateral=self._connection.dialect.name == "postgresql")

    def _run(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)

    def _found(self, clause: Any, id: str) -> Sequence[Any]:
        """What a select of the hot path finds for one id, as the driver gives it."""
        return self._run(clause, {"id": id}).all()

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        return self._run(statement).all()

    def _first(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
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

    def _page(self, cls: type[View], listing: Listing, at: str | None, limit: int) -> Page:
        """The page at this place, the first one when that is None; without rows where all that followed has gone.

        Raises Rejected `query.bad_place`.
        """
        asked = place.read(at, listing.order)
        is_backward = asked is not None and asked.is_backward
        beside = None if asked is None else asked.values(listing.kinds)
        found = self._all(listing.page(beside, limit + 1, is_backward=is_backward))
        if is_backward and len(found) <= limit:
            return self._page(cls, listing, None, limit)  # nothing is before the rows found: they begin the list
        rows = found[:limit][::-1] if is_backward else found[:limit]
        has_next, has_previous = is_backward or len(found) > limit, asked is not None
        total, is_exact = self._total(listing) if has_next or has_previous else (len(rows), True)
        return Page(
            items=[_view(cls, row) for row in rows],
            total=total,
            is_total_exact=is_exact,
            next=_beside(listing, rows[-1]) if has_next and rows else None,
            previous=_beside(listing, rows[0], is_backward=True) if has_previous and rows else None,
        )

    def _total(self, listing: Listing, most: int | None = None) -> tuple[int, bool]:
        """How many rows, up to COUNTED or `most`, and whether that is all of them."""
        most = most or listing.counted or COUNTED
        looked_at, found = self._first(listing.count(most))
        return min(found, most), looked_at <= most


def _view(cls: type[View], row: Any) -> View:
    """The keys behind its columns left out."""
    return cls(**{name: value for name, value in row._mapping.items() if name in cls.__struct_fields__})


def _beside(listing: Listing, row: Any, *, is_backward: bool = False) -> str:
    keys = row[-len(listing.kinds) :]
    return place.place(listing.order, keys, is_backward=is_backward).text


def columns(table: Table, cls: type[msgspec.Struct]) -> list[Any]:
    """Those that are fields of the view."""
    return [table.c[name] for name in cls.__struct_fields__ if name in table.c]


def text_of(search: str) -> str:
    """What is looked for, as it could stand in a row."""
    return without_nul(search.strip()) or ""


def chosen(sorts: Mapping[str, Sort], sort: str) -> Sort:
    """Raises Rejected `query.unknown_sort`."""
    if sort not in sorts:
        raise Rejected("query.unknown_sort", name=sort)
    return sorts[sort]


def containing(text: str, *within: ColumnElement[Any]) -> ColumnElement[bool]:
    """Some column contains the text, in letters of either case; its `%` and `_` are themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(*(column.ilike(f"%{escaped}%", escape="\\") for column in within))


def beginning(text: str, *within: ColumnElement[Any]) -> ColumnElement[bool]:
    """Some column begins with the text as it is, in capitals or in small letters; by an index of the column."""
    begins = sorted({text, text.upper(), text.lower()})
    return or_(*(and_(each >= begin, each < begin + LAST) for each in within for begin in begins))


LAST = "\U0010ffff"  # sorts behind every letter
