"""Snapshots of instances, decoded; one of an older format is folded anew from its history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, or_, select

from engine.errors import EngineError, NotFound
from engine.model import chain
from engine.model.event import Event
from engine.model.instance import FORMAT, PROCESS_SCOPE, Instance
from engine.model.view import ActivityView
from engine.store.catalogue import STATE_BESIDE
from engine.store.loaded import Fold, Loaded, instance_from
from engine.store.passages import passages
from engine.store.queries.history import HistoryQueries
from engine.store.tables.instance import instance
from engine.store.types import aware

EARLIEST = datetime.min.replace(tzinfo=UTC)  # of an instance whose last commit is older than this was kept

row = instance.c
_columns = (row.id, row.version, row.head_hash, row.snapshot_format, row.snapshot, row.head_at, row.period)
_stored = select(*_columns)
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
        return replace(found, instance=self._folded(instance_id, FORMAT))

    def family_states(self, root_id: str) -> dict[str, Loaded]:
        """As `UnitOfWork.family`, for looking only: nothing is locked."""
        found = self._run(FAMILY, {"id": root_id}).all()
        return {each[0]: self._loaded(each) for each in found}

    def activities(self, instance_id: str) -> list[ActivityView]:
        """In order of starting, past and present; `scope_id` None is the process itself."""
        return passages(instance_id, self._events(instance_id))

    def active_elements(self, definition_id: str) -> list[str]:
        """Elements on which something is active in an instance of this version, or waits for a time."""
        is_running = (row.definition_id == definition_id) & (row.state == "active")
        found: set[str] = set()
        for (instance_id,) in self._all(select(row.id).where(is_running)):
            stored = self.stored_instance(instance_id)
            if stored is not None:
                held = stored.instance.activities.values()
                found.update(each.element_id for each in held if each.id != PROCESS_SCOPE)
                found.update(each.element_id for each in stored.instance.timers.values())
        return sorted(found)

    def _loaded(self, found: Any) -> Loaded:
        instance_id, version, hash, format, text, at, period = found
        instance = instance_from(text) if format == FORMAT else self._folded(instance_id, format)
        return Loaded(instance, version, hash, EARLIEST if at is None else aware(at), period)

    def _folded(self, instance_id: str, format: int) -> Instance:
        if self._fold is None:
            raise EngineError("history.unknown_snapshot", instance_id=instance_id, format=format)
        return self._fold(self._events(instance_id))

    def _events(self, instance_id: str) -> list[tuple[Event, datetime]]:
        return [(event, commit.at) for commit in self.raw_commits(instance_id) for event in chain.read(commit)]
