"""Lists by the searchable variables of cases: what is asked for is looked up among what processes declare."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from msgspec.structs import replace

from engine.errors import Rejected
from engine.model.search import Condition, SearchType, Sought, understood
from engine.model.view import InstanceView, Page, UserTaskView
from engine.store.reader import Reader

MOST = 10  # conditions at once


class Search:
    """Of one list: of one process, or of all when `process_key` is None."""

    def __init__(self, reader: Reader, process_key: str | None, conditions: Sequence[Condition], zone: tzinfo) -> None:
        """Raises Rejected `search.too_many`, `search.unknown_name`, `search.bad_value`, `search.bad_operator`."""
        self._reader = reader
        is_wanted = bool(conditions) or process_key is not None
        self._declared = reader.searchable(process_key) if is_wanted else []
        if len(conditions) > MOST:
            raise Rejected("search.too_many", most=MOST)
        self.sought: list[Sought] = [understood(each, self._types(each.name), zone) for each in conditions]
        own = [name for each in self._declared for name in each] if process_key is not None else []
        self._names = dict.fromkeys([*own, *(each.name for each in conditions)])

    def _types(self, name: str) -> list[SearchType]:
        """Most often one: another process may have another variable of this name."""
        types = list(dict.fromkeys(each[name] for each in self._declared if name in each))
        if not types:
            raise Rejected("search.unknown_name", name=name)
        return types

    def shown(self, page: Page) -> Page:
        """With the values of the rows."""
        found = self._reader.searched({_instance_of(each) for each in page.items}, self._names)
        items: list[Any] = [replace(each, searched=found.get(_instance_of(each), {})) for each in page.items]
        return replace(page, items=items) if found else page


def _instance_of(row: UserTaskView | InstanceView) -> str:
    return row.instance_id if isinstance(row, UserTaskView) else row.id
