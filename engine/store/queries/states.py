"""Snapshots of instances, decoded; one of an older format is folded anew from its history."""

from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, or_, select

from engine.errors import EngineError
from engine.model import chain
from engine.model.instance import FORMAT, Instance
from engine.store.loaded import Fold, Loaded, instance_from
from engine.store.queries.history import HistoryQueries
from engine.store.tables.instance import instance

row = instance.c
_columns = (row.id, row.version, row.head_hash, row.snapshot_format, row.snapshot)
FAMILY = select(*_columns).where(
    row.root_id == bindparam("id"), or_(row.state == literal_column("'active'"), row.id == row.root_id)
)


class StateQueries(HistoryQueries):
    def __init__(self, connection: Connection, fold: Fold | None = None) -> None:
        super().__init__(connection)
        self._fold = fold

    def stored_instance(self, instance_id: str) -> Loaded | None:
        """The state of an instance, also of one that has ended. Raises EngineError `history.unknown_snapshot`."""
        found = self._first(select(*_columns).where(row.id == instance_id))
        return None if found is None else self._loaded(found)

    def _loaded(self, found: Any) -> Loaded:
        instance_id, version, hash, format, text = found
        return Loaded(instance_from(text) if format == FORMAT else self._folded(instance_id, format), version, hash)

    def _folded(self, instance_id: str, format: int) -> Instance:
        if self._fold is None:
            raise EngineError("history.unknown_snapshot", instance_id=instance_id, format=format)
        commits = self.raw_commits(instance_id)
        return self._fold([(event, commit.at) for commit in commits for event in chain.read(commit)])
