"""All rows of a flush in one statement: each change is a data-modifying WITH query (PostgreSQL only).

A change of one row takes its values as they are, a change of several an array per column; so a shape of flush (which
tables, one row or several) has one text, which is prepared once per connection.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.compiler import SQLCompiler

from engine.store.changes import KEY, Change, Verb, changes
from engine.store.databases.binary import Encode, Kind, encoder, kind_of
from engine.store.databases.channel import Call, Prepared
from engine.store.rows import Rows
from engine.store.tables.upserts import UPSERTS

DIALECT: Dialect = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_quoted = DIALECT.identifier_preparer

Shape = tuple[Verb, Table, tuple[str, ...], bool]
"""Of a change; the last says whether it is of several rows."""


class Parameter(NamedTuple):
    """`name` is the column's, after KEY where it finds the row."""

    name: str
    default: Any
    kind: Kind
    encode: Encode


def flush_call(rows: Rows) -> Call | None:
    """What writes all the rows; None when there are none."""
    todo = list(changes(rows))
    if not todo:
        return None
    shapes = tuple((each.verb, each.table, each.names, len(each.rows) > 1) for each in todo)
    return _text(shapes), [value for shape, each in zip(shapes, todo, strict=True) for value in _values(shape, each)]


def query_call(clause: Any, **parameters: Any) -> Call:
    """A select, its parameters by name."""
    text, names = _query(clause)
    return text, [encode(parameters[name]) for name, encode in names]


def _values(shape: Shape, change: Change) -> Iterator[bytes | None]:
    parameters = _parameters(*shape[:3])
    if not shape[3]:
        row = change.rows[0]
        return (encode(row.get(name, default)) for name, default, _, encode in parameters)
    return (
        kind.array([encode(row.get(name, default)) for row in change.rows])
        for name, default, kind, encode in parameters
    )


@cache
def _text(shapes: tuple[Shape, ...]) -> Prepared:
    numbers = count(1)
    parts = [_PARTS[verb](table, names, is_many, numbers) for verb, table, names, is_many in shapes]
    with_ = ", ".join(f"p{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    kinds = ((each.kind, is_many) for verb, table, names, is_many in shapes for each in _parameters(verb, table, names))
    oids = tuple(kind.array_oid if is_many else kind.oid for kind, is_many in kinds)
    return Prepared(f"WITH {with_} {parts[-1]}" if with_ else parts[-1], oids)


@cache
def _parameters(verb: Verb, table: Table, names: tuple[str, ...]) -> tuple[Parameter, ...]:
    keys = () if verb == "insert" else tuple(_parameter(column, KEY) for column in table.primary_key)
    others = table.c if verb == "insert" else [table.c[name] for name in names]
    return (*keys, *(_parameter(column) for column in others))


def _parameter(column: Column[Any], before: str = "") -> Parameter:
    default = None if before else getattr(column.default, "arg", None)
    return Parameter(before + column.name, default, kind_of(column.type, DIALECT), encoder(column.type, DIALECT))


def _insert(table: Table, names: tuple[str, ...], is_many: bool, numbers: Iterator[int]) -> str:
    columns = ", ".join(map(_quoted.format_column, table.c))
    return (
        f"INSERT INTO {_name(table)} ({columns}) {_source('insert', table, names, is_many, numbers)}{_or_else(table)}"
    )


def _update(table: Table, names: tuple[str, ...], is_many: bool, numbers: Iterator[int], more: str = "") -> str:
    source = _source("update", table, names, is_many, numbers)
    changed = ", ".join(f"{_quoted.quote(name)} = v.{_quoted.quote(name)}" for name in names)
    return f"UPDATE {_name(table)} AS t SET {changed} FROM ({source}) AS v WHERE {_is_it(table)}{more}"  # noqa: S608


def _close(table: Table, names: tuple[str, ...], is_many: bool, numbers: Iterator[int]) -> str:
    return _update(table, names, is_many, numbers, " AND t.state = 'open'")


def _delete(table: Table, names: tuple[str, ...], is_many: bool, numbers: Iterator[int]) -> str:
    source = _source("delete", table, names, is_many, numbers)
    return f"DELETE FROM {_name(table)} AS t USING ({source}) AS v WHERE {_is_it(table)}"  # noqa: S608


_PARTS = {"insert": _insert, "update": _update, "close": _close, "delete": _delete}


def _source(verb: Verb, table: Table, names: tuple[str, ...], is_many: bool, numbers: Iterator[int]) -> str:
    """The values, as columns with the names of their parameters."""
    parameters = _parameters(verb, table, names)
    aliases = ", ".join(_quoted.quote(each.name) for each in parameters)
    if is_many:
        arrays = ", ".join(f"${next(numbers)}::{each.kind.name}[]" for each in parameters)
        return f"SELECT * FROM unnest({arrays}) AS u({aliases})"  # noqa: S608
    values = ", ".join(f"${next(numbers)}::{each.kind.name} AS {_quoted.quote(each.name)}" for each in parameters)
    return f"SELECT {values}"


def _is_it(table: Table) -> str:
    names = [column.name for column in table.primary_key]
    return " AND ".join(f"t.{_quoted.quote(name)} = v.{_quoted.quote(KEY + name)}" for name in names)


def _or_else(table: Table) -> str:
    if table not in UPSERTS:
        return ""
    key = [column.name for column in table.primary_key]
    kept = UPSERTS[table].union(key)
    names = [_quoted.quote(column.name) for column in table.c if column.name not in kept]
    change = "UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in names) if names else "NOTHING"
    return f" ON CONFLICT ({', '.join(map(_quoted.quote, key))}) DO {change}"


def _name(table: Table) -> str:
    return _quoted.format_table(table)


@cache
def _query(clause: Any) -> tuple[Prepared, Sequence[tuple[str, Encode]]]:
    compiled: SQLCompiler = clause.compile(dialect=DIALECT)
    names = compiled.positiontup or []
    kinds = [kind_of(compiled.binds[name].type, DIALECT) for name in names]
    encoders = [(name, encoder(compiled.binds[name].type, DIALECT)) for name in names]
    return Prepared(str(compiled), tuple(kind.oid for kind in kinds)), encoders
