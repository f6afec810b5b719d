"""A list from its first page to its last."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.model.view import Page


def rows_of(read: Callable[[str | None], Page]) -> Iterator[Any]:
    """The rows of every page; `read` gives the page at a place, the first one at None."""
    at: str | None = None
    while True:
        page = read(at)
        yield from page.items
        if page.next is None:
            return
        at = page.next
