"""Who did what, and when: commits of all streams, found by case, by person and by time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy import literal as bound

from engine.model.chain import kinds_in
from engine.model.view import CommitLine, Page
from engine.store.queries import place
from engine.store.queries.base import Queries, columns, text_of
from engine.store.tables.history import IS_OF_PERSON, history
from engine.store.tables.instance import instance

WINDOW = 5_000  # commits that one page looks through for kinds of events
ORDER = "commit.newest"
MOST = 200  # cases of one business key

row = history.c
KEYS = (row.at, row.stream, row.version)
TYPES = (datetime, str, int)
_NEWEST = [each.desc() for each in KEYS]


class CommitSearchQueries(Queries):
    def found_commits(
        self,
        *,
        case: str = "",
        user_id: str | None = None,
        kind: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of CommitLine, the newest first. `case`: an id or a business key; `kind`: of an event in the commit.

        Kinds are looked for in WINDOW commits at a time: a page may hold few or none and still have a next one.
        Raises Rejected `query.bad_place`.
        """
        asked = place.read(at, ORDER)
        where = [*_of(case, user_id), *_between(since, until)]
        if asked is not None:
            there = tuple_(*(bound(value, key.type) for value, key in zip(asked.values(TYPES), KEYS, strict=True)))
            where.append(tuple_(*KEYS) < there)
        found = self._all(_hits(where, kind, limit + 1))
        last = found[limit - 1] if len(found) > limit else self._end_of_window(where) if kind else None
        after = None if last is None else place.place(ORDER, (last.at, last.stream, last.version), is_backward=False)
        items = [_line(each) for each in found[:limit]]
        is_all = after is None and at is None
        return Page(items=items, total=len(items), is_total_exact=is_all, next=after.text if after else None)

    def _end_of_window(self, where: Sequence[ColumnElement[bool]]) -> Any:
        """The last commit that was looked through; None where there are no further ones."""
        return self._first(select(*KEYS).where(*where).order_by(*_NEWEST).offset(WINDOW - 1).limit(1))


def _hits(where: Sequence[ColumnElement[bool]], kind: str | None, limit: int) -> Select[Any]:
    found = select(*columns(history, CommitLine), row.body).where(*where).order_by(*_NEWEST)
    if kind is None:
        return found.limit(limit)
    window = found.limit(WINDOW).subquery()
    is_of_kind = window.c.body.contains(f'"e":"{kind}"', autoescape=True)
    return select(window).where(is_of_kind).order_by(*(window.c[key.name].desc() for key in KEYS)).limit(limit)


def _of(case: str, user_id: str | None) -> list[ColumnElement[bool]]:
    text = text_of(case)
    named = select(instance.c.root_id).where(instance.c.business_key == text).limit(MOST)
    of_case = [or_(row.root_id == text, row.root_id.in_(named))] if text else []
    return [*of_case, *([IS_OF_PERSON, row.actor_id == user_id] if user_id is not None else ())]


def _between(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    return [*([row.at >= since] if since is not None else ()), *([row.at < until] if until is not None else ())]


def _line(found: Any) -> CommitLine:
    values = {name: value for name, value in found._mapping.items() if name != "body"}
    return CommitLine(**values, kinds=kinds_in(found.body))
