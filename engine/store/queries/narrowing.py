"""A list narrowed by what its rows say: little is looked for by keys, much is passed by, and never the whole list.

Words stand anywhere in a text, and no index finds them there. They are looked for in the first WINDOW rows of the list;
what begins with them in a key (a business key, a searchable variable, a phone number) is found wherever it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, union

from engine.store.queries.listing import keys
from engine.store.queries.stream import Keys, Stream

WINDOW = 5_000

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Among:
    """The rows of a list: as streams under further conditions, and as a condition on one row; `keys` are its keys."""

    streams: Callable[[Conditions, Conditions], list[Stream]]  # under conditions, and with what is passed by
    check: Conditions
    keys: Keys

    @property
    def id(self) -> ColumnElement[str]:
        return self.keys[-1]


@dataclass(frozen=True, slots=True)
class Few:
    """A condition that few rows meet, found by an index."""

    condition: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Many:
    """A condition that many rows meet: the next one is never far."""

    condition: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Words:
    """`within`: the text is somewhere in the row; `keyed`: the row is found by a key that begins with it."""

    within: ColumnElement[bool]
    keyed: ColumnElement[bool]


def narrowed(
    among: Among, more: Conditions, found: Sequence[Few | Many], words: Words | None, *, is_descending: bool = False
) -> Sequence[Stream]:
    """The streams of the list with `more` conditions, in its order."""
    few = [each.condition for each in found if isinstance(each, Few)]
    many = [each.condition for each in found if isinstance(each, Many)]
    if few:
        spoken = [words.within | words.keyed] if words else []
        return [Stream(among.keys, (*among.check, *more, *few, *many, *spoken))]
    if words is None:
        return among.streams(more, many)
    window = keys(among.streams(more, ()), None, WINDOW, is_descending=is_descending)
    within = select(among.id).where(among.id == list(window.c)[-1], words.within)
    hits = union(within, select(among.id).where(words.keyed)).subquery()
    return [Stream(among.keys, (*among.check, *more, *many, among.id.in_(select(hits))))]
