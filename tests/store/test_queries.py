"""Lists: who sees what, in which order, page by page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import Rejected
from engine.model import event as e
from engine.store.reader import Reader
from engine.store.store import Store
from tests.store.build import AT, LU, activity, deploy, go_on, instance, record_fact, start, task

HOUR = timedelta(hours=1)
NOW = AT + 5 * HOUR


@pytest.fixture
def desk(store: Store) -> Store:
    """i1 red and overdue, i2 of another starter and process, i1.7 called by i1."""
    deploy(store)
    deploy(store, key="repair", name="Repair")
    start(
        store,
        "i1",
        task("1", name="联系客户", candidate_groups=["juniors"], due_at=AT + 2 * HOUR, priority=10),
        task("2", name="Plan 100%", candidate_users=["wang"], due_at=AT + 9 * HOUR, priority=90),
        task("3", name="Call_back", assignee="wang", due_at=AT + HOUR),
        task("4", name="no date", assignee="li", description="王女士的水泵漏水"),
        e.IncidentRaised(incident_id="9", activity_id="4", element_id="x", code="flow.none_true", stage="leave"),
    )
    start(
        store, "i2", task("1", name="Repair it", candidate_groups=["juniors", "seniors"], candidate_users=["wang"]),
        at=AT + HOUR, starter_id="zhao", definition_id="repair:1", business_key="WX-7",
    )  # fmt: skip
    start(store, "i1.7", task("1", name="child", assignee="li", due_at=AT + HOUR), root_id="i1", parent_id="i1")
    go_on(store, "i1", [e.UserTaskCompleted(activity_id="4", user_id="li")], at=AT + 2 * HOUR)
    return store


def ids(page: Any) -> list[str]:
    return [each.id for each in page.items]


TASKS: Sequence[tuple[str, dict[str, Any], list[str]]] = [
    ("open ones, the earliest due first, those without a date last", {},
     ["i1.3", "i1.7.1", "i1.1", "i1.2", "i2.1"]),
    ("all states of a family", {"state": None, "root_id": "i1"}, ["i1.3", "i1.7.1", "i1.1", "i1.2", "i1.4"]),
    ("mine", {"assignee": "wang"}, ["i1.3"]),
    ("offered to me or to my groups, and nobody's yet", {"claimable_by": ("wang", ["juniors"])},
     ["i1.1", "i1.2", "i2.1"]),
    ("offered to me alone", {"claimable_by": ("wang", [])}, ["i1.2", "i2.1"]),
    ("two groups of mine show a task once", {"claimable_by": ("x", ["juniors", "seniors"])}, ["i1.1", "i2.1"]),
    ("a user is no group", {"claimable_by": ("juniors", ["wang"])}, []),
    ("done by me", {"completed_by": "li"}, ["i1.4"]),
    ("of one process", {"process_key": "repair"}, ["i2.1"]),
    ("overdue", {"overdue_at": NOW}, ["i1.3", "i1.7.1", "i1.1"]),
    ("due at this very moment is not overdue", {"overdue_at": AT + HOUR}, []),
    ("of one instance", {"instance_id": "i1.7"}, ["i1.7.1"]),
    ("of one family", {"root_id": "i1", "sort": "created"}, ["i1.1", "i1.2", "i1.3", "i1.7.1"]),
    ("by a word of the name", {"search": "客户"}, ["i1.1"]),
    ("letters of either case", {"search": "CHILD"}, ["i1.7.1"]),
    ("by business key", {"search": "wx-7"}, ["i2.1"]),
    ("by id", {"search": "i1.7.1"}, ["i1.7.1"]),
    ("a percent sign is itself", {"search": "100%"}, ["i1.2"]),
    ("an underline is itself", {"search": "l_b"}, ["i1.3"]),
    ("a backslash is itself", {"search": "\\"}, []),
    ("a quote harms nobody", {"search": "'; drop table user_task; --"}, []),
    ("a NUL harms nobody", {"search": "a\x00b"}, []),
    ("by urgency", {"sort": "priority"}, ["i1.2", "i1.3", "i1.7.1", "i2.1", "i1.1"]),
    ("the newest first", {"sort": "newest", "limit": 1}, ["i2.1"]),
    ("the last ended first", {"completed_by": "li"}, ["i1.4"]),
    ("offered to me, by urgency", {"claimable_by": ("wang", ["juniors"]), "sort": "priority"},
     ["i1.2", "i2.1", "i1.1"]),
    ("offered to me, of one process", {"claimable_by": ("wang", ["seniors"]), "process_key": "repair"}, ["i2.1"]),
    ("offered to me, by a word", {"claimable_by": ("x", ["seniors"]), "search": "repair"}, ["i2.1"]),
    ("mine, by a word", {"assignee": "wang", "search": "repair"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), [row[1:] for row in TASKS], ids=[row[0] for row in TASKS])
def test_user_tasks(desk: Store, asked: dict[str, Any], expected: list[str]) -> None:
    with desk.read() as reader:
        found = reader.user_tasks(**asked)
    assert (ids(found), len(found.items) <= found.total) == (expected, True)


def test_equal_ones_are_in_order_of_their_creation(store: Store) -> None:
    deploy(store)
    for number in (3, 1, 2):
        start(store, f"i{number}", task("1", due_at=AT), at=AT + number * HOUR)
    with store.read() as reader:
        assert ids(reader.user_tasks()) == ["i1.1", "i2.1", "i3.1"]


@pytest.mark.parametrize("sort", ["", "id; drop table job", "snapshot", "Due"])
def test_an_unknown_sort_is_refused(desk: Store, sort: str) -> None:
    for name in ("user_tasks", "instances"):
        with pytest.raises(Rejected, match="query.unknown_sort"), desk.read() as reader:
            getattr(reader, name)(sort=sort)


def test_counts_are_those_of_the_lists(desk: Store) -> None:
    with desk.read() as reader:
        assert reader.user_task_counts("wang", ["juniors"], NOW) == {
            "claimable": 3, "mine": 1, "done": 0, "started": 0, "overdue": 3,
        }  # fmt: skip
        assert reader.user_task_counts("li", [], NOW)["done"] == 1
        assert reader.user_task_counts("lu", [], NOW)["started"] == 1


INSTANCES: Sequence[tuple[str, dict[str, Any], list[str]]] = [
    ("roots, the newest first", {}, ["i2", "i1"]),
    ("the oldest first", {"sort": "started"}, ["i1", "i2"]),
    ("started by", {"starter_id": "zhao"}, ["i2"]),
    ("of a process", {"process_key": "repair"}, ["i2"]),
    ("of a process, in a state", {"process_key": "repair", "state": "active"}, ["i2"]),
    ("of a starter, of another process", {"starter_id": "zhao", "process_key": "complaint"}, []),
    ("suspended", {"state": "suspended"}, []),
    ("in a state", {"state": "completed"}, []),
    ("by business key", {"search": "ts-"}, ["i1"]),
    ("by id", {"search": "i2"}, ["i2"]),
    ("by what its work is described with, done work too", {"search": "水泵"}, ["i1"]),
    ("by its key, of another process", {"search": "TS-1", "process_key": "repair"}, []),
]


@pytest.mark.parametrize(("asked", "expected"), [row[1:] for row in INSTANCES], ids=[row[0] for row in INSTANCES])
def test_instances(desk: Store, asked: dict[str, Any], expected: list[str]) -> None:
    with desk.read() as reader:
        found = reader.instances(**asked)
    assert (ids(found), found.total) == (expected, len(expected))


def test_the_subject_is_the_latest_description_in_the_family(desk: Store) -> None:
    with desk.read() as reader:
        assert {each.id: each.subject for each in reader.instances().items} == {"i1": "王女士的水泵漏水", "i2": None}
    described = (task("1", description="水泵已寄出"), task("2", description=""))
    start(desk, "i1.8", *described, root_id="i1", parent_id="i1", at=AT + 3 * HOUR)
    with desk.read() as reader:
        found = [*reader.instances().items, *reader.called("i1", 10)]
    assert {each.id: each.subject for each in found} == {
        "i1": "水泵已寄出", "i1.7": None, "i1.8": "水泵已寄出", "i2": None,
    }  # fmt: skip


def test_overdue_cases_stand_where_their_first_overdue_task_does(desk: Store) -> None:
    start(desk, "i3", task("1", due_at=AT + HOUR / 2), task("2", due_at=AT + 3 * HOUR), definition_id="repair:1")
    with desk.read() as reader:
        assert ids(reader.overdue_cases(NOW)) == ["i3", "i1"]
        assert ids(reader.overdue_cases(NOW, process_key="repair")) == ["i3"]
        assert ids(reader.overdue_cases(NOW, search="水泵")) == ["i1"]
        assert ids(reader.overdue_cases(AT + HOUR)) == ["i3"]
        first = reader.overdue_cases(NOW, limit=1)
        assert (ids(first), first.total, ids(reader.overdue_cases(NOW, at=first.next))) == (["i3"], 2, ["i1"])


def test_what_runs_on_a_version_and_what_it_called(desk: Store) -> None:
    with desk.read() as reader:
        assert ids(reader.running_on("complaint:1")) == ["i1", "i1.7"]
        assert [each.id for each in reader.called("i1", 5)] == ["i1.7"]


def test_a_root_counts_the_incidents_of_its_family(desk: Store) -> None:
    raised = e.IncidentRaised(incident_id="9", activity_id="1", element_id="x", code="x.y", stage="start")
    with desk.write() as unit:
        child = unit.stored_instance("i1.7")
        assert child is not None
        unit.record("i1.7", "i1", child, [raised], after=child.instance, command_id="c", actor=LU, at=AT)
    with desk.read() as reader:
        counts = {name: getattr(reader.instance(name), "incident_count", None) for name in ("i1", "i1.7", "i2")}
        assert counts == {"i1": 2, "i1.7": 1, "i2": 0}
        assert reader.instance_ids_of_root("i1") == ["i1", "i1.7"]
        assert reader.instance_ids() == ["i1", "i1.7", "i2"]


def test_incidents_by_state_and_instance(desk: Store) -> None:
    with desk.read() as reader:
        [found] = reader.incidents().items
        assert (found.id, found.code, found.process_name, found.business_key) == (
            "i1.9", "flow.none_true", "投诉处理", "TS-1",
        )  # fmt: skip
        assert reader.incidents("resolved").items == []
        assert [each.id for each in reader.incidents(None).items] == ["i1.9"]
        assert [each.id for each in reader.open_incidents("i1")] == ["i1.9"]
        assert reader.open_incidents("i2") == reader.open_incidents("i1.7") == []


def test_who_is_involved(desk: Store) -> None:
    go_on(desk, "i2", [e.UserTaskClaimed(activity_id="1", assignee="sun")])
    with desk.read() as reader:
        answers = {
            (user, root): reader.involved(user, root)
            for user in ("lu", "wang", "li", "zhao", "sun")
            for root in ("i1", "i2")
        }
    assert {each for each, is_involved in answers.items() if is_involved} == {
        ("lu", "i1"), ("wang", "i1"), ("li", "i1"), ("zhao", "i2"), ("sun", "i2"),
    }  # fmt: skip


def test_activities_of_one_instance_only(desk: Store) -> None:
    go_on(desk, "i1", [activity("5")])
    with desk.read() as reader:
        assert [each.id for each in reader.activities("i1")] == ["i1.5"]
        assert reader.activities("i2") == []


def test_jobs_and_subscriptions_by_what_they_belong_to(store: Store) -> None:
    deploy(store)
    for name in ("i1", "i2"):
        start(
            store,
            name,
            e.TimerScheduled(timer_id="1", activity_id="9", element_id="t", due_at=AT + HOUR),
            e.StepPaused(job_id="2", due_at=AT),
            e.SubscriptionOpened(subscription_id="3", activity_id="9", element_id="m", kind="message", name="paid"),
            business_key=f"K-{name}",
        )
    with store.read() as reader:
        assert [each.id for each in reader.jobs()] == ["i1.2", "i2.2", "i1.1", "i2.1"]
        assert [each.id for each in reader.jobs("i1")] == ["i1.2", "i1.1"]
        assert [each.id for each in reader.jobs(kind="timer")] == ["i1.1", "i2.1"]
        assert [each.id for each in reader.subscriptions(name="paid")] == ["i1.3", "i2.3"]
        assert [each.id for each in reader.subscriptions("i2")] == ["i2.3"]
        assert [each.id for each in reader.subscriptions(name="paid", business_key="K-i1")] == ["i1.3"]
        assert reader.subscriptions(name="else") == []


# definitions


def test_the_latest_of_each_key_and_all_its_versions(store: Store) -> None:
    for version in (1, 2, 10):
        deploy(store, version=version, message_starts={"come": f"start_{version}"})
    deploy(store, key="repair")
    start(store, "i1", definition_id="complaint:2")
    with store.read() as reader:
        assert [each.id for each in reader.definitions("process")] == ["complaint:10", "repair:1"]
        versions = reader.versions("process", "complaint")
        assert [(each.version, each.running_count) for each in versions] == [(10, 0), (2, 1), (1, 0)]
        assert all(each.is_count_exact for each in versions)
        latest = reader.latest("process", "complaint")
        assert latest is not None
        assert (latest.version, reader.latest("process", "none"), reader.latest("form", "complaint")) == (
            10,
            None,
            None,
        )
        assert reader.definition("complaint:2") == versions[1]
        assert reader.definition("complaint:2", "form") is None
        assert reader.start_listeners("message", "come") == [("complaint", "start_10", "complaint:10")]
        assert reader.start_listeners("message", "gone") == []


@pytest.mark.parametrize(("most", "said"), [(2, (2, False)), (3, (3, True))], ids=["more", "exactly as many"])
def test_what_runs_on_a_version_is_counted_to_a_limit(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: int, said: tuple[int, bool]
) -> None:
    monkeypatch.setattr("engine.store.queries.definitions.COUNTED", most)
    deploy(store)
    for name in ("i1", "i2", "i3"):
        start(store, name)
    with store.read() as reader:
        seen = [reader.definition("complaint:1"), *reader.versions("process", "complaint")]
        seen += reader.definitions("process", is_counted=True)
    assert [each and (each.running_count, each.is_count_exact) for each in seen] == [said] * 3


def test_a_message_that_the_latest_version_does_not_name_starts_nothing(store: Store) -> None:
    deploy(store, version=1, message_starts={"come": "start"})
    deploy(store, version=2)
    with store.read() as reader:
        assert reader.start_listeners("message", "come") == []


def decisions(store: Store, key: str, version: int, ids: list[str]) -> None:
    event = e.DecisionDeployed(
        definition_id=f"{key}:{version}", key=key, version=version, name=None, deployment_id="d", digest="0",
        file=f"{key}.dmn", ids=ids,
    )  # fmt: skip
    record_fact(store, f"definition:decision:{key}", event, at=AT + version * HOUR)


def test_a_decision_is_found_in_the_latest_file_that_has_it(store: Store) -> None:
    decisions(store, "a", 1, ["grade", "remedy"])
    decisions(store, "a", 2, ["grade"])
    decisions(store, "b", 1, ["other"])
    with store.read() as reader:
        found = reader.decision_file("grade")
        assert found is not None
        assert found.id == "a:2"
        assert reader.decision_file("remedy") is None
        assert reader.decision_ids() == ["grade", "other"]


# the pulse


PULSES: Sequence[tuple[str, list[e.Event], bool]] = [
    ("a task of mine is done", [e.UserTaskCompleted(activity_id="3", user_id="wang")], True),
    ("its date changed", [e.UserTaskDueChanged(activity_id="3", due_at=NOW)], True),
    ("one is offered to my group", [task("5", candidate_groups=["juniors"])], True),
    ("one of my group's is taken by another", [e.UserTaskClaimed(activity_id="1", assignee="li")], True),
    ("one leaves my list and another comes", [
        e.UserTaskAssigned(activity_id="3", assignee="li"), e.UserTaskAssigned(activity_id="2", assignee="wang"),
    ], True),
    ("a notice comes", [e.NoticeSent(notice_id="8", element_id="n", template="t", users=["wang"])], True),
    ("another person's task changes", [e.UserTaskAssigned(activity_id="4", assignee="sun")], False),
    ("something else happens", [e.FlowTaken(flow_id="f", target_id="t", scope_id="0")], False),
]  # fmt: skip


@pytest.mark.parametrize(("events", "is_other"), [row[1:] for row in PULSES], ids=[row[0] for row in PULSES])
def test_the_pulse_changes_with_my_lists(desk: Store, events: list[e.Event], is_other: bool) -> None:
    def pulse(reader: Reader) -> str:
        return reader.pulse("wang", ["juniors"])

    with desk.read() as reader:
        before = pulse(reader)
        assert pulse(reader) == before
    go_on(desk, "i1", events)
    with desk.read() as reader:
        assert (pulse(reader) != before) is is_other


def test_the_pulse_changes_when_a_notice_was_read_or_a_case_of_mine_moved(desk: Store) -> None:
    notice = e.NoticeSent(notice_id="8", element_id="n", template="t", users=["lu"])
    go_on(desk, "i1", [notice])
    seen = []
    with desk.read() as reader:
        seen.append(reader.pulse("lu", []))
    with desk.write() as unit:
        unit.mark_notices_read("lu", [], None, NOW)
        seen.append(unit.pulse("lu", []))
    go_on(desk, "i1", [e.InstanceCompleted()], after=instance("i1", state="completed"))
    with desk.read() as reader:
        seen.append(reader.pulse("lu", []))
    assert len(set(seen)) == 3
