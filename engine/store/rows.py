"""The rows that a unit of work is going to write, collected so that each table gets one bulk statement."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

Key = tuple[Any, ...]
Row = dict[str, Any]
Pending = dict[Table, dict[Key, Row]]


class Rows:
    """Changes by primary key; a later change of a row is merged into the earlier one."""

    def __init__(self) -> None:
        self.inserts: Pending = {}
        self.updates: Pending = {}
        self.closings: Pending = {}
        self.deletes: dict[Table, set[Key]] = {}

    def __bool__(self) -> bool:
        return bool(self.inserts or self.updates or self.closings or self.deletes)

    def insert(self, table: Table, **row: Any) -> None:
        key = tuple(row[name] for name in _key_names(table))
        self.deletes.get(table, set()).discard(key)
        self.inserts.setdefault(table, {})[key] = row

    def update(self, table: Table, *key: Any, **values: Any) -> None:
        inserted = self.inserts.get(table, {}).get(key)
        if inserted is not None:
            inserted.update(values)
        else:
            self.updates.setdefault(table, {}).setdefault(key, {}).update(values)

    def close(self, table: Table, *key: Any, **values: Any) -> None:
        """An update of a row whose state is open; else the row stays as it is."""
        earlier = self.inserts.get(table, {}).get(key) or self.updates.get(table, {}).get(key, {})
        if "state" not in earlier:
            self.closings.setdefault(table, {}).setdefault(key, values)
        elif earlier["state"] == "open":
            earlier.update(values)

    def delete(self, table: Table, *key: Any) -> None:
        self.inserts.get(table, {}).pop(key, None)
        self.updates.get(table, {}).pop(key, None)
        self.deletes.setdefault(table, set()).add(key)

    def has_insert(self, table: Table, *key: Any) -> bool:
        return key in self.inserts.get(table, {})

    def inserted(self, table: Table) -> Iterator[Row]:
        return iter(self.inserts.get(table, {}).values())

    def clear(self) -> None:
        self.inserts, self.updates, self.closings, self.deletes = {}, {}, {}, {}


def _key_names(table: Table) -> tuple[str, ...]:
    names: tuple[str, ...] | None = table.info.get("key_names")
    if names is None:
        names = table.info["key_names"] = tuple(column.name for column in table.primary_key)
    return names
