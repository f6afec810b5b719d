"""The part of a long list that a page shows."""

from collections.abc import Mapping

from flask import request

LIMIT = 50
ROWS = frozenset({"search", "state", "process"})
CONDITIONS = ("op-", "is-", "to-")  # before the names of searchable variables (webui/searching)


def at() -> str | None:
    """The place in the list that the page before named, from the query."""
    return request.args.get("at") or None


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
