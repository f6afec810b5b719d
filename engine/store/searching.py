"""Keeps the searchable values of an instance beside it: after every commit they are those of its process scope.

Only what a commit changed is written; a process that declares nothing costs nothing.
"""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from engine.model.search import SearchType, Value, changed, kept
from engine.store.rows import Rows
from engine.store.tables.search_value import COLUMNS, search_value

Declared = dict[str, SearchType]


class Searched:
    """Of one instance: the declared variables as they were at the last commit, and their types then."""

    def __init__(self, declared: Declared, variables: Mapping[str, Any]) -> None:
        self._declared = declared
        self._before = _some(variables, declared)

    def write(
        self, rows: Rows, instance_id: str, declared: Declared, variables: Mapping[str, Any], zone: tzinfo
    ) -> None:
        """What has another value now, or another type, as after a migration."""
        then, before = self._declared, self._before
        self._declared, self._before = declared, _some(variables, declared)
        names = changed(before, self._before, declared) if then == declared else then | declared
        for name in names:
            old = _kept(then, before, name, zone)
            new = _kept(declared, self._before, name, zone)
            if new is not None and new != old:
                rows.insert(search_value, instance_id=instance_id, name=name, **new)
            elif new is None and old is not None:
                rows.delete(search_value, instance_id, name)


def _some(variables: Mapping[str, Any], declared: Declared) -> dict[str, Any]:
    return {name: variables[name] for name in declared if name in variables}


def _kept(declared: Declared, values: Mapping[str, Any], name: str, zone: tzinfo) -> dict[str, Value] | None:
    """The column that it is kept in and the value there; None where there is no row."""
    value = kept(declared[name], values.get(name), zone) if name in declared else None
    return None if value is None else {COLUMNS[declared[name]].name: value}
