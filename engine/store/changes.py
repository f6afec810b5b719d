"""What collected rows come to: one change per table, kind of statement and set of columns, in a fixed order."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal, NamedTuple

from sqlalchemy import Table

from engine.store.rows import Key, Row, Rows, key_names
from engine.store.schema import TABLES

KEY = "key_"  # before the parameters that find the row, apart from those that change it
PLACES = {table: place for place, table in enumerate(TABLES)}
Verb = Literal["delete", "insert", "update", "close"]


class Change(NamedTuple):
    """`names` are the columns that an update or a closing changes."""

    verb: Verb
    table: Table
    names: tuple[str, ...]
    rows: list[Row]


def changes(rows: Rows) -> Iterator[Change]:
    """In the order of foreign keys. Keys in order, so that two transactions meet rows in the same order."""
    for table in reversed(_in_order(rows.deletes)):
        if keys := rows.deletes[table]:
            yield Change("delete", table, (), [_key_row(table, key) for key in sorted(keys)])
    for table in _in_order(rows.inserts):
        if inserts := rows.inserts[table]:
            yield Change("insert", table, (), list(inserts.values()))
    for table in _in_order(rows.updates | rows.closings):
        for names, alike in _alike(table, rows.updates.get(table, {})):
            yield Change("update", table, names, alike)
        for names, alike in _alike(table, rows.closings.get(table, {})):
            yield Change("close", table, names, alike)


def _in_order(tables: Iterable[Table]) -> list[Table]:
    """Those that others refer to come first."""
    return sorted(tables, key=PLACES.__getitem__)


def _alike(table: Table, rows: dict[Key, Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Rows that change the same columns."""
    keys = sorted((tuple(sorted(row)), key) for key, row in rows.items())
    for names, group in groupby(keys, key=lambda item: item[0]):
        yield names, [_key_row(table, key) | rows[key] for _, key in group]


def _key_row(table: Table, key: tuple[Any, ...]) -> Row:
    return {KEY + name: value for name, value in zip(key_names(table), key, strict=True)}
