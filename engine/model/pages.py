"""A list from its first page to its last."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.model.view import Page


def rows_of(read: Callable[[str | None], Page]) -> Iterator[Any]:
    """The rows of every page, none twice; `read` gives the page at a place, the first one at None."""
    page = read(None)
    yield from page.items
    while page.next is not None:
        page = read(page.next)
        yield from page.items
