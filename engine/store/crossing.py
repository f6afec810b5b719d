"""Rows on their way from one kind of database to the other.

Text of any kind crosses as it is stored, neither read nor written anew; what the databases keep in different ways
(moments, booleans, numbers) crosses as its Python value.
"""

from collections.abc import Generator, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, Table, TableClause, Text, column, select, table
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.store.bundles import DIALECT
from engine.store.databases.binary import TEXT, kind_of
from engine.store.types import without_nul

PAGE = 200  # rows in memory at once
WIDTH = 2**128

Row = Sequence[Any]


class AsStored(TypeDecorator[str]):
    """The text in a column. PostgreSQL cannot hold NUL: it becomes what `Words` makes of it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return without_nul(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return without_nul(value)


@cache
def crossing(of: Table) -> TableClause:
    """The table with the types that its values cross by."""
    return table(of.name, *(column(each.name, _type_of(each)) for each in of.columns))


def _type_of(each: Column[Any]) -> TypeEngine[Any]:
    return AsStored() if kind_of(each.type, DIALECT) is TEXT else each.type


def pages(connection: Connection, of: TableClause) -> Generator[list[Row]]:
    """All rows, in no order, of which few are in memory."""
    size = 1 if any(isinstance(each.type, LargeBinary) for each in of.columns) else PAGE
    with connection.execute(select(of), execution_options={"yield_per": size}) as found:
        for page in found.partitions():
            yield [tuple(row) for row in page]


class Tally:
    """How many rows went by, and a sum over their digests: the same for the same rows, whatever their order."""

    def __init__(self) -> None:
        self.rows = 0
        self.sum = 0

    def of(self, rows: Iterator[list[Row]]) -> Iterator[list[Row]]:
        """Passed on as they are."""
        for page in rows:
            self.rows += len(page)
            self.sum = sum(map(_digest, page), self.sum) % WIDTH
            yield page


def tally(connection: Connection, of: TableClause) -> Tally:
    """Of what is there now."""
    found = Tally()
    for _ in found.of(pages(connection, of)):
        pass
    return found


def _digest(row: Row) -> int:
    return int.from_bytes(blake2b(msgspec.msgpack.encode(row), digest_size=16).digest())
