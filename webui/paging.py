"""The part of a long list that a page shows."""

from flask import request

LIMIT = 50
_FARTHEST = 1_000_000


def offset() -> int:
    """Rows to skip, from the query; nonsense counts as 0."""
    asked = request.args.get("offset", 0, type=int)
    return asked if 0 <= asked <= _FARTHEST else 0


def search() -> str:
    return request.args.get("search", "").strip()[:200]
