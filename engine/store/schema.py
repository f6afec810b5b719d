"""All tables, in the order of their foreign keys, and the way to make them where nothing is to be migrated."""

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from engine.store.tables import (
    account,
    archive,
    attachment,
    checkpoint,
    comment,
    customer,
    definition,
    definition_draft,
    delivery,
    draft,
    history,
    instance,
    job,
    login_attempt,
    message,
    notice,
    presence,
    saved_filter,
    search_value,
    tail,
    token,
    user_task,
)
from engine.store.tables.metadata import metadata

TOPICS = (
    checkpoint,
    archive,
    history,
    definition,
    definition_draft,
    instance,
    user_task,
    job,
    login_attempt,
    message,
    notice,
    delivery,
    account,
    comment,
    attachment,
    customer,
    draft,
    saved_filter,
    search_value,
    presence,
    tail,
    token,
)
TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)


@cache
def script(dialect_name: str) -> str:
    """The SQL that makes all tables; for a database in memory, which no migration ever meets."""
    dialect: Any = (postgresql if dialect_name == "postgresql" else sqlite).dialect()
    indexes = [index for table in TABLES for index in sorted(table.indexes, key=lambda index: str(index.name))]
    parts = [CreateTable(table) for table in TABLES] + [CreateIndex(index) for index in indexes]
    return ";\n".join(str(part.compile(dialect=dialect)) for part in parts)
