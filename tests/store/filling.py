"""Rows for every table that grows with the cases, whatever they say: what matters to a plan is how many there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, insert, select

from engine.store.tables.instance import instance
from engine.store.types import Day, Json, Moment, Names, Numbers

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("job", "kind"): ("timer", "handler", "external", "step", "message"),
    ("subscription", "kind"): ("message", "signal"),
    ("incident", "state"): ("open", *["resolved"] * 30),
    ("delivery", "state"): ("dead", "failed", "waiting", *["sent"] * 60),
    ("delivery", "channel"): ("email", "webhook"),
    ("notice_failure", "state"): ("open", *["resolved"] * 30),
    ("notice_recipient", "kind"): ("user", "group"),
}
OF_CASE = ("root_id", "instance_id")
VALUES = 200  # different ones in a column that is no key


def fill(connection: Connection, tables: Iterable[Table], count: int, now: datetime) -> None:
    """Row n stands beside row n of the tables that it refers to, and belongs to an instance that is there."""
    cases = list(connection.scalars(select(instance.c.id).order_by(instance.c.id).limit(count)))
    for table in tables:
        connection.execute(insert(table), list(_rows(table, cases, now)))


def _rows(table: Table, cases: Sequence[str], now: datetime) -> Iterator[dict[str, Any]]:
    for number, case in enumerate(cases):
        row = {each.name: _value(each, number, now) for each in table.columns}
        yield row | {name: case for name in OF_CASE if name in row}


def _value(column: Column[Any], number: int, now: datetime) -> Any:
    of_table = column.table.name, column.name
    if of_table in CHOICES:
        return CHOICES[of_table][number % len(CHOICES[of_table])]
    for other in column.foreign_keys:
        return _value(other.column, number, now)
    kind = column.type
    if isinstance(kind, Moment):
        return now + timedelta(minutes=number - VALUES)
    if isinstance(kind, Day):
        return now.date()
    if isinstance(kind, Json):
        return {}
    if isinstance(kind, Names | Numbers):
        return ()
    if isinstance(kind, Boolean):
        return number % 50 == 0
    if isinstance(kind, Integer):
        return number % 7 if not column.primary_key else number
    if isinstance(kind, LargeBinary):
        return b""
    if column.primary_key:
        return f"{column.name}{number}"
    return f"{column.name}{number % VALUES}"
