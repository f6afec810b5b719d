"""The part of a long list that a page shows."""

from collections.abc import Mapping

from flask import request

LIMIT = 50


def at() -> str | None:
    """The place in the list that the page before named, from the query."""
    return request.args.get("at") or None


def search() -> str:
    return request.args.get("search", "").strip()[:200]


def without_conditions() -> dict[str, str]:
    """The list as it is, but for what it is searched by (webui/searching)."""
    mine = ("op-", "is-", "to-")
    return {name: value for name, value in without_place(request.args).items() if not name.startswith(mine)}


def without_place(query: Mapping[str, str]) -> dict[str, str]:
    """Leads to the first page."""
    return {name: value for name, value in query.items() if name != "at"}
