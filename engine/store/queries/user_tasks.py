"""Lists of people's work."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from engine.model.search import Sought
from engine.model.view import Page, UserTaskView
from engine.store.queries.base import chosen, columns, containing, text_of
from engine.store.queries.found_cases import named_cases
from engine.store.queries.listing import Listing
from engine.store.queries.narrowing import Among, Conditions, Words, narrowed
from engine.store.queries.searching import SearchQueries, root_of
from engine.store.queries.stream import Keys, Lists, Stream
from engine.store.tables.indexing import when_due
from engine.store.tables.instance import instance
from engine.store.tables.user_task import IS_FREE, IS_OPEN, offer, user_task
from engine.store.worklist import mine, work_lists

task = user_task.c
Offered = tuple[str, Collection[str]]
"""A user, and the groups of the user."""


class Sort(NamedTuple):
    """`keys` of a task or of an offer: their columns have the same names, but for the id of the task."""

    name: str
    keys: Callable[[Any, ColumnElement[Any]], Keys]
    is_descending: bool = False


def _due(row: Any, id: ColumnElement[Any]) -> Keys:
    return when_due(row.due_at), row.created_at, id


DUE = Sort("task.due", _due)
PRIORITY = Sort("task.priority", lambda row, id: (-row.priority, *_due(row, id)))
CREATED = Sort("task.created", lambda row, id: (row.created_at, id))
NEWEST = Sort("task.newest", lambda row, id: (row.created_at, id), is_descending=True)
ENDED = Sort("task.ended", lambda row, id: (row.ended_at, id), is_descending=True)
SORTS = {"due": DUE, "priority": PRIORITY, "created": CREATED, "newest": NEWEST}
_PLAIN = (task.created_at, task.id)  # what nothing narrows is counted by these, without a look into its rows


class UserTaskQueries(SearchQueries):
    def user_tasks(
        self,
        *,
        assignee: str | None = None,
        claimable_by: Offered | None = None,
        completed_by: str | None = None,
        state: str | None = "open",
        process_key: str | None = None,
        search: str = "",
        sought: Sequence[Sought] = (),
        overdue_at: datetime | None = None,
        instance_id: str | None = None,
        root_id: str | None = None,
        sort: str = "due",
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of UserTaskView: of one person's list, of a family, or of everything that is open.

        What somebody completed is in order of its end, the last first. `state` counts for families only; None: any.
        Raises Rejected `query.unknown_sort` and `query.bad_place`.
        """
        order = ENDED if completed_by else chosen(SORTS, sort)
        more = [
            *([task.process_key == process_key] if process_key is not None else ()),
            *([when_due(task.due_at) < overdue_at] if overdue_at is not None else ()),
            *([task.instance_id == instance_id] if instance_id is not None else ()),
        ]
        if instance_id is not None:
            root_id = instance_id.partition(".")[0]
        if claimable_by is not None:
            among = _among_offers(order, self._lists(work_lists(*claimable_by)))
        else:
            among = _among(order, _of(assignee, completed_by, root_id, state))
        found = self._found_by(sought, task.instance_id, _of_instances)
        streams = narrowed(among, more, found, _words(text_of(search)), is_descending=order.is_descending)
        return self._page(UserTaskView, _listing(order, streams), at, limit)

    def user_task(self, task_id: str) -> UserTaskView | None:
        return self._view(UserTaskView, _select().where(task.id == task_id))

    def involved(self, user_id: str, root_id: str) -> bool:
        """Whether the user started this root, or has or had work in its family."""
        has_work = exists().where(task.root_id == root_id, or_(task.assignee == user_id, task.completed_by == user_id))
        has_started = exists().where(instance.c.id == root_id, instance.c.starter_id == user_id)
        return bool(self._value(select(or_(has_work, has_started))))

    def is_offered(self, user_id: str, groups: Collection[str], root_id: str) -> bool:
        """Whether a task of this family is on offer to the user or to one of the groups."""
        on_offer = select(task.id).where(
            task.root_id == root_id, *_among_offers(DUE, self._lists(work_lists(user_id, groups))).check
        )
        return self._first(on_offer.limit(1)) is not None


def offers(order: Sort, lists: Lists, more: Conditions = (), passing: Conditions = ()) -> list[Stream]:
    """Of every list: by the tasks themselves, and by their further offers."""
    keys, further = order.keys(task, task.id), order.keys(offer.c, offer.c.task_id)
    plain = () if more or passing else _PLAIN
    return [
        Stream(keys, more, passing, each=(task.list_key, lists), counted_by=plain),
        Stream(further, (IS_FREE, *_of_offer(more)), _of_offer(passing), each=(offer.c.list_key, lists)),
    ]


def _of_offer(conditions: Conditions) -> Conditions:
    """What is said of the task."""
    return [exists().where(task.id == offer.c.task_id, *conditions)] if conditions else []


def in_list(order: Sort, *where: ColumnElement[bool]) -> list[Stream]:
    return [Stream(order.keys(task, task.id), where)]


def _of_instances(instance_ids: Collection[str]) -> ColumnElement[bool]:
    """By the index of the roots."""
    roots = {root_of(each) for each in instance_ids}
    return and_(task.root_id.in_(sorted(roots)), task.instance_id.in_(instance_ids))


def _among_offers(order: Sort, lists: Lists) -> Among:
    is_further = exists().where(offer.c.task_id == task.id, IS_FREE, offer.c.list_key.in_(lists.names))
    check = (or_(task.list_key.in_(lists.names), is_further),)
    return Among(lambda more, passing: offers(order, lists, more, passing), check, order.keys(task, task.id))


def _among(order: Sort, of_list: Conditions) -> Among:
    keys = order.keys(task, task.id)

    def streams(more: Conditions, passing: Conditions) -> list[Stream]:
        is_plain = order is not ENDED and not more and not passing
        return [Stream(keys, (*of_list, *more), passing, counted_by=_PLAIN if is_plain else ())]

    return Among(streams, of_list, keys)


def _of(assignee: str | None, completed_by: str | None, root_id: str | None, state: str | None) -> Conditions:
    """What an index finds; without anything: all that is open."""
    if assignee is not None:
        return (task.list_key == mine(assignee),)
    if completed_by is not None:
        return (task.completed_by == completed_by,)
    if root_id is None or state == "open":
        return (IS_OPEN,) if root_id is None else (IS_OPEN, task.root_id == root_id)
    return (task.root_id == root_id,) if state is None else (task.root_id == root_id, task.state == state)


def _words(text: str) -> Words | None:
    if not text:
        return None
    within = containing(text, task.name, task.description, task.business_key, task.id)
    return Words(within, or_(task.id == text, task.root_id.in_(named_cases(text))))


def _listing(order: Sort, streams: Sequence[Stream]) -> Listing:
    return Listing(order.name, _select(), task.id, streams, order.is_descending)


def _select() -> Select[Any]:
    return select(*columns(user_task, UserTaskView))
