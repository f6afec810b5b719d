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

from engine.store.changes import Verb, changes, columns_of
from engine.store.databases.binary import Encode, Kind, encoder, kind_of
from engine.store.databases.channel import Call, Prepared
from engine.store.rows import Rows
from engine.store.tables.upserts import UPSERTS

DIALECT: Dialect = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
KEY = "key_"  # before the parameters that find the row, apart from those that change it
_quoted = DIALECT.identifier_preparer

Shape = tuple[Verb, Table, tuple[str, ...], bool]
"""Of a change; the last says whether it is of several rows."""


class Parameter(NamedTuple):
    """`name` is the column's, after KEY where it finds the row; `none` is what stands for None."""

    name: str
    kind: Kind
    encode: Encode
    none: bytes | None


def flush_call(rows: Rows) -> Call | None:
    """What writes all the rows; None when there are none."""
    todo = list(changes(rows))
    if not todo:
        return None
    prepared, parameters = _bundle(tuple((verb, table, names, len(rows) > 1) for verb, table, names, rows in todo))
    values: list[bytes | None] = []
    for each, columns in zip(todo, parameters, strict=True):
        if len(each.rows) == 1:
            values += _encoded(columns, each.rows[0])
        else:
            encoded = zip(*(_encoded(columns, row) for row in each.rows), strict=True)
            values += [column.kind.array(items) for column, items in zip(columns, encoded, strict=True)]
    return prepared, values


def query_call(clause: Any, **parameters: Any) -> Call:
    """A select, its parameters by name."""
    text, names = _query(clause)
    return text, [encode(parameters[name]) for name, encode in names]


def _encoded(columns: Sequence[Parameter], row: Sequence[Any]) -> list[bytes | None]:
    return [none if value is None else encode(value) for (_, _, encode, none), value in zip(columns, row, strict=True)]


@cache
def _bundle(shapes: tuple[Shape, ...]) -> tuple[Prepared, Sequence[Sequence[Parameter]]]:
    numbers = count(1)
    parts = [_PARTS[verb](table, names, is_many, numbers) for verb, table, names, is_many in shapes]
    with_ = ", ".join(f"p{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    parameters = [_parameters(verb, table, names) for verb, table, names, _ in shapes]
    oids = tuple(
        each.kind.array_oid if shape[3] else each.kind.oid
        for shape, columns in zip(shapes, parameters, strict=True)
        for each in columns
    )
    return Prepared(f"WITH {with_} {parts[-1]}" if with_ else parts[-1], oids), parameters


@cache
def _parameters(verb: Verb, table: Table, names: tuple[str, ...]) -> tuple[Parameter, ...]:
    found_by, given = columns_of(verb, table, names)
    return (*(_parameter(column, KEY) for column in found_by), *map(_parameter, given))


def _parameter(column: Column[Any], before: str = "") -> Parameter:
    return Parameter(before + column.name, kind_of(column.type, DIALECT), *encoder(column.type, DIALECT))


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
    encoders = [(name, encoder(compiled.binds[name].type, DIALECT)[0]) for name in names]
    return Prepared(str(compiled), tuple(kind.oid for kind in kinds)), encoders
