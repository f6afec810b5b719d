"""Cases found by their keys."""

from typing import Any

from sqlalchemy import Select, select, union

from engine.store.queries.base import beginning
from engine.store.tables.instance import instance

MOST = 200  # cases of one key that begins with the text

row = instance.c


def named_cases(text: str) -> Select[Any]:
    """Root ids of cases whose business key begins with the text, or whose id it is."""
    by_key = select(row.root_id).where(beginning(text, row.business_key)).limit(MOST)
    by_id = select(row.root_id).where(row.id == text)
    return select(union(select(by_key.subquery()), by_id).subquery())
