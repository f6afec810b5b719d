"""States of instances: snapshots, decoded, with what their tails add; one of an older format is folded anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select

from engine.errors import EngineError, NotFound
from engine.model import chain
from engine.model.event import Event
from engine.model.instance import FORMAT, PROCESS_SCOPE, Instance
from engine.model.view import ActivityView
from engine.store import tail as tails
from engine.store.catalogue import STATE_BESIDE
from engine.store.loaded import Fold, Loaded, instance_from
from engine.store.passages import passages
from engine.store.queries.history import HistoryQueries
from engine.store.tables.instance import instance
from engine.store.tables.tail import tail
from engine.store.tail import TAILED, Base, Step
from engine.store.types import aware

LOOKED_AT = 1_000  # instances of one version
EARLIEST = datetime.min.replace(tzinfo=UTC)  # of an instance whose last commit is older than this was kept

row = instance.c
_NEWLINE: Any = literal_column("'\n'")
_is_added = (
    tail.c.instance_id == row.id,
    tail.c.version > row.snapshot_version,
    row.snapshot_format == literal_column(str(TAILED)),  # looked at first, so that small states cost nothing
)
_tail = select(func.aggregate_strings(tail.c.body, _NEWLINE)).where(*_is_added).correlate(instance).scalar_subquery()
_columns = (
    row.id,
    row.version,
    row.head_hash,
    row.snapshot_format,
    row.snapshot,
    row.head_at,
    row.period,
    row.snapshot_version,
    _tail.label("tail"),
)
_stored = select(*_columns)
STORED = _stored.where(row.id == bindparam("id"))
_TAIL = select(tail.c.body).where(tail.c.instance_id == bindparam("id"), tail.c.version > bindparam("base"))
FAMILY = _stored.where(
    row.root_id == bindparam("id"), or_(row.state == literal_column("'active'"), row.id == row.root_id)
)

_root = _stored.add_columns(STATE_BESIDE.label("catalogue")).where(row.id == bindparam("id"))
LOCKED_ROOT = _root.with_for_update(of=instance)
"""The root alone, locked, and with it the state of the catalogue."""
FREE_ROOT = _root.with_for_update(of=instance, skip_locked=True)
"""The same; nothing when somebody else has it."""


def may_have_called(root: Instance) -> bool:
    """Whether instances may run that it called, directly or not; an ended one is asked about in any case."""
    return root.state != "active" or any(each.called_id for each in root.activities.values())


class StateQueries(HistoryQueries):
    def __init__(self, connect: Callable[[], Connection], fold: Fold | None = None) -> None:
        super().__init__(connect)
        self._fold = fold

    def stored_instance(self, instance_id: str) -> Loaded | None:
        """The state of an instance, also of one that has ended. Raises EngineError `history.unknown_snapshot`."""
        found = self._first(_stored.where(row.id == instance_id))
        return None if found is None else self._loaded(found)

    def folded_anew(self, instance_id: str) -> Loaded:
        """An instance that is there, from its history as it is now. Raises NotFound."""
        found = self.stored_instance(instance_id)
        if found is None:
            raise NotFound("instance.unknown", instance=instance_id)
        return replace(found, instance=self._folded(instance_id, FORMAT), base=None)

    def family_states(self, root_id: str) -> dict[str, Loaded]:
        """As `UnitOfWork.family`, for looking only: nothing is locked."""
        found = self._run(FAMILY, {"id": root_id}).all()
        return {each[0]: self._loaded(each) for each in found}

    def activities(self, instance_id: str) -> list[ActivityView]:
        """In order of starting, past and present; `scope_id` None is the process itself."""
        return passages(instance_id, self._events(instance_id))

    def active_elements(self, definition_id: str) -> list[str]:
        """Elements on which something is active in an instance of this version, or waits for a time.

        Of very many instances those are looked at that started first.
        """
        is_running = (row.definition_id == definition_id) & (row.state == literal_column("'active'"))
        some = _stored.where(is_running).order_by(row.started_at, row.id).limit(LOOKED_AT)
        found: set[str] = set()
        for each in self._all(some):
            held = self._loaded(each).instance
            found.update(each.element_id for each in held.activities.values() if each.id != PROCESS_SCOPE)
            found.update(each.element_id for each in held.timers.values())
        return sorted(found)

    def _loaded(self, found: Any) -> Loaded:
        instance_id, version, hash, format, text, at, period, since, added = found
        base: Base | None = None
        if format == FORMAT:
            instance, base = instance_from(text), Base(version, len(text))
        elif format == TAILED and self._fold is not None:
            steps = self._steps(instance_id, since, version, added)
            if steps is None:
                instance = self._folded(instance_id, format)
            else:
                instance = self._fold(tails.happened(steps), instance_from(text))
                base = Base(since, len(text), len(added or ""))
        else:
            instance = self._folded(instance_id, format)
        return Loaded(instance, version, hash, EARLIEST if at is None else aware(at), period, base)

    def _steps(self, instance_id: str, since: int, version: int, added: str | None) -> list[Step] | None:
        """The tail up to that version. Read again where a row that was waited for is newer than what came beside it."""
        steps = tails.read(added)
        if tails.is_whole(steps, since, version):
            return steps
        later = [text for (text,) in self._run(_TAIL, {"id": instance_id, "base": since})]
        steps = tails.read("\n".join(later))
        return steps if tails.is_whole(steps, since, version) else None

    def _folded(self, instance_id: str, format: int) -> Instance:
        if self._fold is None:
            raise EngineError("history.unknown_snapshot", instance_id=instance_id, format=format)
        return self._fold(self._events(instance_id))

    def _events(self, instance_id: str) -> list[tuple[Event, datetime]]:
        return [(event, commit.at) for commit in self.raw_commits(instance_id) for event in chain.read(commit)]
