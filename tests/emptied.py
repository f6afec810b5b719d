"""A database made as it was for the next test: to copy and to drop one takes PostgreSQL many times as long."""

from typing import LiteralString

import psycopg
from psycopg import Connection, sql

from engine.store.schema import TABLES

NAMES = [*(each.name for each in reversed(TABLES)), "alembic_version"]
CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_trigger", "pg_proc")
# with whoever made each row of them: nothing is created, altered or dropped without one
_SHAPE = "SELECT {}".format(
    ", ".join(f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {each})" for each in CATALOGS)
)
_OTHERS: LiteralString = """SELECT pg_sleep(0.01), count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
LOOKS = 50  # for those who are just leaving


class Emptied:
    """Knows the database at `url` as it is now; makes copies of it so again."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
            self._rows = {name: rows for name in NAMES if (rows := _rows(connection, name))}

    def is_again(self, url: str) -> bool:
        """False where somebody is still connected, or more than rows was changed: then it is of no more use."""
        with psycopg.connect(url) as connection:
            if not _is_left_alone(connection) or connection.execute(_SHAPE).fetchone() != self._shape:
                return False
            connection.execute("; ".join(f"DELETE FROM {name}" for name in NAMES))
            for name, rows in self._rows.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
        return True


def _is_left_alone(connection: Connection) -> bool:
    return any(connection.execute(_OTHERS).fetchone()[1] == 0 for _ in range(LOOKS))


def _rows(connection: Connection, name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(copy)
