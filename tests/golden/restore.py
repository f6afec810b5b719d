"""A database as an older version left it: its schema, made by the migrations up to that version, and its rows."""

import gzip
import json
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Boolean, Connection, DateTime, MetaData, create_engine, insert, text

from engine.store.migrate import configuration

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("v*.json.gz"))


def read(file: Path) -> dict[str, Any]:
    """`revision`: of the schema. `tables`: name -> rows, as SQLite keeps them."""
    found: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()), object_hook=_plain)
    return found


def restore(url: str, file: Path) -> None:
    """Into an empty database."""
    engine, golden = create_engine(url), read(file)
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, golden["revision"])
        _fill(connection, golden["tables"])
    engine.dispose()


def _fill(connection: Connection, tables: dict[str, list[dict[str, Any]]]) -> None:
    known = MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of indexes over expressions, which no row needs
        known.reflect(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))  # rows of all tables at once
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for name, rows in tables.items():
        table = known.tables[name]
        connection.execute(table.delete())  # what the migrations themselves have put there
        connection.execute(insert(table), [{key: _fit(table.c[key].type, row[key]) for key in row} for row in rows])


def _fit(kind: Any, value: Any) -> Any:
    if isinstance(kind, Boolean) and value is not None:
        return bool(value)
    return datetime.fromisoformat(value) if isinstance(kind, DateTime) and value is not None else value


def _plain(found: dict[str, Any]) -> Any:
    return bytes.fromhex(found["hex"]) if found.keys() == {"hex"} else found
