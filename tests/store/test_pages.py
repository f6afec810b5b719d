"""Pages of lists: parts of one order, forward and back, while others write."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from engine.errors import Rejected
from engine.model import event as e
from engine.model.pages import rows_of
from engine.model.view import Page
from engine.store.queries import place
from engine.store.reader import Reader
from engine.store.store import Store
from tests.store.build import AT, deploy, go_on, instance, start, task

HOUR = timedelta(hours=1)
RUNS = count()
TEAM = ("wang", ["a", "b"])
LISTS: list[tuple[str, str, dict[str, Any]]] = [
    ("all that is open, by due time", "user_tasks", {}),
    ("by urgency", "user_tasks", {"sort": "priority"}),
    ("by creation", "user_tasks", {"sort": "created"}),
    ("the newest first", "user_tasks", {"sort": "newest"}),
    ("of one process", "user_tasks", {"process_key": "complaint"}),
    ("offered in several lists", "user_tasks", {"claimable_by": TEAM}),
    ("offered, by urgency", "user_tasks", {"claimable_by": TEAM, "sort": "priority"}),
    ("offered, the newest first", "user_tasks", {"claimable_by": TEAM, "sort": "newest"}),
    ("mine", "user_tasks", {"assignee": "li"}),
    ("done", "user_tasks", {"completed_by": "li"}),
    ("found by a word", "user_tasks", {"search": "任务"}),
    ("cases, the newest first", "instances", {}),
    ("cases, the oldest first", "instances", {"sort": "started"}),
    ("cases of a process, in every state", "instances", {"process_key": "complaint"}),
    ("cases found by a key", "instances", {"search": "TS"}),
    ("overdue cases", "overdue_cases", {"moment": AT + 9 * HOUR}),
    ("incidents of every state", "incidents", {"state": None}),
    ("what runs on a version", "running_on", {"definition_id": "complaint:1"}),
]


@pytest.fixture
def desk(store: Store) -> Store:
    """Many that are equal in everything but the id."""
    deploy(store)
    for number in range(24):
        fields = {
            "due_at": None if number % 5 == 0 else AT + number % 3 * HOUR,
            "priority": 10 + number % 2,
            "assignee": "li" if number % 4 == 0 else None,
            "candidate_groups": ["a", "b"] if number % 2 else ["b"],
        }
        raised = e.IncidentRaised(incident_id="9", activity_id="1", element_id="x", code="x.y", stage="leave")
        name = f"i{number:02}"
        start(store, name, task("1", **fields), task("2", **fields), raised, at=AT + number % 4 * HOUR)
        if number % 3 == 0:
            go_on(store, name, [e.UserTaskCompleted(activity_id="2", user_id="li")], at=AT + number % 2 * HOUR)
        if number % 6 == 0:
            ended = [e.IncidentResolved(incident_id="9"), e.InstanceCompleted()]
            go_on(store, name, ended, after=instance(name, state="completed"))
    return store


READS_OF_GROUPS: list[tuple[str, Callable[[Reader, list[str]], object]]] = [
    ("what can be claimed", lambda reader, groups: reader.user_tasks(claimable_by=("li", groups), limit=5)),
    ("counts of the menu", lambda reader, groups: reader.user_task_counts("li", groups, AT)),
    ("notices", lambda reader, groups: reader.notices("li", groups)),
    ("the pulse", lambda reader, groups: reader.pulse("li", groups)),
]


@pytest.mark.parametrize("read", [row[1] for row in READS_OF_GROUPS], ids=[row[0] for row in READS_OF_GROUPS])
def test_twenty_groups_are_asked_for_as_one(desk: Store, read: Callable[[Reader, list[str]], object]) -> None:
    """By the same statements: what is put together and planned once serves everybody."""
    asked: list[list[str]] = []
    for groups in (["a"], [*"ab"], [*"abcdefghijklmnopqrst"]):
        with desk.read() as reader:
            said: list[str] = []
            event.listen(reader._connection, "before_cursor_execute", _noting(said))
            read(reader, groups)
            asked.append(said)
    assert asked[0] == asked[1] == asked[2] != []


def _noting(said: list[str]) -> Callable[..., None]:
    return lambda _connection, _cursor, statement, *_: said.append(statement)


@pytest.mark.parametrize(("name", "asked"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_pages_are_parts_of_one_order(desk: Store, name: str, asked: dict[str, Any]) -> None:
    with desk.read() as reader:
        everything = getattr(reader, name)(**asked, limit=200)
        for limit in (1, 3, 7):
            page = _Walk(reader, name, asked, limit)
            assert page.forward() == everything.items
            assert page.backward() == everything.items
        assert (everything.total, everything.is_total_exact) == (len(everything.items), True)
        assert len({each.id for each in everything.items}) == len(everything.items) > 3


class _Walk:
    def __init__(self, reader: Reader, name: str, asked: dict[str, Any], limit: int) -> None:
        self._read = lambda at: getattr(reader, name)(**asked, at=at, limit=limit)
        self._limit = limit

    def forward(self) -> list[Any]:
        return list(rows_of(self._read))

    def backward(self) -> list[Any]:
        """From the last page to the first; the first one is always a full one."""
        page = self._read(None)
        while page.next:
            page = self._read(page.next)
        found = [page.items]
        while page.previous:
            page = self._read(page.previous)
            found.insert(0, page.items)
        assert len(found) == 1 or len(found[0]) == self._limit
        rows = [each for items in found for each in items]
        return list({each.id: each for each in rows}.values())


@settings(max_examples=25)
@given(st.data())
def test_what_stays_is_shown_once_while_others_write(store: Store, data: st.DataObject) -> None:
    """Tasks come and go between the pages; those that were there all the time are all seen, and none twice."""
    run = next(RUNS)
    group = f"g{run}"
    times = st.integers(0, 3).map(lambda hours: AT + hours * HOUR)

    def add(name: str) -> None:
        start(store, name, task("1", due_at=data.draw(times), candidate_groups=[group]), at=data.draw(times))

    with store.read() as reader:
        is_new = not reader.versions("process", "complaint")
    if is_new:
        deploy(store)
    staying = [f"r{run}s{number}" for number in range(7)]
    going = [f"r{run}t{number}" for number in range(4)]
    for name in data.draw(st.permutations(staying + going)):
        add(name)

    def read(at: str | None) -> Page:
        with store.read() as reader:
            return reader.user_tasks(claimable_by=("nobody", [group]), at=at, limit=2)

    seen: list[str] = []
    for row in rows_of(read):
        seen.append(row.root_id)
        if going and data.draw(st.booleans()):
            go_on(store, going.pop(), [e.UserTaskClaimed(activity_id="1", assignee="x")])
        if len(seen) < 20 and data.draw(st.booleans()):
            add(f"r{run}u{len(seen)}")
    assert len(seen) == len(set(seen))
    assert set(staying) <= set(seen)


def test_nothing_is_shown_again_where_all_that_followed_has_gone(store: Store) -> None:
    deploy(store)
    for name in ("a", "b", "c"):
        start(store, name, task("1", assignee="li"))
    with store.read() as reader:
        page = reader.user_tasks(assignee="li", limit=2)
    go_on(store, "c", [e.UserTaskCompleted(activity_id="1", user_id="li")])
    with store.read() as reader:
        after = reader.user_tasks(assignee="li", at=page.next, limit=2)
    assert [each.root_id for each in page.items] == ["a", "b"]
    assert after == Page(items=[], total=2)


def test_totals_are_counted_to_a_limit(desk: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.queries.base.COUNTED", 10)
    with desk.read() as reader:
        page = reader.user_tasks(limit=5)
        assert (page.total, page.is_total_exact) == (10, False)
        offered = reader.user_tasks(claimable_by=TEAM, limit=2)
        assert (offered.total <= 10, offered.is_total_exact) == (True, False)
        assert reader.user_tasks(limit=200).total == 40


def test_before_a_place_with_too_few_rows_is_the_first_page(desk: Store) -> None:
    with desk.read() as reader:
        [first, second] = reader.instances(limit=2).items
        before = place.place("case.newest", [second.started_at, second.id], is_backward=True).text
        assert reader.instances(at=before, limit=2).items == [first, second]


BAD = [
    ("no place", "nonsense"),
    ("not even text", "%%%"),
    ("of another order", place.place("task.created", [AT, "i"], is_backward=False).text),
    ("too few keys", place.place("task.due", [AT], is_backward=False).text),
    ("a number for a time", place.place("task.due", [1, AT, "i"], is_backward=False).text),
    ("a time without a zone", place.place("task.due", ["2026-01-01T00:00:00", AT, "i"], is_backward=False).text),
    ("a number for an id", place.place("task.due", [AT, AT, 1], is_backward=False).text),
    ("a NUL", place.place("task.due", [AT, AT, "\x00"], is_backward=False).text),
]


@pytest.mark.parametrize("text", [row[1] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_no_place_is_refused(desk: Store, text: str) -> None:
    with desk.read() as reader, pytest.raises(Rejected, match="query.bad_place"):
        reader.user_tasks(at=text)
