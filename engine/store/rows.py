"""The rows that a unit of work is going to write, collected so that each is written once, all in few statements."""

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
        key = tuple([row[name] for name in key_names(table)])
        if table in self.deletes:
            self.deletes[table].discard(key)
        self._forget(table, key)
        self.inserts.setdefault(table, {})[key] = row

    def update(self, table: Table, *key: Any, **values: Any) -> None:
        """Of a row that is deleted in this unit: nothing."""
        for written in (self.inserts, self.closings):
            if key in written.get(table, ()):
                written[table][key].update(values)
                return
        if key not in self.deletes.get(table, ()):
            self.updates.setdefault(table, {}).setdefault(key, {}).update(values)

    def close(self, table: Table, *key: Any, **values: Any) -> None:
        """An update of a row whose state is open; else the row stays as it is."""
        earlier = self.inserts.get(table, {}).get(key) or self.updates.get(table, {}).get(key, {})
        if earlier.get("state") == "open":
            earlier.update(values)
        elif "state" not in earlier and key not in self.deletes.get(table, ()):
            self.updates.get(table, {}).pop(key, None)
            self.closings.setdefault(table, {}).setdefault(key, earlier | values)

    def delete(self, table: Table, *key: Any) -> None:
        self.inserts.get(table, {}).pop(key, None)
        self._forget(table, key)
        self.deletes.setdefault(table, set()).add(key)

    def _forget(self, table: Table, key: Key) -> None:
        for written in (self.updates, self.closings):
            if table in written:
                written[table].pop(key, None)

    def has_insert(self, table: Table, *key: Any) -> bool:
        return key in self.inserts.get(table, {})

    def inserted(self, table: Table) -> Iterator[Row]:
        return iter(self.inserts.get(table, {}).values())

    def clear(self) -> None:
        self.inserts, self.updates, self.closings, self.deletes = {}, {}, {}, {}


def key_names(table: Table) -> tuple[str, ...]:
    names: tuple[str, ...] | None = table.info.get("key_names")
    if names is None:
        names = table.info["key_names"] = tuple(column.name for column in table.primary_key)
    return names
