"""The part of a long list that a page shows."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from engine.model.view import Page

LIMIT = 50
ROWS = frozenset({"search", "state", "process"})
CONDITIONS = ("op-", "is-", "to-")  # before the names of searchable variables (webui/searching)


def at() -> str | None:
    """The place in the list that the page before named, from the query."""
    return request.args.get("at") or None


def part(read: Callable[..., Page], *asked: Any, limit: int = LIMIT, **narrowed: Any) -> Page:
    """What `read` finds at that place; the first part of the list where all behind the place has gone meanwhile."""
    found = read(*asked, at=at(), limit=limit, **narrowed)
    return found if found.items or at() is None else read(*asked, at=None, limit=limit, **narrowed)


def search() -> str:
    return request.args.get("search", "").strip()[:200]


def without_conditions() -> dict[str, str]:
    """The list as it is, but for what it is searched by."""
    return {name: value for name, value in without_place(request.args).items() if not name.startswith(CONDITIONS)}


def narrowed() -> dict[str, str]:
    """What says which rows the list has, for its export."""
    return {name: value for name, value in request.args.items() if name in ROWS or name.startswith(CONDITIONS)}


def without_place(query: Mapping[str, str]) -> dict[str, str]:
    """Leads to the first page."""
    return {name: value for name, value in query.items() if name != "at"}
