"""The statements of the hot path on SQLite: compiled once from the tables, run on the driver's own cursor."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Dialect, Table, bindparam, delete, insert, literal_column, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from engine.store.changes import KEY, Verb
from engine.store.tables.upserts import UPSERTS


class Cursor(Protocol):
    """What is used of a DBAPI cursor."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...

    def executemany(self, sql: str, parameters: Any, /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Statement:
    """SQL text of one dialect, and how a row becomes its parameters."""

    def __init__(self, clause: Any, dialect: Dialect, table: Table, names: Sequence[str] = ()) -> None:
        compiled: SQLCompiler = clause.compile(dialect=dialect, column_keys=names)
        self.sql = str(compiled)
        self._is_positional = compiled.positional
        self._shape = [
            (name, *_source(table, name, dialect)) for name in (compiled.positiontup or compiled.bind_names.values())
        ]

    def run(self, cursor: Cursor, rows: Sequence[Mapping[str, Any]]) -> None:
        if len(rows) == 1:
            cursor.execute(self.sql, self._parameters(rows[0]))
        else:
            cursor.executemany(self.sql, [self._parameters(row) for row in rows])

    def _parameters(self, row: Mapping[str, Any]) -> Any:
        values = [
            row.get(name, default) if adapt is None else adapt(row.get(name, default))
            for name, default, adapt in self._shape
        ]
        return values if self._is_positional else dict(zip((name for name, _, _ in self._shape), values, strict=True))


class Query:
    """A select of one dialect whose parameters and results the driver takes as they are."""

    def __init__(self, clause: Any, dialect: Dialect) -> None:
        compiled: SQLCompiler = clause.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order = compiled.positiontup

    def run(self, cursor: Cursor, **parameters: Any) -> None:
        cursor.execute(self._sql, [parameters[name] for name in self._order] if self._order else parameters)


def _source(table: Table, name: str, dialect: Dialect) -> tuple[Any, Callable[[Any], Any] | None]:
    """The value of a parameter that a row does not give, and what makes it fit for the driver, where it does not."""
    column = table.c[name.removeprefix(KEY)]
    kind = column.type.dialect_impl(dialect)
    default = getattr(column.default, "arg", None)
    return default, kind.bind_processor(dialect)


class Statements:
    """Those of one dialect; a store has one and keeps it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.of = cache(self._statement)
        self.query: Callable[[Any], Query] = cache(lambda clause: Query(clause, dialect))

    def _statement(self, verb: Verb, table: Table, names: tuple[str, ...]) -> Statement:
        if verb == "insert":
            clause = insert(table) if table not in UPSERTS else _upsert(table)
            return Statement(clause, self._dialect, table, [column.name for column in table.c])
        if verb == "delete":
            return Statement(delete(table).where(*_by_key(table)), self._dialect, table)
        changed = update(table).where(*_by_key(table))
        is_open = verb == "close"
        clause = changed.where(table.c.state == literal_column("'open'")) if is_open else changed
        return Statement(clause, self._dialect, table, names)


def _by_key(table: Table) -> list[Any]:
    return [column == bindparam(KEY + column.name, type_=column.type) for column in table.primary_key]


def _upsert(table: Table) -> Any:
    clause = sqlite.insert(table)
    key = [column.name for column in table.primary_key]
    changed = {c.name: clause.excluded[c.name] for c in table.c if c.name not in UPSERTS[table] and c.name not in key}
    if not changed:
        return clause.on_conflict_do_nothing(index_elements=key)
    return clause.on_conflict_do_update(index_elements=key, set_=changed)
