"""Beginning by a signal, by one of several start events, at a receive task or an event-based gateway."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Rejected
from engine.model import command as c
from engine.model import event as e
from tests.runtime.diagram import catch, diagram, message, throw, timer, user
from tests.runtime.office import Office

NAMES = (
    '<signal id="s" name="alert"/><signal id="s2" name="storm"/>'
    '<message id="m" name="go"/><message id="m2" name="pay"/>'
)
ALERT = '<signalEventDefinition signalRef="s"/>'


def begin(id: str, trigger: str) -> str:
    return f'<startEvent id="{id}">{trigger}</startEvent>'


BY_SIGNAL = diagram("p", "on > work > end", begin("on", ALERT), user("work"), names=NAMES)
THROWS = diagram("t", "start > shout > end", throw("shout", ALERT), names=NAMES)


def instances(office: Office, key: str) -> list[Any]:
    return [each for each in office.engine.instances(SYSTEM).items if each.process_key == key]


def send(office: Office, name: str = "alert", **variables: Any) -> Any:
    return office.do(c.BroadcastSignal(name=name, variables=variables))


def test_a_signal_begins_every_process_that_listens(office: Office) -> None:
    other = diagram("q", "on > end", begin("on", ALERT), names=NAMES)
    office.deploy(BY_SIGNAL, other)
    assert send(office, a=1) == 2
    [begun] = instances(office, "p")
    assert dict(office.variables(begun.id)) == {"a": 1}
    assert [each.name for each in office.events(begun.id, e.SignalReceived)] == ["alert"]
    assert [each.element_id for each in office.tasks(begun.id)] == ["work"]


def test_a_thrown_signal_does_so_once(office: Office) -> None:
    office.deploy(BY_SIGNAL, THROWS)
    office.start("t")
    office.engine.settle()
    assert len(instances(office, "p")) == 1


def test_only_the_latest_version_listens(desk: Office) -> None:
    desk.deploy(BY_SIGNAL)
    desk.deploy(diagram("p", "start > end"))
    assert send(desk) == 0


def test_the_same_broadcast_again_begins_nothing_more(desk: Office) -> None:
    desk.deploy(BY_SIGNAL)
    for _ in range(2):
        desk.do(c.BroadcastSignal(command_id="b-1", name="alert"))
    assert len(instances(desk, "p")) == 1


def test_several_start_events(desk: Office) -> None:
    """Each begins by its own trigger, and any of them by hand."""
    events = [begin("on", ALERT), begin("go", message("m")), begin("tick", timer("PT1H"))]
    desk.deploy(
        diagram("p", "start > work > end; on > work; go > work; tick > work", *events, user("work"), names=NAMES)
    )
    send(desk)
    desk.do(c.CorrelateMessage(name="go"))
    desk.wait(hours=1)
    desk.start()
    desk.do(c.StartInstance(key="p", element_id="go"))
    passed = sorted(desk.passed(each.id)[0] for each in instances(desk, "p"))
    assert passed == ["go", "go", "on", "start", "tick"]


def test_a_multiple_start_event_begins_by_any_of_its_triggers(desk: Office) -> None:
    desk.deploy(
        diagram("p", "on > work > end", begin("on", ALERT + message("m") + timer("PT1H")), user("work"), names=NAMES)
    )
    send(desk)
    desk.do(c.CorrelateMessage(name="go"))
    desk.wait(hours=1)
    assert len(instances(desk, "p")) == 3


RECEIVES = '<receiveTask id="take" messageRef="m" instantiate="true"/>'


def test_a_receive_task_that_instantiates(office: Office) -> None:
    office.deploy(diagram("p", "take > work > end", RECEIVES, user("work"), names=NAMES))
    instance_id = office.do(c.CorrelateMessage(name="go", variables={"a": 1}))
    assert [each.element_id for each in office.tasks(instance_id)] == ["work"]
    assert dict(office.variables(instance_id)) == {"a": 1}
    assert len(office.events(instance_id, e.MessageReceived)) == 1
    assert office.left_over(instance_id)["subscriptions"] == 0


def test_beside_a_start_event_it_begins_by_its_message_only(desk: Office) -> None:
    desk.deploy(diagram("p", "start > work > end; take > work", RECEIVES, user("work"), names=NAMES))
    assert desk.passed(desk.start()) == ["start"]
    assert desk.passed(desk.do(c.CorrelateMessage(name="go"))) == ["take"]


def gateway(kind: str) -> bytes:
    first = f'<eventBasedGateway id="first" instantiate="true" eventGatewayType="{kind}"/>'
    catches = [catch("a", message("m")), catch("b", message("m2"))]
    return diagram(
        "p", "first > a > one > end; first > b > two > end2", first, *catches, user("one"), user("two"), names=NAMES
    )


@pytest.mark.parametrize(("name", "task"), [("go", "one"), ("pay", "two")])
def test_a_gateway_that_instantiates_goes_on_with_the_event_that_came(desk: Office, name: str, task: str) -> None:
    desk.deploy(gateway("Exclusive"))
    instance_id = desk.do(c.CorrelateMessage(name=name, variables={"a": 1}))
    assert [each.element_id for each in desk.tasks(instance_id)] == [task]
    assert desk.left_over(instance_id)["subscriptions"] == 0
    assert dict(desk.variables(instance_id)) == {"a": 1}


def test_a_parallel_one_needs_all_its_events(desk: Office) -> None:
    desk.deploy(gateway("Parallel"))
    instance_id = desk.do(c.CorrelateMessage(name="pay", business_key="K"))
    assert [each.element_id for each in desk.tasks(instance_id)] == ["two"]
    assert desk.left_over(instance_id)["subscriptions"] == 1
    desk.do(c.CompleteUserTask(task_id=desk.task(instance_id)))
    assert desk.state(instance_id) == "active", "the other event has not come"
    assert desk.do(c.CorrelateMessage(name="go", business_key="K")) == instance_id
    desk.do(c.CompleteUserTask(task_id=desk.task(instance_id)))
    assert desk.state(instance_id) == "completed"


def test_a_message_of_another_case_begins_another(desk: Office) -> None:
    desk.deploy(gateway("Parallel"))
    first = desk.do(c.CorrelateMessage(name="pay", business_key="K"))
    second = desk.do(c.CorrelateMessage(name="go", business_key="L"))
    assert first != second


REFUSED = [
    ("two starts by one signal", diagram("p", "a > end; b > end", begin("a", ALERT), begin("b", ALERT), names=NAMES)),
    ("a name that depends on variables", diagram(
        "p", "a > end", begin("a", ALERT), names=NAMES.replace("alert", "${x}"))),
    ("a gateway that a timer would begin", gateway("Exclusive").replace(
        message("m2").encode(), timer("PT1H").encode())),
    ("parallel without instantiating", gateway("Parallel").replace(b'instantiate="true"', b"")),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "file"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(desk: Office, reason: str, file: bytes) -> None:
    with pytest.raises(DeploymentRefused):
        desk.deploy(file)


def test_nobody_listens(desk: Office) -> None:
    assert send(desk, "storm") == 0
    with pytest.raises(Rejected):
        desk.do(c.CorrelateMessage(name="pay"))
