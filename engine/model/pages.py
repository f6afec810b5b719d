"""A list from its first page to its last."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.model.view import Page


def rows_of(read: Callable[[str | None], Page]) -> Iterator[Any]:
    """The rows of every page; `read` gives the page at a place, the first one at None.

    Where all that followed a place has gone meanwhile the list begins again, with nothing before it: that is its end.
    """
    page = read(None)
    yield from page.items
    while page.next is not None:
        page = read(page.next)
        if page.previous is None:
            return
        yield from page.items
