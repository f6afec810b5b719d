"""No read goes through a table that grows, or sorts it: what the databases say of every read there is.

A read of `Reader` stands in LISTS or READS with what it is asked, or in WHOLE with the reason why it reads everything.
"""

import inspect
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text, update

from engine.api import Engine
from engine.clock import ManualClock
from engine.model.external_task import ExternalTaskFilter, FetchRequest, TopicRequest
from engine.model.search import LAST, Part, Range, Sought
from engine.store.external_tasks import fetch
from engine.store.queries.place import Place, place
from engine.store.reader import Reader
from engine.store.schema import TABLES
from engine.store.store import Store
from engine.store.tables.job import EXTERNAL, job
from tests.bench.loading import SPAN, deploy, load, open_patterns
from tests.bench.pattern import BEGINS
from tests.store.filling import fill

TASKS = 6_000
COUNTED = 200  # what is counted is as small beside these as it is in a large centre
FEW = 1_000
SMALL = {  # as many rows as there are people, processes, settings, files of archives
    *("definition", "decision", "resource", "start_listener", "definition_draft", "user_account", "credential"),
    *("setting", "calendar", "contact", "retention", "archive", "checkpoint", "api_token", "token_secret"),
    *("saved_filter", "login_attempt", "presence", "stream_head"),
}
BIG = [each for each in TABLES if each.name not in SMALL]
LOADED = {"user_task", "instance", "history", "payload", "command", "search_value"}
DEPLOYED = {"definition", "decision", "resource", "start_listener", "setting", "stream_head"}
NOW = BEGINS + SPAN
GROUPS = ["group1", "group2", "group3"]
TASK = [NOW - timedelta(days=40), NOW - timedelta(days=41), "c8"]
LOOKS = {"now": NOW, "real_now": NOW}
COMMIT = place("commit.newest", [TASK[1], "c8", 3], is_backward=False)
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
    ("notices", {"user_id": "name1", "groups": GROUPS}, place("notice.newest", TASK[1:], is_backward=False)),
    ("notices", {"user_id": "name1", "groups": GROUPS, "unread_only": True},
     place("notice.unread", TASK[1:], is_backward=False)),
    ("incidents", {}, place("incident.newest", TASK[1:], is_backward=False)),
    ("incidents", {"state": None}, place("incident.newest", TASK[1:], is_backward=False)),
    ("deliveries", {}, place("delivery.newest", TASK[1:], is_backward=False)),
    ("deliveries", {"state": "dead", "channel": "email"}, place("delivery.newest", TASK[1:], is_backward=False)),
    ("notice_failures", {}, place("failure.newest", TASK[1:], is_backward=False)),
    ("customers", {}, place("customer.name", ["name3", "id3"], is_backward=False)),
    ("archived_cases", {}, place("archived.ended", TASK[1:], is_backward=False)),
    ("job_lines", {"state": "due", **LOOKS}, place("job.due", TASK[1:], is_backward=False)),
    ("job_lines", {"state": "leased", "kind": "timer", **LOOKS}, place("job.leased", TASK[1:], is_backward=False)),
    ("job_lines", {"state": "failed", **LOOKS}, place("job.failed", TASK[1:], is_backward=False)),
    ("found_commits", {}, COMMIT),
    ("found_commits", {"kind": "UserTaskClaimed"}, COMMIT),
    ("found_commits", {"user_id": "person1", "since": BEGINS}, COMMIT),
    ("found_commits", {"case": "c8"}, COMMIT),
    ("buffered_messages", {}, place("message.name", ["name3", 3, "id3"], is_backward=False)),
]  # fmt: skip


FAMILY = {"root_id": "c8"}
READS: list[tuple[str, dict[str, Any]]] = [
    ("activities", {"instance_id": "c8"}),
    ("searched", {"instance_ids": ["c8", "c9"], "names": ["amount", "kind"]}),
    ("archivable", {"process_key": "bench_open", "before": NOW, "limit": 20}),
    ("archived_case", FAMILY),
    ("archives_of_customer", {"customer_id": "customer_id3"}),
    ("attached_bytes", FAMILY),
    ("attachment", {"attachment_id": "id3"}),
    ("attachment_content", {"digest": "digest3"}),
    ("attachments", FAMILY),
    ("called", {"instance_id": "c8", "limit": 20}),
    ("channels_due", LOOKS),
    ("comments", FAMILY),
    ("commits", {"stream": "c8"}),
    ("customer", {"customer_id": "id3"}),
    ("customer_cases", {"customer_id": "id3"}),
    ("callers", {"phone": "phone3"}),
    ("customers_called", {"text": "name3"}),
    ("deliveries_of", {"delivery_ids": ["id3"]}),
    ("delivery", {"delivery_id": "id3"}),
    ("device", {"device_id": "id3"}),
    ("device_cases", {"device_id": "id3"}),
    ("device_numbers", {"customer_id": "id3"}),
    ("devices", {"customer_id": "id3"}),
    ("draft", {"task_id": "task3", "user_id": "person3"}),
    ("error_details", {"task_id": "id3"}),
    ("external_task", {"task_id": "id3"}),
    ("external_tasks", {"wanted": ExternalTaskFilter(), "real_now": NOW}),
    ("external_tasks", {"wanted": ExternalTaskFilter(topic="handler2"), "real_now": NOW, "topics": ["handler2"]}),
    *(
        ("external_tasks", {"wanted": ExternalTaskFilter(), "real_now": NOW, "sort": sort, "is_descending": turned})
        for sort in ("taskPriority", "createTime")
        for turned in (False, True)
    ),
    ("due_topics", LOOKS),
    ("family_heads", {"root_ids": ["c8", "c9"]}),
    ("family_states", FAMILY),
    ("hash_at", {"stream": "c8", "version": 1}),
    ("incident", {"incident_id": "id3"}),
    ("instance", {"instance_id": "c8"}),
    ("instance_ids_of_root", FAMILY),
    ("involved", {"user_id": "person3", **FAMILY}),
    ("is_customer", {"customer_id": "id3"}),
    ("is_offered", {"user_id": "person3", "groups": GROUPS, **FAMILY}),
    ("job", {"job_id": "id3"}),
    ("jobs", {"instance_id": "c8"}),
    ("kept_count", {"name": "name3", "most": 20}),
    ("kept_messages", {"name": "name3"}),
    ("due", {"real_now": NOW}),
    ("notice_failure", {"notice_id": "id3"}),
    ("open_incidents", {"instance_id": "c8"}),
    ("open_incidents", FAMILY),
    ("pulse", {"user_id": "person3", "groups": GROUPS}),
    ("raw_commits", {"stream": "c8"}),
    ("related", {"instance_id": "c8"}),
    ("roots_of_customer", {"customer_id": "id3"}),
    ("running", {"root_ids": ["c8", "c9"]}),
    ("sampled_streams", {"count": 2}),
    ("start_timers", {"stream": "definition:process:p"}),
    ("stored_instance", {"instance_id": "c8"}),
    ("streams", FAMILY),
    ("subscription", {"subscription_id": "id3"}),
    ("subscriptions", {"instance_id": "c8"}),
    ("subscriptions", {"name": "name3", "kind": "message", "most": 20}),
    ("subscriptions", {"name": "name3", "business_key": "business_key3"}),
    ("subscriptions", {"name": "name3", "correlation_key": "correlation_key3"}),
    ("task_marks", {"user_id": "person3", "groups": GROUPS}),
    ("told", {"notice_ids": ["id3"]}),
    ("unread", {"user_id": "name3", "groups": GROUPS}),
    ("unread", {"user_id": "name3", "groups": GROUPS, "notice_ids": ["id3"]}),
    ("unread_count", {"user_id": "name3", "groups": GROUPS}),
    ("user_task", {"task_id": "c8.2"}),
    ("user_task_counts", {"user_id": "person3", "groups": GROUPS, "now": NOW}),
    ("user_tasks", FAMILY),
    ("versions", {"kind": "process", "key": "bench_open"}),
    ("was_told", {"user_id": "name3", "groups": GROUPS, **FAMILY}),
]
WHOLE = {
    "active_elements": "a thousand instances of one version, for a page that maps its elements",
    "active_roots": "every family of a version, because each of them is to be suspended",
    "archived_of_period": "counted once for each month that an archive run looks at",
    "backlog": "everything due is counted",
    "figures": "exact counts, kept twenty times as long as they take (engine/monitoring/metrics.py)",
    "folded_anew": "as raw_commits and stored_instance",
    "heads": "a checkpoint is signed over every stream",
    "instance_ids": "every case, for the demo and for proofs of everything",
    "lock_roots": "a lock on a portion of the archive",
    "note_archived": "a write",
    "note_token_used": "a write",
    "periods_in_use": "every family is counted, once in a run of the archive",
    "roots_of_period": "the stragglers of a month, once in a run of the archive",
    "sending_since": "asked once an hour, before old answers are forgotten",
    "vitals": "exact counts for the doctor",
}
OF_THE_CENTRE = {  # reads of SMALL tables only
    *("account", "archive", "archives", "calendar", "checkpoints", "contacts", "credential", "decision_file"),
    *("decision_ids", "held_token"),
    *("definition", "definition_draft", "definition_drafts", "definitions", "head_of", "is_current", "latest"),
    *("notice_recipients", "preferences", "present", "process_name", "resource", "retentions", "saved_filters"),
    *("searchable", "setting", "start_listeners", "token", "tokens", "user", "users", "version"),
}


RARE = Sought("amount", (Part("number", (Range(0.0, 30.0),)),))
OFTEN = Sought("kind", (Part("text", (Range("common", "common" + LAST),)),))
OTHERS = Sought("kind", (Part("text", (Range(None, "rare", True, False), Range("rare", None, False, True))),))
EITHER = Sought("amount", (*RARE.parts, Part("text", (Range("7", "7"),))))
SINCE = Sought("since", (Part("date", (Range(NOW - timedelta(days=30), None),)),))
SET = Sought("set", (Part("boolean", (Range(True, True),)),))
SOUGHT = [([RARE], "rare"), ([OFTEN], "often"), ([OTHERS, SINCE], "not, and since"), ([EITHER, SET], "either, and set")]
SEARCHED = [
    each for each in LISTS
    if each[0] in ("user_tasks", "instances", "overdue_cases") and each[1] != {"state": "suspended"}
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
    with store.write() as unit:
        others = [each for each in TABLES if each.name not in LOADED | DEPLOYED]
        fill(unit.connection, others, FEW, NOW)
        _make_searchable(unit.connection)
    _tend(url)
    yield store
    store.close()
    if server:
        server.drop(name)


@pytest.mark.parametrize(("name", "asked", "at"), LISTS, ids=[f"{row[0]} {row[1]}" for row in LISTS])
def test_a_page_is_read_by_indexes(
    full: Store, name: str, asked: dict[str, Any], at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _count_little(monkeypatch)
    with full.read() as reader:
        for here in (None, at.text):
            with _explained(reader._connection) as plans:
                getattr(reader, name)(**asked, at=here, limit=20)
            assert plans
            assert [scan for plan in plans for scan in plan] == []


@pytest.mark.parametrize(("sought", "what"), SOUGHT, ids=[each[1] for each in SOUGHT])
def test_a_searched_page_is_read_by_indexes(
    full: Store, sought: list[Sought], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _count_little(monkeypatch)
    monkeypatch.setattr("engine.store.queries.searching.FEW", COUNTED)
    with full.read() as reader:
        for name, asked, _ in SEARCHED:
            with _explained(reader._connection) as plans:
                found = getattr(reader, name)(**asked, sought=sought, limit=20)
            assert [(name, asked, scan) for plan in plans for scan in plan] == []
            assert found.items or asked, "nothing would have been tried"


def _make_searchable(connection: Any) -> None:
    """Every case has four values; one in a hundred is rare."""
    values = {
        "amount": "number) SELECT id, 'amount', row_number() OVER (ORDER BY id) FROM instance",
        "kind": "text) SELECT id, 'kind', CASE WHEN id LIKE '%00' THEN 'rare' ELSE 'common' || id END FROM instance",
        "since": "moment) SELECT id, 'since', started_at FROM instance",
        "set": "flag) SELECT id, 'set', id NOT LIKE '%0' FROM instance",
    }
    for rows in values.values():
        connection.execute(text(f"INSERT INTO search_value (instance_id, name, {rows}"))


def _tend(url: str) -> None:
    """As it is done in the background."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM"))
        connection.execute(text("ANALYZE"))
    engine.dispose()


@pytest.mark.parametrize(("name", "asked"), READS, ids=[f"{row[0]} {row[1]}" for row in READS])
def test_a_read_is_found_by_indexes(
    full: Store, name: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _count_little(monkeypatch)
    with full.read() as reader:
        with _explained(reader._connection) as plans:
            getattr(reader, name)(**asked)
    assert plans
    assert [scan for plan in plans for scan in plan] == []


def test_a_fetch_reads_the_first_ones_of_a_topic(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.external_tasks.SPARE", 5)
    free = {"due_at": BEGINS, "is_dead": False, "is_suspended": False, "leased_until": None}
    busy = update(job).values(kind=EXTERNAL, handler="busy", **free)
    with pytest.raises(_Undone), full.write() as unit:
        unit.connection.execute(busy)
        unit.connection.execute(text("ANALYZE job"))
        said: list[str] = []
        with _explained(unit.connection, said) as plans:
            fetch(unit, FetchRequest(worker_id="w", topics=(TopicRequest(topic="busy"),), limit=10), NOW, NOW)
        assert [scan for plan in plans for scan in plan] == []
        assert "ix_job_external_due" in said[0]
        raise _Undone


class _Undone(Exception):
    """Nothing is kept of what was tried."""


def _count_little(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("base.COUNTED", "definitions.COUNTED", "external_tasks.COUNTED"):
        monkeypatch.setattr(f"engine.store.queries.{name}", COUNTED)
    for name in ("task_counts.BADGE", "commit_search.WINDOW", "instances.OVERDUE_COUNTED", "notices.RECENT"):
        monkeypatch.setattr(f"engine.store.queries.{name}", COUNTED)
    monkeypatch.setattr("engine.store.queries.task_counts.HEAD", 20)


def test_every_read_is_known_here() -> None:
    reads = {name for name, _ in inspect.getmembers(Reader, inspect.isfunction) if not name.startswith("_")}
    planned = {row[0] for row in (*LISTS, *READS)}
    assert reads == planned | WHOLE.keys() | OF_THE_CENTRE
    assert not planned & WHOLE.keys() and not planned & OF_THE_CENTRE and not WHOLE.keys() & OF_THE_CENTRE


@contextmanager
def _explained(connection: Any, said: list[str] | None = None) -> Iterator[list[list[str]]]:
    """What is bad in the plans of the statements that are run; the plans themselves go to `said`."""
    asked: list[tuple[str, Any]] = []
    plans: list[list[str]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(connection, "before_cursor_execute", note)
    is_postgres = connection.dialect.name == "postgresql"
    if is_postgres:  # asked is whether there is an index, not whether so few rows are worth it
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    for statement, parameters in asked:
        explain = "EXPLAIN (FORMAT JSON) " if is_postgres else "EXPLAIN QUERY PLAN "
        found = connection.exec_driver_sql(explain + statement, parameters).all()
        if said is not None:
            said.append(str([tuple(row) for row in found]))
        plans.append(list(_bad_of_postgres(found[0][0]) if is_postgres else _bad_of_sqlite(found)))


NAMES = [each.name for each in BIG]


def _bad_of_sqlite(rows: Any) -> Iterator[str]:
    for row in rows:
        if re.match(rf"SCAN ({'|'.join(NAMES)})\b(?! USING)", row[3]):
            yield row[3]


def _bad_of_postgres(plan: Any) -> Iterator[str]:
    plan = json.loads(plan) if isinstance(plan, str) else plan
    yield from _bad_nodes(plan[0]["Plan"])


def _bad_nodes(node: dict[str, Any], is_limited: bool = False) -> Iterator[str]:
    table, kind = node.get("Relation Name", ""), node["Node Type"]
    table = table.removesuffix("_other")  # the only partition with rows here
    if kind == "Seq Scan" and table in NAMES:
        yield f"Seq Scan on {table}"
    if table in LOADED and node["Plan Rows"] > COUNTED + 1 and not is_limited:
        yield f"{node['Plan Rows']} rows of {table}"
    if kind == "Sort" and max(each["Plan Rows"] for each in node["Plans"]) > COUNTED + 1:  # no more is ever counted
        yield f"Sort by {node['Sort Key']}"
    for each in node.get("Plans", ()):
        yield from _bad_nodes(each, is_limited or kind == "Limit")
