"""Many rows into one table of PostgreSQL, in the binary format of COPY (PostgreSQL, "COPY", "Binary Format")."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, TableClause

from engine.store.bundles import DIALECT
from engine.store.databases.binary import Encode, encoder

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, nothing more in the head
END = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"

Row = Sequence[Any]


def copy_in(connection: Connection, table: TableClause, pages: Iterable[Sequence[Row]]) -> None:
    """In the transaction of the connection; plans know of the rows at once."""
    quote = DIALECT.identifier_preparer.quote
    encoders = [encoder(column.type, DIALECT) for column in table.columns]
    names = ", ".join(quote(column.name) for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(HEAD)
            for page in pages:
                copy.write(b"".join([_record(row, encoders) for row in page]))
            copy.write(END)
        cursor.execute(f"ANALYZE {quote(table.name)}")


def _record(row: Row, encoders: Sequence[tuple[Encode, bytes | None]]) -> bytes:
    parts = [len(row).to_bytes(2, "big")]
    for value, (encode, none) in zip(row, encoders, strict=True):
        field = none if value is None else encode(value)
        parts.append(NULL if field is None else len(field).to_bytes(4, "big") + field)
    return b"".join(parts)
