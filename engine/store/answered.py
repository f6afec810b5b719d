"""Answers of commands are kept for a while, so that whoever sends one again is told the same; then they go."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select

from engine.store.store import Store
from engine.store.tables.history import command

PORTION = 500  # rows that are looked at in one transaction


class Portion(NamedTuple):
    """`last`: time and id of the last answer that was looked at; None: there are no more."""

    gone: int = 0
    last: tuple[datetime, str] | None = None


def forget(
    store: Store, before: datetime, needed: Collection[str], after: tuple[datetime, str] | None = None
) -> Portion:
    """Takes out a portion of the answers that were given before, the oldest first, but for those of the jobs in
    `needed`, which know whom they have told by commands that are named after them.

    Several processes may do this at once: each passes over what another one is at.
    """
    with store.write() as unit:
        found = [(at, id) for at, id in unit.connection.execute(oldest(before, after))]
        gone = [id for _, id in found if not _is_of(needed, id)]
        if gone:
            unit.connection.execute(delete(command).where(command.c.id.in_(gone)))
    return Portion(len(gone), found[-1] if found else None)


def oldest(before: datetime, after: tuple[datetime, str] | None = None) -> Select[Any]:
    """Time and id of the next answers, locked."""
    found = select(command.c.at, command.c.id).where(command.c.at < before, *_behind(after))
    return found.order_by(command.c.at, command.c.id).limit(PORTION).with_for_update(skip_locked=True)


def _behind(after: tuple[datetime, str] | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    at, id = after
    return [command.c.at >= at, or_(command.c.at > at, and_(command.c.at == at, command.c.id > id))]


def _is_of(jobs: Collection[str], command_id: str) -> bool:
    """Whether the command is named after one of the jobs."""
    if not jobs:
        return False
    return any(command_id[:place] in jobs for place, sign in enumerate(command_id) if sign == "/")
