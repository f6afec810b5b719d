"""A command whose sender chose its id is carried out once, and answered the same however often it is sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.clock import OffsetClock, SystemClock
from engine.errors import Rejected
from engine.model import command as c
from engine.model import event as e
from tests.runtime.diagram import catch, diagram, message, user
from tests.runtime.office import LIN, MONDAY, WANG, Office

GO = '<message id="m" name="go"/>'
BY_MESSAGE = f'<startEvent id="begin">{message("m")}</startEvent>'
WAITS = diagram(
    "p", "start > work > listen > rest > end", user("work"), catch("listen", message("m")), user("rest"), names=GO
)
BEGINS = diagram("q", "begin > work > end", BY_MESSAGE, user("work"), names=GO)


def send(office: Office, command: c.Command, times: int = 2) -> list[Any]:
    return [office.do(command) for _ in range(times)]


def commits(office: Office, instance_id: str) -> int:
    with office.engine._services.store.read() as reader:
        return len(reader.raw_commits(instance_id))


def test_a_start_sent_twice_starts_one(office: Office) -> None:
    office.deploy(WAITS)
    first, second = send(office, c.StartInstance(key="p", command_id="x", variables={"a": 1}))
    assert first == second
    assert office.engine.instance_ids(SYSTEM) == [first]


STEPS: list[Callable[[str], c.Command]] = [
    lambda id: c.ClaimUserTask(command_id="1", task_id=f"{id}.2"),
    lambda id: c.ReleaseUserTask(command_id="2", task_id=f"{id}.2"),
    lambda id: c.AssignUserTask(command_id="3", task_id=f"{id}.2", assignee="lin"),
    lambda id: c.ChangeDueDate(command_id="4", task_id=f"{id}.2", due_at=MONDAY),
    lambda id: c.SetVariables(command_id="5", scope_id=id, variables={"a": 1}),
    lambda id: c.CompleteUserTask(command_id="6", task_id=f"{id}.2", variables={"a": 2}),
    lambda id: c.CorrelateMessage(command_id="7", name="go", instance_id=id),
    lambda id: c.CancelInstance(command_id="8", instance_id=id, reason="enough"),
]


def test_every_command_on_an_instance(office: Office) -> None:
    """Each is sent twice in turn; the second adds no commit, also when the first has made it impossible."""
    office.deploy(WAITS)
    office.hire()
    instance_id = office.start()
    assert office.task(instance_id) == f"{instance_id}.2"
    actors = {c.ClaimUserTask: LIN, c.ReleaseUserTask: LIN}
    for make in STEPS:
        command = make(instance_id)
        actor = actors.get(type(command), SYSTEM)
        first = office.do(command, actor)
        count = commits(office, instance_id)
        assert office.do(command, actor) == first, type(command).__name__
        assert commits(office, instance_id) == count, type(command).__name__
    assert office.state(instance_id) == "cancelled"


def test_a_message_that_was_received_is_answered_with_its_receiver(office: Office) -> None:
    office.deploy(WAITS)
    instance_id = office.start()
    office.do(c.CompleteUserTask(task_id=office.task(instance_id)))
    sent = c.CorrelateMessage(command_id="m", name="go")
    assert send(office, sent, 3) == [instance_id] * 3


def test_a_message_that_started_something_starts_it_once(office: Office) -> None:
    office.deploy(BEGINS)
    [first, second] = send(office, c.CorrelateMessage(command_id="m", name="go", business_key="K-1"))
    assert first == second
    assert office.engine.instance_ids(SYSTEM) == [first]


def test_deploying_twice_is_deploying_once(office: Office) -> None:
    command = c.DeployFiles(command_id="d", files={"p.bpmn": WAITS}, expected_versions={"p": 0})
    first, second = send(office, command)
    assert first == second
    assert office.engine.definition(SYSTEM, "p:1").version == 1


def test_time_that_was_moved_twice_has_moved_once(open_office: Callable[..., Office]) -> None:
    office = open_office(clock=OffsetClock(SystemClock()))
    office.do(c.CreateDemo(begins_at=MONDAY))
    first, second = send(office, c.AdvanceClock(command_id="a", seconds=7200))
    assert first == second
    assert MONDAY + timedelta(hours=2) <= office.engine.now() < MONDAY + timedelta(hours=3)


def test_users_too(office: Office) -> None:
    assert send(office, c.CreateUser(command_id="u", user_id="li", name="李")) == ["li", "li"]
    with pytest.raises(Rejected):
        office.do(c.CreateUser(command_id="v", user_id="li", name="李"))


def test_a_rejected_command_may_be_sent_again(office: Office) -> None:
    """Nothing was obeyed, so nothing is remembered."""
    office.deploy(WAITS)
    command = c.CorrelateMessage(command_id="m", name="go")
    with pytest.raises(Rejected):
        office.do(command)
    instance_id = office.start()
    office.do(c.CompleteUserTask(task_id=office.task(instance_id)))
    assert office.do(command) == instance_id


@pytest.mark.parametrize("kind", ["start", "complete"])
def test_at_the_same_time(open_office: Callable[..., Office], kind: str) -> None:
    """From two processes, each with two threads."""
    offices = [open_office() for _ in range(2)]
    offices[0].deploy(WAITS)
    instance_id = offices[0].start()
    command: c.Command = c.StartInstance(key="p", command_id="x")
    if kind == "complete":
        command = c.CompleteUserTask(task_id=offices[0].task(instance_id), command_id="x")
    barrier = Barrier(4)

    def sent(number: int) -> Any:
        barrier.wait()
        return offices[number % 2].do(command)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(sent, range(4)))
    assert len(set(answers)) == 1
    assert len(offices[0].engine.instance_ids(SYSTEM)) == (2 if kind == "start" else 1)
    assert len(offices[0].events(instance_id, e.UserTaskCompleted)) == (0 if kind == "start" else 1)


def test_a_command_of_somebody_without_the_right_is_not_answered_from_memory(desk: Office) -> None:
    desk.deploy(WAITS)
    instance_id = desk.start()
    command = c.CancelInstance(command_id="x", instance_id=instance_id, reason="so")
    desk.do(command, WANG)
    with pytest.raises(Rejected) as rejected:
        desk.do(command, LIN)
    assert rejected.value.code == "identity.permission_missing"


BAD_IDS = ["a.b", "a/b", "", "a:b", "system", "a b", "x" * 65, "a\x00b", "案"]


@pytest.mark.parametrize("instance_id", [each for each in BAD_IDS if each])
def test_ids_that_would_mean_something_else(desk: Office, instance_id: str) -> None:
    desk.deploy(WAITS)
    with pytest.raises(Rejected) as rejected:
        desk.do(c.StartInstance(key="p", instance_id=instance_id))
    assert rejected.value.code in ("instance.bad_id", "store.reserved_id")
    assert desk.engine.instance_ids(SYSTEM) == []


def test_an_id_that_is_taken(office: Office) -> None:
    office.deploy(WAITS)
    office.do(c.StartInstance(key="p", instance_id="mine"))
    with pytest.raises(Rejected) as rejected:
        office.do(c.StartInstance(key="p", instance_id="mine"))
    assert rejected.value.code == "instance.exists"


def test_text_that_nothing_can_keep_is_refused(office: Office) -> None:
    office.deploy(WAITS)
    for variables in ({"a": "\ud800"}, {"\udfff": 1}):
        with pytest.raises(Rejected) as rejected:
            office.start(**variables)
        assert rejected.value.code in ("value.not_storable", "command.bad_text")
    assert office.engine.instance_ids(SYSTEM) == []
    kept = office.start(a="\x00", b="😀")
    assert office.variables(kept) == {"a": "\x00", "b": "😀"}
