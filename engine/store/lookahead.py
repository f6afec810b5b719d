"""What a unit is going to ask for, asked at once: one round trip where there is a server."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, select

from engine.store import catalogue
from engine.store.databases.database import Asked, Found, Session
from engine.store.queries.customers import CALLERS
from engine.store.queries.states import FREE_ROOT, LOCKED_ROOT
from engine.store.rows import Rows
from engine.store.tables.history import command
from engine.store.tables.job import job
from engine.store.tables.user_task import user_task

Ask = tuple[Any, str | None]
"""A select of the hot path, and the id it is for."""

ANSWER = select(command.c.answer).where(command.c.id == bindparam("id"))
TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("id"), literal_column("0"))))
FENCE = select(job.c.fence, job.c.lease_owner).where(job.c.id == bindparam("id")).with_for_update()
FORM = select(user_task.c.form_key).where(user_task.c.id == bindparam("id"))


class Wanted(NamedTuple):
    """What a command is going to ask for: its answer of before, family, lease of a job, form of a task, who has a
    phone number."""

    command_id: str | None = None
    root_id: str | None = None
    job_id: str | None = None
    task_id: str | None = None
    phone: str | None = None


class Lookahead:
    """Answers each ask once from what was asked ahead, and from the database otherwise."""

    def __init__(self, session: Session, rows: Rows, *, locks_rows: bool) -> None:
        self._session = session
        self._rows = rows
        self._locks_rows = locks_rows
        self._known: dict[Ask, Found] = {}

    def ask(self, *asks: Ask) -> list[Found]:
        """Of what was written before in the same unit too."""
        return self._session.exchange(
            self._rows, [Asked(clause, {} if id is None else {"id": id}) for clause, id in asks]
        )

    def answer(self, ask: Ask) -> Found:
        known = self._known.pop(ask, None)
        return self.ask(*self._in_turn(ask))[-1] if known is None else known

    def look_up(self, *wanted: Wanted, knows_catalogue: bool) -> Found | None:
        """Families are locked first, in the order of their ids: whoever sent the same command has let go of its family
        before its answer is looked for, and two units never wait for each other.

        Answers the state of the catalogue, where it is asked for by itself.
        """
        in_order = sorted(wanted, key=lambda each: (each.root_id or "", each.command_id or ""))
        asks = dict.fromkeys(
            ask for each in in_order for ask in self._asks_for(each, knows_catalogue) if ask not in self._known
        )
        self._known |= zip(asks, self.ask(*asks) if asks else (), strict=True)
        return self._known.pop((catalogue.STATE, None), None)

    def look_ahead(self, fenced: Mapping[str, str]) -> set[str]:
        """The families of these roots that nobody else works on, and one job of each. Answers the roots of those."""
        roots = sorted(fenced)
        families = zip(roots, self.ask(*((FREE_ROOT, root) for root in roots)), strict=True)
        known: dict[Ask, Found] = {(LOCKED_ROOT, root): found for root, found in families if found}
        asks: list[Ask] = [(FENCE, fenced[str(root)]) for _, root in known]
        self._known = known | dict(zip(asks, self.ask(*asks) if asks else (), strict=True))
        return {str(root) for _, root in known}

    def _asks_for(self, wanted: Wanted, knows_catalogue: bool) -> Iterator[Ask]:
        command_id, root_id, job_id, task_id, phone = wanted
        if root_id is not None:
            yield (LOCKED_ROOT, root_id)
        elif not knows_catalogue:
            yield (catalogue.STATE, None)
        if command_id is not None:
            yield from [(ANSWER, command_id)] if root_id else self._in_turn((ANSWER, command_id))
        if job_id is not None:
            yield (FENCE, job_id)
        if task_id is not None:
            yield (FORM, task_id)
        if phone is not None:
            yield (CALLERS, phone)

    def _in_turn(self, ask: Ask) -> list[Ask]:
        """The same command elsewhere is waited for."""
        return [(TURN, ask[1]), ask] if ask[0] is ANSWER and self._locks_rows else [ask]
