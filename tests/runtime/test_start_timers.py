"""Timer start events: armed per latest version, fired once, with a rule for what was missed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Rejected
from engine.identity.actor import TIMER
from engine.model import command as c
from engine.model import event as e
from engine.store import jobs
from tests.runtime.diagram import diagram, user
from tests.runtime.office import MONDAY, WANG, Office

HOUR = timedelta(hours=1)


def timed(kind: str, value: str, key: str = "p", more: str = "", **process: str) -> bytes:
    definition = f"<timerEventDefinition><time{kind}>{value}</time{kind}></timerEventDefinition>"
    return diagram(
        key, "tick > work > end", f'<startEvent id="tick" {more}>{definition}</startEvent>', user("work"), **process
    )


def begun(office: Office) -> int:
    return office.engine.instances(SYSTEM).total


def due(office: Office) -> list[datetime]:
    return [each.due_at for each in office.engine.start_timers(SYSTEM)]


def facts(office: Office, kind: type) -> list[Any]:
    with office.engine._services.store.read() as reader:
        commits = reader.commits("definition:process:p")
    return [event for commit in commits for event in commit.events if isinstance(event, kind)]


ARMED = [
    ("Duration", "PT2H", MONDAY + 2 * HOUR, "from the deployment on"),
    ("Date", "2026-01-06T09:00:00+08:00", MONDAY + 24 * HOUR, "a date"),
    ("Date", "2026-01-06", datetime(2026, 1, 5, 16, tzinfo=UTC), "a day, in the zone of the centre"),
    ("Cycle", "R3/PT1H", MONDAY + HOUR, "a cycle"),
    ("Cycle", "0 30 9 ? * MON-FRI", MONDAY + HOUR / 2, "cron, in the zone of the centre"),
    ("Date", "=now() + duration(\"PT5M\")", MONDAY + timedelta(minutes=5), "worked out"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "expected", "reason"), ARMED, ids=[row[3] for row in ARMED])
def test_when_it_is_armed(desk: Office, kind: str, value: str, expected: datetime, reason: str) -> None:
    desk.deploy(timed(kind, value))
    assert due(desk) == [expected], reason
    desk.clock.set(expected)
    desk.engine.settle()
    [instance] = desk.engine.instances(SYSTEM).items
    assert [each.element_id for each in desk.tasks(instance.id)] == ["work"]
    assert desk.passed(instance.id) == ["tick"]


COUNTED = [
    ("Duration", "PT1H", 1, "once"),
    ("Cycle", "R3/PT1H", 3, "three times"),
    ("Cycle", "R/PT1H/2026-01-05T03:30:00Z", 2, "until a moment"),
    ("Cycle", "R/PT1H", 5, "as long as anybody looks"),
    ("Cycle", "0 0 0/2 * * ?", 3, "at 10, 12 and 14"),
]


@pytest.mark.parametrize(("kind", "value", "count", "reason"), COUNTED, ids=[row[3] for row in COUNTED])
def test_how_often(desk: Office, kind: str, value: str, count: int, reason: str) -> None:
    desk.deploy(timed(kind, value))
    for _ in range(5):
        desk.wait(hours=1)
    assert begun(desk) == count, reason


MISSED = [
    # value, hours that nobody looked, instances, what was missed, hours until the next
    ("R/PT1H", 5.5, 1, 4, [0.5], "one for all of them, then in its beat"),
    ("R10/PT1H", 5.5, 1, 4, [0.5], "what was missed counts"),
    ("R3/PT1H", 5.5, 1, 2, [], "none is left"),
    ("R/PT1H/2026-01-05T03:30:00Z", 5.5, 1, 1, [], "its end has passed"),
    ("R/P1M", 24 * 100.0, 1, 2, [24 * 20], "months are gone through"),
    ("0 0 * * * ?", 5.5, 1, 0, [0.5], "cron: the next tick"),
]


@pytest.mark.parametrize(
    ("value", "hours", "count", "missed", "following", "reason"), MISSED, ids=[r[5] for r in MISSED]
)
def test_what_was_missed_begins_one_instance(
    desk: Office, value: str, hours: float, count: int, missed: int, following: list[float], reason: str
) -> None:
    desk.deploy(timed("Cycle", value))
    desk.wait(hours=hours)
    assert begun(desk) == count, reason
    assert [each.missed for each in facts(desk, e.StartTimerFired)] == [missed]
    assert [(each - desk.clock.now()) / HOUR for each in due(desk)] == following


def test_a_new_version_takes_its_place(desk: Office) -> None:
    desk.deploy(timed("Cycle", "R/PT1H"))
    desk.wait(minutes=30)
    desk.deploy(timed("Cycle", "R/PT2H"))
    assert due(desk) == [MONDAY + HOUR / 2 + 2 * HOUR]
    desk.wait(hours=2)
    [instance] = desk.engine.instances(SYSTEM).items
    assert instance.version == 2
    desk.deploy(diagram("p", "start > end"))
    assert due(desk) == []
    assert len(facts(desk, e.StartTimerCancelled)) == 2


def test_the_same_file_again_changes_nothing(desk: Office) -> None:
    desk.deploy(timed("Duration", "PT1H"))
    desk.wait(minutes=30)
    desk.deploy(timed("Duration", "PT1H"))
    assert due(desk) == [MONDAY + HOUR]


def test_two_processes_and_two_timers(desk: Office) -> None:
    both = (
        '<startEvent id="a"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>'
    )
    desk.deploy(diagram("p", "a > end; b > end", both, both.replace('"a"', '"b"')), timed("Duration", "PT1H", "q"))
    desk.wait(hours=1)
    assert sorted(each.process_key for each in desk.engine.instances(SYSTEM).items) == ["p", "p", "q"]


def test_two_machines_begin_one_instance(office: Office) -> None:
    """The one whose lease ran out finds it gone."""
    office.deploy(timed("Cycle", "R/PT1H"))
    office.clock.advance(HOUR)
    services = office.engine._services
    [slow] = jobs.claim(services.store, services.clock.now(), "a", 1, 0.0)
    [quick] = jobs.claim(services.store, services.clock.now(), "b", 1, 60.0)
    office.do(c.TriggerTimer(timer_id=quick.id, fence=quick.fence), TIMER)
    with pytest.raises(Rejected, match=r"job\.lease_lost"):
        office.do(c.TriggerTimer(timer_id=slow.id, fence=slow.fence), TIMER)
    office.engine.settle()
    assert begun(office) == 1


def test_a_timer_of_a_version_that_is_gone_rejects(desk: Office) -> None:
    desk.deploy(timed("Duration", "PT1H"))
    [timer] = desk.engine.start_timers(SYSTEM)
    desk.deploy(diagram("p", "start > end"))
    with pytest.raises(Rejected, match=r"timer\.gone"):
        desk.do(c.TriggerTimer(timer_id=timer.id))


def test_a_start_that_fails_is_written_down_and_the_cycle_goes_on(desk: Office) -> None:
    """The business key cannot be worked out: tried again without end it would fail without end."""
    key = '<camunda:properties><camunda:property name="businessKey" value="${missing}"/></camunda:properties>'
    start = b'<startEvent id="tick"'
    broken = timed("Cycle", "R/PT1H").replace(start, f"<extensionElements>{key}</extensionElements>".encode() + start)
    desk.deploy(broken)
    desk.wait(hours=1)
    [fired] = facts(desk, e.StartTimerFired)
    assert (begun(desk), fired.instance_id) == (0, None)
    assert fired.code == "expression.unknown_name"
    assert due(desk) == [MONDAY + 2 * HOUR]


REFUSED = [
    ("Duration", "${pause}", "deployment.timer_value", "it depends on variables"),
    ("Cycle", "0 0 0 30 2 ?", "deployment.timer_value", "it never comes"),
    ("Cycle", "R/PT1H/2026-01-05T01:30:00Z", "deployment.timer_value", "it is over before its first time"),
    ("Cycle", "R/PT0S", "deployment.timer_value", "it would be due again at once"),
    ("Cycle", "R900000000/-PT1H", "deployment.timer_value", "it goes back in time"),
    ("Cycle", "0 0 25 * * ?", "bpmn.bad_timer", "no such hour"),
    ("Duration", "P9999Y", "deployment.timer_value", "after the end of the calendar"),
]


@pytest.mark.parametrize(("kind", "value", "code", "reason"), REFUSED, ids=[row[3] for row in REFUSED])
def test_what_is_refused(desk: Office, kind: str, value: str, code: str, reason: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        desk.deploy(timed(kind, value))
    assert code in [each.code for each in refused.value.problems], reason


def test_a_date_that_has_passed_begins_at_once_and_is_told(desk: Office) -> None:
    deployment = desk.deploy(timed("Date", "2020-01-01T00:00:00Z"))
    assert "deployment.timer_past" in [each.code for each in deployment.warnings]
    desk.engine.settle()
    assert begun(desk) == 1


def test_its_case_knows_that_nobody_began_it(desk: Office) -> None:
    desk.deploy(timed("Duration", "PT1H"))
    desk.wait(hours=1)
    [instance] = desk.engine.instances(SYSTEM).items
    assert instance.starter_id is None
    with desk.engine._services.store.read() as reader:
        assert [each.actor_kind for each in reader.commits(instance.id)] == ["timer"]


def test_people_may_begin_it_by_hand(desk: Office) -> None:
    desk.deploy(timed("Duration", "PT1H"))
    assert desk.state(desk.start("p", WANG)) == "active"
