"""Conditional start events, and those of several triggers that need all of them."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Rejected
from engine.model import command as c
from tests.runtime.diagram import diagram, user
from tests.runtime.office import Office

NAMES = '<message id="m" name="go"/><message id="m2" name="pay"/><signal id="s" name="alert"/>'
GO, PAY = ('<messageEventDefinition messageRef="m"/>', '<messageEventDefinition messageRef="m2"/>')
ALERT = '<signalEventDefinition signalRef="s"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"


def when(condition: str, attributes: str = "") -> str:
    return f"<conditionalEventDefinition {attributes}><condition>={condition}</condition></conditionalEventDefinition>"


def begun_by(key: str, triggers: str, attributes: str = "") -> bytes:
    on = f'<startEvent id="on" {attributes}>{triggers}</startEvent>'
    return diagram(key, "on > work > end", on, user("work"), names=NAMES)


def ask(office: Office, key: str | None = None, **variables: Any) -> list[str]:
    return office.do(c.EvaluateConditions(variables=variables, key=key))


def keys(office: Office, ids: list[str]) -> list[str]:
    return sorted(office.engine.instance(SYSTEM, each).process_key for each in ids)


def test_every_process_whose_condition_is_true_begins(office: Office) -> None:
    office.deploy(begun_by("cold", when("degrees &lt; 0")), begun_by("hot", when("degrees > 30")))
    assert keys(office, ask(office, degrees=35)) == ["hot"]
    assert ask(office, degrees=20) == [] and ask(office, other=1) == []
    [case] = ask(office, degrees=-5)
    assert dict(office.variables(case)) == {"degrees": -5}
    assert [each.element_id for each in office.tasks(case)] == ["work"]


MET = [
    (when("a > 1"), {"a": 2}, 1, "true"),
    (when("a > 1"), {}, 0, "not there"),
    (when("null"), {}, 0, "null is not true"),
    (when("a > 1", 'camunda:variableName="b"'), {"a": 2}, 0, "another variable is awaited"),
    (when("a > 1", 'camunda:variableName="a"'), {"a": 2}, 1, "this one is"),
    (GO + when("a > 1"), {"a": 2}, 1, "one of several triggers"),
    (GO + when("a > 1"), {"a": 1}, 0, "none of several"),
]


@pytest.mark.parametrize(("triggers", "variables", "count", "why"), MET, ids=[row[3] for row in MET])
def test_what_is_true(desk: Office, triggers: str, variables: dict[str, Any], count: int, why: str) -> None:
    desk.deploy(begun_by("p", triggers))
    assert len(ask(desk, **variables)) == count


def test_one_process_only(desk: Office) -> None:
    desk.deploy(begun_by("p", when("true")), begun_by("q", when("true")))
    assert keys(desk, ask(desk, "q")) == ["q"]
    assert len(ask(desk)) == 2


def test_one_that_cannot_be_told_begins_nothing(desk: Office) -> None:
    desk.deploy(begun_by("p", when("true")), begun_by("q", when("a + 1")))
    with pytest.raises(Rejected, match="condition.not_boolean"):
        ask(desk, a=1)
    assert not desk.engine.instances(SYSTEM).items


def test_asked_again_with_the_same_id_nothing_more_begins(office: Office) -> None:
    office.deploy(begun_by("p", when("true")))
    command = c.EvaluateConditions(command_id="once", business_key="k")
    first = office.do(command)
    assert office.do(command) == first and len(office.engine.instances(SYSTEM).items) == 1
    assert office.engine.instance(SYSTEM, first[0]).business_key == "k"


def test_only_the_latest_version_and_none_that_is_suspended(desk: Office) -> None:
    desk.deploy(begun_by("p", when("true")))
    desk.deploy(diagram("p", "start > end"))
    assert ask(desk) == []


# all of several

BOTH = begun_by("p", GO + PAY, 'parallelMultiple="true"')


def send(office: Office, name: str, key: str | None = None, **variables: Any) -> str:
    return office.do(c.CorrelateMessage(name=name, business_key=key, variables=variables))


def test_the_first_begins_and_the_instance_waits_for_the_rest(office: Office) -> None:
    office.deploy(BOTH)
    case = send(office, "pay", a=1)
    assert not office.tasks(case)
    assert send(office, "go", b=2) == case
    assert [each.element_id for each in office.tasks(case)] == ["work"]
    assert dict(office.variables(case)) == {"a": 1, "b": 2}
    assert send(office, "go") != case, "the next one begins another"


def test_business_keys_tell_them_apart(desk: Office) -> None:
    desk.deploy(BOTH)
    first, second = send(desk, "go", "k1"), send(desk, "go", "k2")
    assert first != second
    assert send(desk, "pay", "k2") == second and not desk.tasks(first)


def test_by_hand_it_begins_as_if_all_had_come(desk: Office) -> None:
    desk.deploy(BOTH)
    assert [each.element_id for each in desk.tasks(desk.start("p"))] == ["work"]


def test_times_and_conditions_are_waited_for_inside(office: Office) -> None:
    office.deploy(begun_by("p", ALERT + TIMER + when("ready = true"), 'parallelMultiple="true"'))
    assert not office.engine.start_timers(SYSTEM)
    assert office.do(c.BroadcastSignal(name="alert")) == 1
    [found] = office.engine.instances(SYSTEM).items
    office.do(c.SetVariables(scope_id=found.id, variables={"ready": True}))
    assert not office.tasks(found.id)
    office.wait(hours=1)
    assert [each.element_id for each in office.tasks(found.id)] == ["work"]


def test_nothing_would_begin_one_of_times_alone(desk: Office) -> None:
    with pytest.raises(DeploymentRefused):
        desk.deploy(begun_by("p", TIMER + when("true"), 'parallelMultiple="true"'))
