"""Lists of any length: each page costs the same, wherever it is and however much there is.

A list is made of streams. A stream is what one index gives in the order of the list: the offers of one group, the
cases of one state. A page is the first rows of all streams after (or before) a place, so that nothing is skipped or
shown twice while others write; rows before it are never counted off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select, tuple_, union, union_all
from sqlalchemy import literal as bound

from engine.store.types import Moment

COUNTED = 10_000  # a total is exact up to here

Keys = Sequence[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Stream:
    """`keys`: never NULL, and the last one is the id of the row that is listed.

    `passing`: conditions that no index helps with; rows that do not meet them are passed by.
    """

    keys: Keys
    where: Sequence[ColumnElement[bool]]
    passing: Sequence[ColumnElement[bool]] = ()

    @property
    def ids(self) -> Select[Any]:
        """Of the rows to be counted; NULL for one that is looked at and passed by."""
        id = self.keys[-1]
        return select((case((and_(*self.passing), id)) if self.passing else id).label("id")).where(*self.where)


@dataclass(frozen=True)
class Listing:
    """`order` names it, in places; `rows` selects the rows, `id` is the column that the last key is."""

    order: str
    rows: Select[Any]
    id: ColumnElement[Any]
    streams: Sequence[Stream]
    is_descending: bool = False
    counted: int | None = None  # a total is exact up to here, where each row costs a look elsewhere

    @cached_property
    def kinds(self) -> list[type]:
        return [_kind(key) for key in self.streams[0].keys]

    def page(self, beside: Sequence[Any] | None, limit: int, *, is_backward: bool = False) -> Select[Any]:
        """Rows with their keys (k0, k1 ...) that come after the keys `beside`, or backwards before them."""
        is_descending = self.is_descending != is_backward
        found = keys(self.streams, beside, limit, is_descending=is_descending)
        statement = self.rows.add_columns(*found.c).where(self.id == list(found.c)[-1])
        return statement.order_by(*_directed(found.c, is_descending))

    def count(self, most: int) -> Any:
        """(rows looked at, rows found); as many as `most` + 1 are looked at."""
        parts = [stream.ids.order_by(*stream.keys).limit(most + 1) for stream in self.streams]  # by the same index
        if len(parts) == 1:
            some = parts[0].subquery()
            return select(func.count().label("looked_at"), func.count(some.c.id).label("found"))
        every = union_all(*(select(part.subquery()) for part in parts)).subquery()
        some = select(every.c.id).limit(most + 1).subquery()
        return select(func.count().label("looked_at"), func.count(some.c.id.distinct()).label("found"))


def keys(
    streams: Sequence[Stream], beside: Sequence[Any] | None, limit: int, *, is_descending: bool = False
) -> Subquery:
    """Of the first rows of all streams beyond the keys `beside`."""
    parts = [_of_stream(stream, beside, limit, is_descending) for stream in streams]
    if len(parts) == 1:
        return parts[0].subquery()
    merged = union(*(select(part.subquery()) for part in parts)).subquery()  # what two streams give counts once
    return select(merged).order_by(*_directed(merged.c, is_descending)).limit(limit).subquery()


def _of_stream(stream: Stream, beside: Sequence[Any] | None, limit: int, is_descending: bool) -> Select[Any]:
    named = [key.label(f"k{number}") for number, key in enumerate(stream.keys)]
    statement = select(*named).where(*stream.where, *stream.passing)
    if beside is not None:
        here = tuple_(*stream.keys)
        there = tuple_(*(bound(value, key.type) for value, key in zip(beside, stream.keys, strict=True)))
        statement = statement.where(here < there if is_descending else here > there)
    return statement.order_by(*_directed(stream.keys, is_descending)).limit(limit)


def _directed(columns: Iterable[ColumnElement[Any]], is_descending: bool) -> list[ColumnElement[Any]]:
    return [each.desc() if is_descending else each.asc() for each in columns]


def _kind(key: ColumnElement[Any]) -> type:
    return datetime if isinstance(key.type, Moment) else key.type.python_type
