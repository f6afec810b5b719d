"""Writes collected rows on a cursor of the driver: one bulk statement per change."""

from engine.store.changes import changes
from engine.store.rows import Rows
from engine.store.statements import Cursor, Statements


def flush(rows: Rows, cursor: Cursor, statements: Statements) -> None:
    """Runs and empties `rows`."""
    for verb, table, names, alike in changes(rows):
        statements.of(verb, table, names).run(cursor, alike)
    rows.clear()
