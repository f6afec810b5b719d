"""Rows in the order of one index: what lists are made of.

A stream may stand for many: the offers of each group of a person. They are asked for in one statement, whose text is
the same for one group as for fifty, so that it is put together, compiled and planned once.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, String, and_, case, func, select, true, tuple_
from sqlalchemy import literal as bound
from sqlalchemy.sql.util import ClauseAdapter

Keys = Sequence[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Lists:
    """Names of lists, each of which one index gives in order.

    `is_lateral`: whether a subquery in FROM may name what stands before it, which SQLite does not know.
    """

    names: Sequence[str]
    is_lateral: bool

    def table(self) -> FromClause:
        """One column, `value`."""
        if self.is_lateral:
            names = func.unnest(bound(list(self.names), ARRAY(String)))
            return names.table_valued("value").render_derived()
        return func.json_each(bound(json.dumps(list(self.names)))).table_valued("value")


@dataclass(frozen=True, slots=True)
class Stream:
    """`keys`: never NULL, and the last one is the id of the row that is listed.

    `passing`: conditions that no index helps with; rows that do not meet them are passed by.
    `each`: a column, and lists: the stream is one for each list, whose name the column is.
    `counted_by`: keys of an index that holds all there is in the conditions, so that counting looks into no row.
    """

    keys: Keys
    where: Sequence[ColumnElement[bool]]
    passing: Sequence[ColumnElement[bool]] = ()
    each: tuple[ColumnElement[str], Lists] | None = None
    counted_by: Keys = ()

    @property
    def id(self) -> ColumnElement[Any]:
        return self.keys[-1]

    def first(self, beside: Sequence[Any] | None, limit: int, *, is_descending: bool = False) -> Select[Any]:
        """The keys k0, k1 ... of the first rows beyond the keys `beside`; of each list so many, in no order then."""
        if self.each is None:
            return self._first(self.where, beside, limit, is_descending)
        column, lists = self.each
        names = lists.table()
        found = self._first((column == names.c.value, *self.where), beside, limit, is_descending)
        if lists.is_lateral:
            return _beside_each(names, found)
        again = self.id.table.alias()
        there = [ClauseAdapter(again).traverse(key) for key in self.keys]
        ids = found.with_only_columns(self.id).correlate(names)
        return select(*_named(there)).select_from(names.join(again, there[-1].in_(ids)))

    def ids(self, most: int) -> Select[Any]:
        """Of rows to be counted; NULL for one that is looked at and passed by."""
        ids = select((case((and_(*self.passing), self.id)) if self.passing else self.id).label("id"))
        ids = ids.where(*self.where).limit(most)
        ordered = ids.order_by(*(self.counted_by or self.keys))  # else whole tables may be read for them
        if self.each is None:
            return ordered
        column, lists = self.each
        names = lists.table()
        if lists.is_lateral:
            return _beside_each(names, ordered.where(column == names.c.value))
        return ids.where(column.in_(select(names.c.value)))

    def _first(
        self, where: Sequence[ColumnElement[bool]], beside: Sequence[Any] | None, limit: int, is_descending: bool
    ) -> Select[Any]:
        statement = select(*_named(self.keys)).where(*where, *self.passing)
        if beside is not None:
            here = tuple_(*self.keys)
            there = tuple_(*(bound(value, key.type) for value, key in zip(beside, self.keys, strict=True)))
            statement = statement.where(here < there if is_descending else here > there)
        return statement.order_by(*directed(self.keys, is_descending)).limit(limit)


def directed(columns: Iterable[ColumnElement[Any]], is_descending: bool) -> list[ColumnElement[Any]]:
    return [each.desc() if is_descending else each.asc() for each in columns]


def _named(keys: Keys) -> list[ColumnElement[Any]]:
    return [key.label(f"k{number}") for number, key in enumerate(keys)]


def _beside_each(names: FromClause, found: Select[Any]) -> Select[Any]:
    rows = found.lateral()
    return select(*rows.c).select_from(names.join(rows, true()))
