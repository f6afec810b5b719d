"""Called instances and cancelling: one family, one lock, and nothing left over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.api import SYSTEM
from engine.errors import NotFound, Rejected
from engine.model import command as c
from engine.model import event as e
from tests.runtime.diagram import boundary, call, catch, diagram, error, gateway, message, script, service, timer, user
from tests.runtime.office import LIN, WANG, Office

IN_OUT = (
    '<extensionElements><camunda:in variables="all"/><camunda:out source="answer" target="got"/></extensionElements>'
)
CALLER = diagram("p", "start > ask > after > end", call("ask", "q", IN_OUT), user("after"))
CALLED = diagram("q", "start > work > end", user("work"))
BOTH = diagram(
    "p", "start > fork; fork > a > end1; fork > b > end2", gateway("fork", "parallel"), call("a", "q"), call("b", "q")
)
GO = '<message id="m" name="go"/><error id="x" errorCode="BAD"/>'
EVERYTHING = diagram(
    "p",
    "start > fork; late > end6; "
    + "; ".join(f"fork > {each} > end" for each in ("ask", "work", "listen", "pause", "call")),
    gateway("fork", "parallel"),
    call("ask", "q"),
    user("work"),
    boundary("late", "work", timer("PT1H"), interrupting=False),
    catch("listen", message("m")),
    catch("pause", timer("PT2H")),
    service("call", "work", "R1/PT1S"),
    names=GO,
)
THROWS = diagram("q", "start > work > bad", user("work"), f'<endEvent id="bad">{error("x")}</endEvent>', names=GO)
CATCHES = diagram(
    "p", "start > ask > end; caught > mend > end2", call("ask", "q"), boundary("caught", "ask", error("x")),
    user("mend"), names=GO,
)  # fmt: skip


def called_of(office: Office, instance_id: str) -> list[str]:
    return [each.id for each in office.engine.called(SYSTEM, instance_id)]


def test_a_called_instance_gives_back_to_its_caller(office: Office) -> None:
    office.deploy(CALLED, CALLER)
    root = office.start(a=1)
    [child] = called_of(office, root)
    assert child.startswith(f"{root}.")
    assert office.engine.instance(SYSTEM, child).root_id == root
    assert office.variables(child)["a"] == 1
    office.do(c.CompleteUserTask(task_id=office.task(child), variables={"answer": 42}))
    assert (office.state(child), office.variables(root)["got"]) == ("completed", 42)
    assert [each.element_id for each in office.tasks(root)] == ["after"]
    for each in (root, child):
        assert office.engine.verify(SYSTEM, each).is_whole


def test_a_family_is_one_lock(open_office: Callable[..., Office]) -> None:
    """Two called instances end at the same time, in two processes: the caller ends once."""
    first, second = open_office(), open_office()
    first.deploy(CALLED, BOTH)
    for _ in range(3):
        root = first.start()
        tasks = [first.task(each) for each in called_of(first, root)]
        barrier = Barrier(2)

        def complete(office: Office, task_id: str) -> None:
            barrier.wait()
            office.do(c.CompleteUserTask(task_id=task_id))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(complete, (first, second), tasks))
        assert first.state(root) == "completed"
        assert len(first.events(root, e.InstanceCompleted)) == 1
        assert first.engine.verify(SYSTEM, root).is_whole


def test_an_error_climbs_out_of_what_was_called(office: Office) -> None:
    office.deploy(THROWS, CATCHES)
    root = office.start()
    [child] = called_of(office, root)
    office.do(c.CompleteUserTask(task_id=office.task(child)))
    assert office.state(child) == "cancelled"
    assert [each.element_id for each in office.tasks(root)] == ["mend"]


@pytest.mark.parametrize("whom", ["root", "called"])
def test_cancelling_leaves_nothing_open(open_office: Callable[..., Office], whom: str) -> None:
    """Of the caller, or of what it called: a call cannot go on without it."""

    def fail(variables: object, context: object) -> None:
        raise RuntimeError

    office = open_office(work=fail)
    office.deploy(CALLED, EVERYTHING)
    office.hire()
    root = office.start()
    [child] = called_of(office, root)
    assert office.left_over(root) == {"tasks": 2, "jobs": 3, "subscriptions": 1, "incidents": 1}
    office.do(c.CancelInstance(instance_id=root if whom == "root" else child, reason="客户撤诉"), WANG)
    assert office.left_over(root) == {"tasks": 0, "jobs": 0, "subscriptions": 0, "incidents": 0}
    assert {office.state(each) for each in (root, child)} == {"cancelled"}
    assert [each.reason for each in office.events(root, e.InstanceCancelled)] == ["客户撤诉"]
    assert {each.state for each in office.engine.activities(SYSTEM, root)} <= {"completed", "cancelled"}
    for each in (root, child):
        assert office.engine.verify(SYSTEM, each).is_whole


def test_cancelling_what_has_ended_or_never_was(desk: Office) -> None:
    desk.deploy(CALLED)
    instance_id = desk.start("q")
    desk.do(c.CompleteUserTask(task_id=desk.task(instance_id)))
    with pytest.raises(Rejected) as rejected:
        desk.do(c.CancelInstance(instance_id=instance_id))
    assert rejected.value.code == "instance.ended"
    with pytest.raises(NotFound):
        desk.do(c.CancelInstance(instance_id="nobody"))


def test_whoever_takes_part_below_sees_the_case_above(desk: Office) -> None:
    desk.deploy(CALLED, CALLER)
    root = desk.start()
    [child] = called_of(desk, root)
    assert desk.engine.instance(LIN, child).id == child
    assert desk.engine.instance(LIN, root).id == root


LOCALS = "start > sub > after > end"


def test_local_inputs_are_what_the_call_activity_itself_holds(desk: Office) -> None:
    given = (
        '<extensionElements><camunda:inputOutput><camunda:inputParameter name="own">1</camunda:inputParameter>'
        '</camunda:inputOutput><camunda:in variables="all" local="true"/>'
        '<camunda:in source="own" target="mine" local="true"/>'
        '<camunda:in source="shared" target="none" local="true"/>'
        '<camunda:in source="shared" target="seen"/></extensionElements>'
    )
    desk.deploy(
        diagram("q", "start > look > end", user("look")), diagram("p", LOCALS, call("sub", "q", given), user("after"))
    )
    case = desk.start("p", shared=2)
    [called] = desk.engine.called(SYSTEM, case)
    assert desk.variables(called.id) == {"own": "1", "mine": "1", "none": None, "seen": 2}


def test_local_outputs_stay_with_the_call_activity(desk: Office) -> None:
    taken = (
        '<extensionElements><camunda:inputOutput><camunda:outputParameter name="sum">${a + b}</camunda:outputParameter>'
        '</camunda:inputOutput><camunda:out variables="all" local="true"/>'
        '<camunda:out source="a" target="b" local="true"/><camunda:out source="a" target="out"/></extensionElements>'
    )
    desk.deploy(
        diagram("q", "start > set > end", script("set", "21", "a")),
        diagram("p", LOCALS, call("sub", "q", taken), user("after")),
    )
    assert desk.variables(desk.start("p", b=5)) == {"b": 5, "sum": 42, "out": 21}
