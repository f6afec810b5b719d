"""What collected rows come to: one change per table, kind of statement and set of columns, in a fixed order."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, Table

from engine.store.rows import Key, Row, Rows
from engine.store.schema import TABLES

PLACES = {table: place for place, table in enumerate(TABLES)}
Verb = Literal["delete", "insert", "update", "close"]


class Change(NamedTuple):
    """`names` are the columns that an update or a closing changes; each row has the values of `columns_of`."""

    verb: Verb
    table: Table
    names: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def changes(rows: Rows) -> Iterator[Change]:
    """In the order of foreign keys. Keys in order, so that two transactions meet rows in the same order."""
    for table in reversed(_in_order(rows.deletes)):
        if keys := rows.deletes[table]:
            yield Change("delete", table, (), sorted(keys))
    for table in _in_order(rows.inserts):
        if inserts := rows.inserts[table]:
            defaults = _defaults(table)  # in the order of the columns, which a union keeps
            yield Change("insert", table, (), [list((defaults | row).values()) for row in inserts.values()])
    for table in _in_order(rows.updates | rows.closings):
        for names, alike in _alike(rows.updates.get(table, {})):
            yield Change("update", table, names, alike)
        for names, alike in _alike(rows.closings.get(table, {})):
            yield Change("close", table, names, alike)


def columns_of(verb: Verb, table: Table, names: tuple[str, ...]) -> tuple[list[Column[Any]], list[Column[Any]]]:
    """By which a row is found, none for an insert, and then those that it gives a value."""
    if verb == "insert":
        return [], list(table.c)
    return list(table.primary_key), [table.c[name] for name in names]


def _in_order(tables: Iterable[Table]) -> list[Table]:
    """Those that others refer to come first."""
    return sorted(tables, key=PLACES.__getitem__)


def _alike(rows: dict[Key, Row]) -> Iterable[tuple[tuple[str, ...], list[Key]]]:
    """Rows that change the same columns."""
    found: dict[tuple[str, ...], list[Key]] = {}
    for key in sorted(rows):
        row = rows[key]
        names = tuple(sorted(row))
        found.setdefault(names, []).append((*key, *[row[name] for name in names]))
    return sorted(found.items())


@cache
def _defaults(table: Table) -> Row:
    """What stands in each column where a new row says nothing."""
    return {column.name: getattr(column.default, "arg", None) for column in table.c}
