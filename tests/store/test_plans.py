"""No list reads a table through or sorts it: what the databases say of each page and count, on 6,000 tasks."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from engine.api import Engine
from engine.clock import ManualClock
from engine.store.queries.place import Place, place
from engine.store.store import Store
from tests.bench.loading import SPAN, deploy, load, open_patterns
from tests.bench.pattern import BEGINS

TASKS = 6_000
COUNTED = 200  # what is counted is as small beside these as it is in a large centre
BIG = ("user_task", "instance")
NOW = BEGINS + SPAN
GROUPS = ["group1", "group2", "group3"]
TASK = [NOW - timedelta(days=40), NOW - timedelta(days=41), "c8"]
LISTS: list[tuple[str, dict[str, Any], Place]] = [
    ("user_tasks", {}, place("task.due", TASK, is_backward=False)),
    ("user_tasks", {"sort": "priority"}, place("task.priority", [-50, *TASK], is_backward=False)),
    ("user_tasks", {"sort": "created"}, place("task.created", TASK[1:], is_backward=True)),
    ("user_tasks", {"sort": "newest"}, place("task.newest", TASK[1:], is_backward=False)),
    ("user_tasks", {"overdue_at": NOW}, place("task.due", TASK, is_backward=False)),
    ("user_tasks", {"process_key": "bench_open"}, place("task.due", TASK, is_backward=False)),
    ("user_tasks", {"assignee": "person1"}, place("task.due", TASK, is_backward=False)),
    ("user_tasks", {"assignee": "person1", "sort": "priority"},
     place("task.priority", [-50, *TASK], is_backward=False)),
    ("user_tasks", {"claimable_by": ("person1", GROUPS)}, place("task.due", TASK, is_backward=False)),
    ("user_tasks", {"claimable_by": ("person1", GROUPS), "sort": "created"},
     place("task.created", TASK[1:], is_backward=False)),
    ("user_tasks", {"completed_by": "person1"}, place("task.ended", TASK[1:], is_backward=False)),
    ("instances", {}, place("case.newest", TASK[1:], is_backward=False)),
    ("instances", {"state": "active"}, place("case.newest", TASK[1:], is_backward=True)),
    ("instances", {"process_key": "bench_open"}, place("case.newest", TASK[1:], is_backward=False)),
    ("instances", {"starter_id": "person1"}, place("case.newest", TASK[1:], is_backward=False)),
    ("instances", {"state": "suspended"}, place("case.newest", TASK[1:], is_backward=False)),
    ("overdue_cases", {"moment": NOW}, place("case.overdue", TASK, is_backward=False)),
    ("running_on", {"definition_id": "bench_open:1"}, place("case.running", TASK[1:], is_backward=False)),
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    name = server.create() if server else ""
    url = server.url_of(name) if server else f"sqlite:///{tmp_path_factory.mktemp('plans') / 'full.db'}"
    with Engine.open(url, clock=ManualClock(NOW)) as engine:
        deploy(engine)
    load(url, open_patterns(), TASKS, people=50, processes=1)
    store = Store.open(url)
    yield store
    store.close()
    if server:
        server.drop(name)


@pytest.mark.parametrize(("name", "asked", "at"), LISTS, ids=[f"{row[0]} {row[1]}" for row in LISTS])
def test_a_page_is_read_by_indexes(
    full: Store, name: str, asked: dict[str, Any], at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.queries.base.COUNTED", COUNTED)
    with full.read() as reader:
        for here in (None, at.text):
            with _explained(reader._connection) as plans:
                getattr(reader, name)(**asked, at=here, limit=20)
            assert plans
            assert [scan for plan in plans for scan in plan] == []


@contextmanager
def _explained(connection: Any) -> Iterator[list[list[str]]]:
    """What is bad in the plans of the statements that are run."""
    asked: list[tuple[str, Any]] = []
    plans: list[list[str]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield plans
    event.remove(connection, "before_cursor_execute", note)
    is_postgres = connection.dialect.name == "postgresql"
    for statement, parameters in asked:
        explain = "EXPLAIN (FORMAT JSON) " if is_postgres else "EXPLAIN QUERY PLAN "
        found = connection.exec_driver_sql(explain + statement, parameters).all()
        plans.append(list(_bad_of_postgres(found[0][0]) if is_postgres else _bad_of_sqlite(found)))


def _bad_of_sqlite(rows: Any) -> Iterator[str]:
    for row in rows:
        if re.match(rf"SCAN ({'|'.join(BIG)})\b(?! USING)", row[3]):
            yield row[3]


def _bad_of_postgres(plan: Any) -> Iterator[str]:
    plan = json.loads(plan) if isinstance(plan, str) else plan
    yield from _bad_nodes(plan[0]["Plan"])


def _bad_nodes(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG:
        yield f"Seq Scan on {node['Relation Name']}"
    if (
        node["Node Type"] == "Sort" and max(each["Plan Rows"] for each in node["Plans"]) > COUNTED + 1
    ):  # no more is ever counted
        yield f"Sort by {node['Sort Key']}"
    for each in node.get("Plans", ()):
        yield from _bad_nodes(each)
