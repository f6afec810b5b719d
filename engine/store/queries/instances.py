"""Process instances."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from engine.model.search import Sought
from engine.model.view import CaseLine, InstanceView, Page
from engine.store.queries.base import chosen, columns, containing, text_of
from engine.store.queries.found_cases import named_cases
from engine.store.queries.listing import Listing
from engine.store.queries.narrowing import Among, Words, narrowed
from engine.store.queries.searching import SearchQueries
from engine.store.queries.stream import Stream
from engine.store.tables.indexing import when_due
from engine.store.tables.instance import IS_ACTIVE, instance
from engine.store.tables.job import incident
from engine.store.tables.user_task import DUE, IS_OPEN, user_task

row = instance.c
STATES = ("active", "completed", "cancelled")
SORTS = {"newest": True, "started": False}  # whether the order is a descending one
KEYS = (row.started_at, row.id)
OVERDUE_COUNTED = 1_000
SUSPENDED = "suspended"  # asked for as if it were a state
_is_all_here = row.id == row.root_id  # a root speaks for its family, another instance for itself
_is_work_here = (user_task.c.root_id == row.root_id) & or_(_is_all_here, user_task.c.instance_id == row.id)
_is_of_family = (incident.c.root_id == row.root_id) & (incident.c.state == "open")
_is_open_here = _is_of_family & or_(_is_all_here, incident.c.instance_id == row.id)


class InstanceQueries(SearchQueries):
    def instances(
        self,
        *,
        state: str | None = None,
        process_key: str | None = None,
        starter_id: str | None = None,
        search: str = "",
        sought: Sequence[Sought] = (),
        sort: str = "newest",
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of InstanceView: cases, which are the roots of families; each counts the incidents of its family.

        Raises Rejected `query.unknown_sort` and `query.bad_place`.
        """
        is_descending = chosen(SORTS, sort)
        among = _among_cases(state, process_key, starter_id)
        found = self._found_by(sought, row.id, row.id.in_)
        streams = narrowed(among, [], found, _words(text_of(search)), is_descending=is_descending)
        return self._page(InstanceView, Listing(f"case.{sort}", _select(), row.id, streams, is_descending), at, limit)

    def overdue_cases(
        self,
        moment: datetime,
        process_key: str | None = None,
        search: str = "",
        at: str | None = None,
        limit: int = 50,
        sought: Sequence[Sought] = (),
    ) -> Page:
        """Page of InstanceView: cases with open work due before the moment, the longest overdue first."""
        task, another = user_task.c, user_task.alias().c
        earlier = tuple_(when_due(another.due_at), another.created_at, another.id) < tuple_(*DUE)
        is_first = ~exists().where(another.root_id == task.root_id, another.state == literal_column("'open'"), earlier)
        is_late = (IS_OPEN, when_due(task.due_at) < moment, is_first)
        of_case = exists().where(row.id == task.root_id, row.process_key == process_key) if process_key else None
        keys = (*DUE[:2], task.root_id)
        among = Among(lambda more, passing: [Stream(keys, (*is_late, *more), passing)], is_late, keys)
        words = _words(text_of(search), task.root_id)
        found = self._found_by(sought, task.root_id, task.root_id.in_)
        streams = narrowed(among, [] if of_case is None else [of_case], found, words)
        listing = Listing("case.overdue", _select(), row.id, streams, counted=OVERDUE_COUNTED)
        return self._page(InstanceView, listing, at, limit)

    def running_on(self, definition_id: str, at: str | None = None, limit: int = 50) -> Page:
        """Page of InstanceView: active ones of this version, called ones too, in order of starting."""
        streams = [Stream(KEYS, (row.definition_id == definition_id, IS_ACTIVE))]
        return self._page(InstanceView, Listing("case.running", _select(), row.id, streams), at, limit)

    def called(self, instance_id: str, limit: int) -> list[InstanceView]:
        """The first ones that call activities of this instance started, in order of starting."""
        return self._views(InstanceView, _select().where(row.parent_id == instance_id).order_by(*KEYS).limit(limit))

    def instance(self, instance_id: str) -> InstanceView | None:
        return self._view(InstanceView, _select().where(row.id == instance_id))

    def related(self, instance_id: str) -> list[CaseLine]:
        """The case that it came from, and those that came from it, in order of starting."""
        source = select(row.source_id).where(row.id == instance_id).scalar_subquery()
        statement = select(*columns(instance, CaseLine)).where(or_(row.id == source, row.source_id == instance_id))
        return self._views(CaseLine, statement.order_by(row.started_at, row.id))

    def instance_ids_of_root(self, root_id: str) -> list[str]:
        """In order of starting; also those that ended."""
        found = self._all(select(row.id).where(row.root_id == root_id).order_by(row.started_at, row.id))
        return [each.id for each in found]

    def instance_ids(self) -> list[str]:
        """Of all there are, in order of starting."""
        return [each.id for each in self._all(select(row.id).order_by(row.started_at, row.id))]

    def active_roots(self, definition_id: str, *, is_suspended: bool) -> list[str]:
        """Roots of the families in which something runs on this version, in order of their ids."""
        wanted = (row.definition_id == definition_id) & (row.state == "active") & (row.is_suspended == is_suspended)
        found = self._all(select(row.root_id).where(wanted).distinct().order_by(row.root_id))
        return [each.root_id for each in found]


def _select() -> Select[Any]:
    incidents = select(func.count()).select_from(incident).where(_is_open_here).correlate(instance).scalar_subquery()
    return select(
        *(column for column in columns(instance, InstanceView) if column.name != "version"),
        row.version_number.label("version"),
        _subject().label("subject"),
        incidents.label("incident_count"),
    )


def _subject() -> ScalarSelect[Any]:
    task = user_task.c
    latest = select(task.description).where(_is_work_here, task.description != "")
    return latest.order_by(task.created_at.desc(), task.id.desc()).limit(1).correlate(instance).scalar_subquery()


def _among_cases(state: str | None, process_key: str | None, starter_id: str | None) -> Among:
    if starter_id is not None:
        given = [(state, _in_state(state)), (process_key, row.process_key == process_key)]
        lists = [(row.starter_id == starter_id, *(condition for value, condition in given if value is not None))]
    elif process_key is not None and state != SUSPENDED:
        lists = [(row.process_key == process_key, row.state == each) for each in ([state] if state else STATES)]
    else:
        lists = [(*([_in_state(state)] if state else ()), *([row.process_key == process_key] if process_key else ()))]
    streams = [(*of_list, row.parent_id.is_(None)) for of_list in lists]
    check = (or_(*(and_(*each) for each in streams)),)
    return Among(lambda more, passing: [Stream(KEYS, (*each, *more), passing) for each in streams], check, KEYS)


def _in_state(state: str | None) -> ColumnElement[bool]:
    return row.is_suspended if state == SUSPENDED else row.state == state


def _words(text: str, id: ColumnElement[str] = row.id) -> Words | None:
    """By its key or id, or in what any of its user tasks is described with. `id`: of a case, in another table."""
    if not text:
        return None
    is_described = exists().where(_is_work_here, containing(text, user_task.c.description))
    within = or_(containing(text, row.business_key, row.id), is_described)
    return Words(within if id is row.id else exists().where(row.id == id, within), id.in_(named_cases(text)))
