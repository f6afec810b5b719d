"""Lists of any length: each page costs the same, wherever it is and however much there is.

A list is made of streams. A stream is what one index gives in the order of the list: the offers of one group, the
cases of one state. A page is the first rows of all streams after (or before) a place, so that nothing is skipped or
shown twice while others write; rows before it are never counted off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union, union_all

from engine.store.queries.stream import Stream, directed
from engine.store.types import Moment

COUNTED = 10_000  # a total is exact up to here


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
        return statement.order_by(*directed(found.c, is_descending))

    def count(self, most: int) -> Any:
        """(rows looked at, rows found); as many as `most` + 1 are looked at."""
        parts = [stream.ids(most + 1) for stream in self.streams]
        if _is_one(self.streams):
            some = parts[0].subquery()
            return select(func.count().label("looked_at"), func.count(some.c.id).label("found"))
        every = union_all(*(select(part.subquery()) for part in parts)).subquery()
        some = select(every.c.id).limit(most + 1).subquery()
        once = (
            select(some.c.id, func.count().label("rows")).group_by(some.c.id).subquery()
        )  # not sorted, as by DISTINCT
        return select(func.coalesce(func.sum(once.c.rows), 0).label("looked_at"), func.count(once.c.id).label("found"))


def keys(
    streams: Sequence[Stream], beside: Sequence[Any] | None, limit: int, *, is_descending: bool = False
) -> Subquery:
    """Of the first rows of all streams beyond the keys `beside`."""
    if _is_one(streams):
        return streams[0].first(beside, limit, is_descending=is_descending).subquery()
    merged = heads(streams, beside, limit, is_descending=is_descending)
    return select(merged).order_by(*directed(merged.c, is_descending)).limit(limit).subquery()


def heads(
    streams: Sequence[Stream], beside: Sequence[Any] | None, limit: int, *, is_descending: bool = False
) -> Subquery:
    """The keys of the first rows of each stream and list; what two of them give stands there once."""
    parts = [stream.first(beside, limit, is_descending=is_descending) for stream in streams]
    return union(*(select(part.subquery()) for part in parts)).subquery()


def _is_one(streams: Sequence[Stream]) -> bool:
    return len(streams) == 1 and streams[0].each is None


def _kind(key: ColumnElement[Any]) -> type:
    return datetime if isinstance(key.type, Moment) else key.type.python_type
