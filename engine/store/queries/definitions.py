"""What was deployed."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from engine.errors import NotFound
from engine.model.search import SearchType
from engine.model.view import DefinitionView
from engine.store.queries.base import Queries, columns
from engine.store.queries.listing import COUNTED
from engine.store.tables.definition import decision, definition, resource, start_listener
from engine.store.tables.instance import IS_ACTIVE, instance

row = definition.c


class ProcessName(NamedTuple):
    """Of a process definition, as lists show it."""

    key: str
    version: int
    name: str | None
    searchable: dict[str, SearchType] = {}


class StartListener(NamedTuple):
    """A start event of the latest version of a process."""

    key: str
    element_id: str
    definition_id: str


class DefinitionQueries(Queries):
    def definitions(self, kind: str | None = None, *, is_counted: bool = False) -> list[DefinitionView]:
        """The latest version of each key; `is_counted`: with what runs on it."""
        statement = (_with_count() if is_counted else _select()).where(_is_latest()).order_by(row.kind, row.key)
        return self._counted(statement if kind is None else statement.where(row.kind == kind))

    def versions(self, kind: str, key: str) -> list[DefinitionView]:
        """The newest first."""
        statement = _with_count().where(row.kind == kind, row.key == key).order_by(row.version.desc())
        return self._counted(statement)

    def definition(self, definition_id: str, kind: str = "process") -> DefinitionView | None:
        return next(iter(self._counted(_with_count().where(row.kind == kind, row.id == definition_id))), None)

    def process_name(self, definition_id: str) -> ProcessName:
        """Raises NotFound `store.unknown_definition`."""
        fields = (row.key, row.version, row.name, row.searchable)
        found = self._first(select(*fields).where(row.kind == "process", row.id == definition_id))
        if found is None:
            raise NotFound("store.unknown_definition", id=definition_id)
        return ProcessName(*found)

    def searchable(self, key: str | None = None) -> list[dict[str, SearchType]]:
        """What the latest version of this process declares, or those of all; nothing where nothing is declared."""
        statement = select(row.searchable).where(row.kind == "process", _is_latest())
        found = self._all(statement if key is None else statement.where(row.key == key))
        return [each.searchable for each in found if each.searchable]

    def latest(self, kind: str, key: str) -> DefinitionView | None:
        """Asked for at every start: it does not count what is running."""
        return self._view(DefinitionView, _LATEST, {"kind": kind, "key": key})

    def version(self, kind: str, key: str, version: int) -> DefinitionView | None:
        return self._view(DefinitionView, _select().where(row.kind == kind, row.key == key, row.version == version))

    def decision_file(self, decision_id: str) -> DefinitionView | None:
        """The file that contains the decision, in its latest version; of several the one deployed last."""
        has_it = and_(decision.c.kind == row.kind, decision.c.definition_id == row.id, decision.c.id == decision_id)
        newest = (row.deployed_at.desc(), row.version.desc(), row.id)
        statement = _select().join(decision, has_it).where(_is_latest())
        return self._view(DefinitionView, statement.order_by(*newest).limit(1))

    def decision_ids(self) -> list[str]:
        """Every decision in the latest version of some file."""
        has_it = and_(decision.c.definition_id == row.id, row.kind == "decision")
        found = self._all(select(decision.c.id).join(definition, has_it).where(_is_latest()).distinct())
        return sorted(each.id for each in found)

    def start_listeners(self, trigger: str, name: str | None = None) -> list[StartListener]:
        """Who begins with this message or signal, or with any of the kind; of latest versions only."""
        start = start_listener.c
        fields = (start.key, start.element_id, start.definition_id)
        is_it = and_(row.kind == start.kind, row.id == start.definition_id)
        statement = select(*fields).join(definition, is_it).where(start.trigger == trigger, _is_latest())
        if name is not None:
            statement = statement.where(start.name == name)
        return [StartListener(*each) for each in self._all(statement.order_by(start.key, start.element_id))]

    def _counted(self, statement: Select[Any]) -> list[DefinitionView]:
        return [_bounded(each) for each in self._views(DefinitionView, statement)]

    def resource(self, digest: str) -> bytes | None:
        """The file with this sha256."""
        body = self._value(select(resource.c.body).where(resource.c.digest == digest))
        return None if body is None else bytes(body)


_LATEST = (
    select(*columns(definition, DefinitionView))
    .where(row.kind == bindparam("kind"), row.key == bindparam("key"))
    .order_by(row.version.desc())
    .limit(1)
)


def _is_latest() -> ColumnElement[bool]:
    other = definition.alias()
    newest = select(func.max(other.c.version)).where(other.c.kind == row.kind, other.c.key == row.key)
    return row.version == newest.correlate(definition).scalar_subquery()


def _bounded(found: DefinitionView) -> DefinitionView:
    if found.running_count <= COUNTED:
        return found
    return msgspec.structs.replace(found, running_count=COUNTED, is_count_exact=False)


def _select() -> Select[Any]:
    return select(*columns(definition, DefinitionView))


def _with_count() -> Select[Any]:
    """One more than COUNTED stands for any number."""
    is_running = and_(row.kind == "process", instance.c.definition_id == row.id, IS_ACTIVE)
    some = select(instance.c.id).where(is_running).limit(COUNTED + 1).correlate(definition).subquery()
    running = select(func.count()).select_from(some).scalar_subquery()
    return _select().add_columns(running.label("running_count"))
