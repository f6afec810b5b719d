"""What one transaction promises."""

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import Conflict, EngineError, NotFound, Rejected
from engine.kernel.evolve.fold import fold
from engine.model import event as e
from engine.model import instance as m
from engine.store.busy import Busy
from engine.store.store import Store
from engine.store.tables.instance import instance as instance_table
from tests.store.build import AT, LU, activity, deploy, go_on, instance, record_fact, start, started, task


@pytest.fixture
def deployed(store: Store) -> Store:
    deploy(store)
    return store


def test_a_command_is_answered_again(store: Store) -> None:
    with store.write() as unit:
        assert unit.answer("c1") is None
        unit.remember("c1", b'{"id":"i1"}', AT)
        assert unit.answer("c1") == b'{"id":"i1"}'
    with store.write() as unit:
        assert (unit.answer("c1"), unit.answer("c2")) == (b'{"id":"i1"}', None)


def test_nothing_is_written_when_something_is_raised(deployed: Store) -> None:
    with pytest.raises(ValueError, match="no"), deployed.write() as unit:
        made = instance()
        unit.record("i1", "i1", None, [started(made), activity("2")], after=made, command_id="c", actor=LU, at=AT)
        unit.remember("c1", b"1", AT)
        unit.flush()
        raise ValueError("no")
    with deployed.read() as reader:
        assert (reader.instance("i1"), reader.raw_commits("i1")) == (None, [])
    with deployed.write() as unit:
        assert unit.answer("c1") is None


def test_what_was_written_is_read_in_the_same_unit(deployed: Store) -> None:
    with deployed.write() as unit:
        unit.put_resource("d" * 64, b"\x00file")
        assert (unit.resource("d" * 64), unit.resource("e" * 64)) == (b"\x00file", None)


def test_a_state_comes_back_as_it_was(deployed: Store) -> None:
    made = instance()
    made.activities["0"].variables = {"amount": 12, "名": ["红", {"a": None}], "flag": True}
    made.user_tasks["2"] = m.UserTask(id="2", candidate_groups=["g"])
    made.timers["3"] = m.Timer(id="3", activity_id="2", element_id="warn", due_at=AT + timedelta(microseconds=7))
    start(deployed, "i1", after=made)
    with deployed.write() as unit:
        assert unit.family("i1")["i1"].instance == made
    with deployed.read() as reader:
        found = reader.stored_instance("i1")
        assert found is not None
        assert (found.instance, found.version) == (made, 1)
        assert reader.stored_instance("nobody") is None


def test_a_family_is_the_root_and_what_is_active(deployed: Store) -> None:
    start(deployed, "i1", e.InstanceCompleted(), after=instance("i1", state="completed"))
    start(deployed, "i1.4", root_id="i1", parent_id="i1")
    start(deployed, "i1.5", e.InstanceCompleted(), root_id="i1", parent_id="i1")
    start(deployed, "i2")
    with deployed.write() as unit:
        assert set(unit.family("i1")) == {"i1", "i1.4"}
        assert unit.family("nobody") == {}


def test_commits_of_one_unit_follow_each_other(deployed: Store) -> None:
    with deployed.write() as unit:
        made = instance()
        first = unit.record("i1", "i1", None, [e.InstanceStarted(
            instance_id="i1", definition_id="complaint:1", key="complaint", root_id="i1",
        )], after=made, command_id="a", actor=LU, at=AT)  # fmt: skip
        second = unit.record("i1", "i1", first, [activity("2")], after=made, command_id="b", actor=LU, at=AT)
    assert second is not None
    with deployed.read() as reader:
        assert [each.command_id for each in reader.raw_commits("i1")] == ["a", "b"]
        found = reader.stored_instance("i1")
        assert found is not None
        assert (found.version, found.hash) == (2, second.hash)


def test_no_events_are_no_commit(deployed: Store) -> None:
    start(deployed, "i1")
    go_on(deployed, "i1", [])
    with deployed.read() as reader:
        assert len(reader.raw_commits("i1")) == 1


def test_a_stale_state_is_refused(deployed: Store) -> None:
    stale = start(deployed, "i1")
    go_on(deployed, "i1", [activity("2")])
    with pytest.raises(Conflict), deployed.write() as unit:
        unit.record("i1", "i1", stale, [activity("3")], after=stale.instance, command_id="c", actor=LU, at=AT)


def test_a_stale_state_is_refused_at_once_when_the_family_is_known(deployed: Store) -> None:
    stale = start(deployed, "i1")
    go_on(deployed, "i1", [activity("2")])
    with deployed.write() as unit:
        unit.family("i1")
        with pytest.raises(Conflict, match="store.stale"):
            unit.record("i1", "i1", stale, [activity("3")], after=stale.instance, command_id="c", actor=LU, at=AT)


@pytest.mark.parametrize("again", ["instance", "command"])
def test_a_second_one_of_the_same_name_is_busy(deployed: Store, again: str) -> None:
    """It is run again then, and sees the first."""
    start(deployed, "i1")
    with deployed.write() as unit:
        unit.remember("c1", b"1", AT)
    with pytest.raises(Busy, match="store.taken"):
        if again == "instance":
            start(deployed, "i1")
        else:
            with deployed.write() as unit:
                unit.remember("c1", b"2", AT)


@pytest.mark.parametrize("name", ["system", "definition:process:x"])
def test_an_instance_is_not_named_like_another_stream(deployed: Store, name: str) -> None:
    with pytest.raises(Rejected, match="store.reserved_id"):
        start(deployed, name)


def test_an_instance_of_nothing_deployed_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="store.unknown_definition"):
        start(store, "i1")


def test_the_name_of_a_definition_that_was_rolled_back_is_forgotten(store: Store) -> None:
    def deploy_and_start(unit: Any, name: str) -> None:
        event = e.ProcessDeployed(
            definition_id="complaint:1", key="complaint", version=1, name=name, deployment_id="d", digest="0", file="f"
        )
        unit.record("definition:process:complaint", None, None, [event], after=None, command_id="c", actor=LU, at=AT)
        made = instance()
        events = [e.InstanceStarted(instance_id="i1", definition_id="complaint:1", key="complaint", root_id="i1")]
        unit.record("i1", "i1", None, events, after=made, command_id="c", actor=LU, at=AT)

    with pytest.raises(ValueError, match="no"), store.write() as unit:
        deploy_and_start(unit, "旧")
        raise ValueError("no")
    with store.write() as unit:
        deploy_and_start(unit, "新")
    with store.read() as reader:
        found = reader.instance("i1")
        assert found is not None
        assert found.process_name == "新"


def test_heads_of_other_streams_are_counted(store: Store) -> None:
    record_fact(store, "system", e.PasswordChanged(user_id="a"))
    record_fact(store, "system", e.PasswordChanged(user_id="b"))
    with store.write() as unit:
        version, hash = unit.head("system")
        assert (version, hash) == (2, unit.raw_commits("system")[-1].hash)
        assert unit.head("definition:process:x") == (0, "0" * 64)


def test_a_snapshot_of_an_older_format_is_folded_anew(database_url: str) -> None:
    opened = Store.open(database_url, fold=fold)
    deploy(opened)
    made = instance("i1")
    start(opened, "i1", activity("2"), task("2", candidate_groups=["g"]))
    with opened.write() as unit:
        old = instance_table.update().values(snapshot_format=0, snapshot="of another time")
        unit.connection.execute(old)
    with opened.write() as unit:
        found = unit.family("i1")["i1"].instance
    opened.close()
    assert (found.id, found.business_key, set(found.activities)) == ("i1", made.business_key, {"0", "2"})
    assert found.user_tasks["2"].candidate_groups == ["g"]


def test_without_a_fold_it_is_refused(deployed: Store) -> None:
    start(deployed, "i1")
    with deployed.write() as unit:
        unit.connection.execute(instance_table.update().values(snapshot_format=0))
    with pytest.raises(EngineError, match="history.unknown_snapshot"), deployed.read() as reader:
        reader.stored_instance("i1")


def test_credentials_stand_in_no_history(store: Store) -> None:
    record_fact(store, "system", e.UserCreated(user_id="wang", name="王"), e.PasswordChanged(user_id="wang"))
    for hashed in ("$argon2$one", "$argon2$two"):
        with store.write() as unit:
            unit.put_credential("wang", hashed)
    with store.read() as reader:
        assert (reader.credential("wang"), reader.credential("li")) == ("$argon2$two", None)
        assert "argon2" not in str(reader.raw_commits("system"))


def test_notices_are_read_once_and_by_each(deployed: Store) -> None:
    sent = [
        e.NoticeSent(notice_id=str(number), element_id="n", template="t", users=users, groups=groups)
        for number, users, groups in [(5, ["wang"], []), (6, [], ["leads"]), (7, ["li"], [])]
    ]
    start(deployed, "i1", *sent)
    with deployed.read() as reader:
        assert (reader.unread_count("wang", ["leads"]), reader.unread_count("li", [])) == (2, 1)
    with deployed.write() as unit:
        unit.mark_notices_read("wang", ["leads"], ["i1.5", "i1.7"], AT)
    with deployed.read() as reader:
        assert (reader.unread_count("wang", ["leads"]), reader.unread_count("li", [])) == (1, 1)
        page = reader.notices("wang", ["leads"])
        assert {each.id: each.is_read for each in page.items} == {"i1.5": True, "i1.6": False}
        assert [each.id for each in reader.notices("wang", ["leads"], unread_only=True).items] == ["i1.6"]
    for _ in range(2):
        with deployed.write() as unit:
            unit.mark_notices_read("wang", ["leads"], None, AT)
    with deployed.read() as reader:
        assert (reader.unread_count("wang", ["leads"]), reader.unread_count("li", [])) == (0, 1)


def test_what_people_type_is_kept_on_both_databases(deployed: Store) -> None:
    """PostgreSQL cannot hold NUL in a column; the body, and with it the proof, keeps it."""
    typed = "a\x00b'\"\\%_ 😀 中"
    start(deployed, "i1", task("2", name=typed), e.VariableSet(scope_id="0", name="x", value=typed))
    with deployed.read() as reader:
        found = reader.user_task("i1.2")
        [commit] = reader.commits("i1")
    assert found is not None
    assert found.name == typed.replace("\x00", "�")
    assert [event.value for event in commit.events if isinstance(event, e.VariableSet)] == [typed]


def test_times_keep_their_microseconds_and_come_back_in_utc(deployed: Store) -> None:
    from datetime import timezone

    local = (AT + timedelta(microseconds=123456)).astimezone(timezone(timedelta(hours=8)))
    start(deployed, "i1", task("2", due_at=local), at=local)
    with deployed.read() as reader:
        found = reader.user_task("i1.2")
    assert found is not None
    assert (found.due_at, found.due_at and found.due_at.utcoffset()) == (local, timedelta())


def test_a_time_without_a_zone_is_a_mistake(deployed: Store) -> None:
    with pytest.raises((ValueError, EngineError)):
        start(deployed, "i1", task("2", due_at=AT.replace(tzinfo=None)))
