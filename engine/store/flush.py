"""Writes collected rows: one bulk statement per table, or set of changed columns, in the order of foreign keys."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby
from typing import Any

from sqlalchemy import Table

from engine.store.rows import Key, Row, Rows
from engine.store.schema import TABLES
from engine.store.statements import KEY, Cursor, Statement, Statements


def flush(rows: Rows, driver: Any, statements: Statements) -> None:
    """Runs and empties `rows` on the driver's connection; PostgreSQL gets all statements in one round trip."""
    if not rows:
        return
    with _pipeline(driver):
        cursor: Cursor = driver.cursor()
        for statement, parameters in _work(rows, statements):
            statement.run(cursor, parameters)
    rows.clear()


def _work(rows: Rows, statements: Statements) -> Iterator[tuple[Statement, list[Row]]]:
    for table in reversed(TABLES):
        if keys := rows.deletes.get(table):
            yield statements.delete(table), [_key_row(table, key) for key in sorted(keys)]
    for table in TABLES:
        if inserts := rows.inserts.get(table):
            yield statements.insert(table), list(inserts.values())
    for table in TABLES:
        for names, changes in _alike(table, rows.updates.get(table)):
            yield statements.update(table, names), changes
        for names, changes in _alike(table, rows.closings.get(table)):
            yield statements.close(table, names), changes


def _alike(table: Table, rows: dict[Key, Row] | None) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Rows that change the same columns; keys in order, so that two transactions meet them in the same order."""
    if not rows:
        return
    keys = sorted((tuple(sorted(row)), key) for key, row in rows.items())
    for names, group in groupby(keys, key=lambda item: item[0]):
        yield names, [_key_row(table, key) | rows[key] for _, key in group]


def _key_row(table: Table, key: tuple[Any, ...]) -> Row:
    return {KEY + column.name: value for column, value in zip(table.primary_key, key, strict=True)}


def _pipeline(driver: Any) -> AbstractContextManager[Any]:
    return driver.pipeline() if hasattr(driver, "pipeline") else nullcontext()
