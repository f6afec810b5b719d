"""Rows found by the searchable variables of their instances.

A condition that few instances meet is looked up in the index of its values, and the list is made of those; one that
many meet is checked on each row of the list, where the next hit is never far.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy import literal as bound

from engine.model.search import Range, Sought, Value
from engine.store.queries.base import Queries
from engine.store.queries.narrowing import Few, Many
from engine.store.tables.search_value import COLUMNS, search_value

FEW = 1_000  # instances at most that are looked up one by one

row = search_value.c
Named = Callable[[Collection[str]], ColumnElement[bool]]
"""The condition on a row of the list that its instance is one of these."""


class SearchQueries(Queries):
    def searched(self, instance_ids: Collection[str], names: Collection[str]) -> dict[str, dict[str, Any]]:
        """Instance -> its values of these variables."""
        found: dict[str, dict[str, Any]] = {}
        if instance_ids and names:
            wanted = (row.instance_id.in_(sorted(instance_ids)), row.name.in_(sorted(names)))
            for each in self._all(select(search_value).where(*wanted)):
                found.setdefault(each.instance_id, {})[each.name] = _value(each)
        return found

    def _found_by(self, sought: Sequence[Sought], instance_id: ColumnElement[str], named: Named) -> list[Few | Many]:
        """The conditions, on the rows of a list: of the first one that few meet, the ids themselves."""
        few: list[Few | Many] = []
        for each in sought:
            if not few and len(ids := self._few(each)) <= FEW:
                few = [Few(named(ids))]
        return [*few, *(Many(_has(each, instance_id)) for each in sought)]

    def _few(self, sought: Sought) -> list[str]:
        """Instances that meet it; more than FEW stand for any number."""
        ranges = [(COLUMNS[part.type], each) for part in sought.parts for each in part.ranges]
        parts = [_first(sought.name, column, each).subquery() for column, each in ranges]
        return [each.instance_id for each in self._run(union_all(*(select(each) for each in parts)).limit(FEW + 1))]


def root_of(instance_id: str) -> str:
    """Every id inside a family begins with the id of its root."""
    return instance_id.partition(".")[0]


def _first(name: str, column: ColumnElement[Any], range: Range) -> Select[Any]:
    """In the order of the index, so that no more of it is read than is asked for."""
    wanted = select(row.instance_id).where(row.name == name, column.is_not(None), _in_range(column, range))
    return wanted.order_by(row.name, column, row.instance_id).limit(FEW + 1)


def _has(sought: Sought, instance_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Of one row at a time: an EXISTS would be joined, and so the whole list be read before its first row."""
    within = or_(*(_in_range(COLUMNS[part.type], each) for part in sought.parts for each in part.ranges))
    value = select(row.name).where(row.instance_id == instance_id, row.name == sought.name, within)
    return value.correlate_except(search_value).scalar_subquery().is_not(None)


def _in_range(column: ColumnElement[Any], range: Range) -> ColumnElement[bool]:
    def end(value: Value) -> ColumnElement[Any]:
        return bound(value, column.type)

    low, high, with_low, with_high = range
    if low is not None and low == high:
        return column == end(low)
    ends: list[ColumnElement[bool]] = []
    if low is not None:
        ends.append(column >= end(low) if with_low else column > end(low))
    if high is not None:
        ends.append(column <= end(high) if with_high else column < end(high))
    return and_(*ends)


def _value(found: Any) -> Any:
    return next(value for value in found[2:] if value is not None)
