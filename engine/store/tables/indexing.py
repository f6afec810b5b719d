"""What indexes of lists are made of, the same text in the index and in the query: else it is not used."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

from engine.store.types import Moment


def partial(condition: ColumnElement[Any]) -> dict[str, Any]:
    """Options of an index on those rows only: a row that leaves the lists costs it nothing."""
    return {"postgresql_where": condition, "sqlite_where": condition}


def when_due(due_at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Never NULL: what has no due time comes last."""
    return func.coalesce(due_at, literal_column("'9999-12-31T00:00:00.000000Z'"), type_=Moment())
