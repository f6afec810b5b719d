"""The statements of the hot path on SQLite: compiled once from the tables, run on the driver's own cursor."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Column, Dialect, Table, bindparam, delete, insert, literal_column, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from engine.store.changes import Verb, columns_of
from engine.store.tables.upserts import UPSERTS

KEY = "key_"  # before the parameters that find the row, apart from those that change it


class Cursor(Protocol):
    """What is used of a DBAPI cursor."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...

    def executemany(self, sql: str, parameters: Any, /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Statement:
    """SQL text of one dialect, and how a row becomes its parameters."""

    def __init__(self, clause: Any, dialect: Dialect, found_by: list[Column[Any]], given: list[Column[Any]]) -> None:
        compiled: SQLCompiler = clause.compile(dialect=dialect, column_keys=[column.name for column in given])
        self.sql = str(compiled)
        names = [KEY + column.name for column in found_by] + [column.name for column in given]
        adapts = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in (*found_by, *given)]
        places = map(names.index, compiled.positiontup or ())
        self._shape = [(place, adapts[place]) for place in places]

    def run(self, cursor: Cursor, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            cursor.execute(self.sql, self._parameters(rows[0]))
        else:
            cursor.executemany(self.sql, [self._parameters(row) for row in rows])

    def _parameters(self, row: Sequence[Any]) -> list[Any]:
        return [row[place] if adapt is None else adapt(row[place]) for place, adapt in self._shape]


class Query:
    """A statement of one dialect that answers something, as the driver gives it."""

    def __init__(self, clause: Any, dialect: Dialect) -> None:
        compiled: SQLCompiler = clause.compile(dialect=dialect)
        self._sql = str(compiled)
        adapts = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._shape = [(name, adapts[name]) for name in compiled.positiontup or ()]
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}

    def run(self, cursor: Cursor, **given: Any) -> None:
        parameters = self._constants | given
        values = [parameters[name] if adapt is None else adapt(parameters[name]) for name, adapt in self._shape]
        cursor.execute(self._sql, values)


class Statements:
    """Those of one dialect; a store has one and keeps it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.of = cache(self._statement)
        self.query: Callable[[Any], Query] = cache(lambda clause: Query(clause, dialect))

    def _statement(self, verb: Verb, table: Table, names: tuple[str, ...]) -> Statement:
        return Statement(_clause(verb, table), self._dialect, *columns_of(verb, table, names))


def _clause(verb: Verb, table: Table) -> Any:
    if verb == "insert":
        return _upsert(table) if table in UPSERTS else insert(table)
    if verb == "delete":
        return delete(table).where(*_by_key(table))
    changed = update(table).where(*_by_key(table))
    return changed.where(table.c.state == literal_column("'open'")) if verb == "close" else changed


def _by_key(table: Table) -> list[Any]:
    return [column == bindparam(KEY + column.name, type_=column.type) for column in table.primary_key]


def _upsert(table: Table) -> Any:
    clause = sqlite.insert(table)
    key = [column.name for column in table.primary_key]
    changed = {c.name: clause.excluded[c.name] for c in table.c if c.name not in UPSERTS[table] and c.name not in key}
    if not changed:
        return clause.on_conflict_do_nothing(index_elements=key)
    return clause.on_conflict_do_update(index_elements=key, set_=changed)
