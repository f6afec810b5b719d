"""Values of the variables that a process declares to be searched by, each in the column of its type."""

from sqlalchemy import Boolean, Column, Double, Index, String, Table

from engine.store.tables.indexing import partial
from engine.store.tables.metadata import metadata
from engine.store.types import Label, Moment

search_value = Table(
    "search_value",
    metadata,
    Column("instance_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("text", Label),  # cut to a length that an index takes
    Column("number", Double),
    Column("moment", Moment),
    Column("flag", Boolean(create_constraint=False)),
)
row = search_value.c
COLUMNS = {"text": row.text, "number": row.number, "date": row.moment, "boolean": row.flag}
for _each in COLUMNS.values():
    Index(f"ix_search_value_{_each.name}", row.name, _each, row.instance_id, **partial(_each.is_not(None)))
