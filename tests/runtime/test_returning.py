"""Back to an earlier task: only where nothing of it runs beside, with its data as it was, to whoever did it."""

import json

import pytest

from engine.api import SYSTEM
from engine.errors import Forbidden, Rejected
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o
from tests.runtime.diagram import boundary, diagram, gateway, script, service, timer, user
from tests.runtime.office import LIN, QIAN, SUN, WANG, Office

LINE = diagram("p", "start > a > b > c > end", user("a"), user("b"), user("c"))
FORK = diagram(
    "p",
    "start > before > split > a > a2 > join > after > end; split > b > join",
    *[user(each) for each in ("before", "a", "a2", "b", "after")],
    gateway("split", "parallel"),
    gateway("join", "parallel"),
)
AROUND = '<subProcess id="s"><startEvent id="i0"/><sequenceFlow id="i1" sourceRef="i0" targetRef="x"/>'
INSIDE = AROUND + user("x") + user("y") + '<sequenceFlow id="i2" sourceRef="x" targetRef="y"/></subProcess>'
NESTED = diagram("p", "start > a > s > z > end", user("a"), INSIDE, user("z"))


def done(office: Office, case: str, element: str, actor=LIN, **variables) -> str:
    """The id of the task that was completed."""
    task = next(each.id for each in office.tasks(case) if each.element_id == element)
    office.do(c.CompleteUserTask(task_id=task, variables=variables), actor)
    return task


def current(office: Office, case: str) -> list[tuple[str, str | None]]:
    return sorted(((each.element_id, each.assignee) for each in office.tasks(case)), key=str)


def task_of(office: Office, case: str, element: str) -> str:
    return next(each.id for each in office.tasks(case) if each.element_id == element)


def back(office: Office, case: str, source: str, target: str, actor=SYSTEM) -> None:
    office.do(o.ReturnUserTask(task_id=task_of(office, case, source), element_id=target, reason="材料不全"), actor)


def refusal(office: Office, command: c.Command, actor=SYSTEM) -> str:
    with pytest.raises(Rejected) as rejection:
        office.do(command, actor)
    return rejection.value.code


def reasons(office: Office, case: str, source: str) -> dict[str, str | None]:
    return {each.element_id: each.code for each in office.engine.earlier_tasks(SYSTEM, task_of(office, case, source))}


def test_the_task_before_gets_it_back(office: Office) -> None:
    """To whoever did it; with the data as it was; and it goes on from there."""
    office.hire()
    office.deploy(LINE)
    case = office.start(kept=1, changed="old")
    done(office, case, "a", changed="new", added="x")
    back(office, case, "b", "a")
    assert current(office, case) == [("a", "lin")]
    assert dict(office.variables(case)) == {"kept": 1, "changed": "old"}
    done(office, case, "a", changed="newer")
    assert current(office, case) == [("b", None)]
    assert office.engine.verify(SYSTEM, case).is_whole
    [told] = office.engine.notices(LIN).items
    assert told.instance_id == case
    [event] = office.events(case, e.UserTaskReturned)
    assert (event.element_id, event.to_element_id, event.reason) == ("b", "a", "材料不全")


def test_a_task_further_back(desk: Office) -> None:
    desk.deploy(LINE)
    case = desk.start(x=0)
    done(desk, case, "a", x=1)
    done(desk, case, "b", SUN, x=2, y=3)
    assert reasons(desk, case, "c") == {"b": None, "a": None}
    back(desk, case, "c", "a")
    assert dict(desk.variables(case)) == {"x": 0}
    done(desk, case, "a", x=5)
    assert reasons(desk, case, "b") == {"a": None}
    assert refusal(desk, o.ReturnUserTask(task_id=task_of(desk, case, "b"), element_id="c")) == "return.not_earlier"


def test_what_somebody_set_by_hand_stays(desk: Office) -> None:
    desk.deploy(LINE)
    case = desk.start(x=0)
    done(desk, case, "a", x=1)
    desk.do(c.SetVariables(scope_id=case, variables={"level": "VIP"}))
    back(desk, case, "b", "a")
    assert dict(desk.variables(case)) == {"x": 0, "level": "VIP"}


def test_not_past_a_split_that_is_not_joined(desk: Office) -> None:
    desk.deploy(FORK)
    case = desk.start()
    done(desk, case, "before")
    done(desk, case, "a")
    assert reasons(desk, case, "a2") == {"a": None, "before": "return.parallel"}
    back(desk, case, "a2", "a")
    assert [each for each, _ in current(desk, case)] == ["a", "b"]


def test_within_a_branch_the_data_of_the_other_stays(desk: Office) -> None:
    desk.deploy(FORK)
    case = desk.start()
    done(desk, case, "before")
    done(desk, case, "a", mine=1)
    done(desk, case, "b", other=2)
    back(desk, case, "a2", "a")
    assert dict(desk.variables(case)) == {"other": 2}
    done(desk, case, "a")
    done(desk, case, "a2")
    assert [each for each, _ in current(desk, case)] == ["after"]


def test_behind_a_join_only_what_was_before_the_split(desk: Office) -> None:
    """Inside a branch the join would wait for the other one for ever."""
    desk.deploy(FORK)
    case = desk.start(x=0)
    for element in ("before", "a", "a2", "b"):
        done(desk, case, element, **{element: 1, "x": 9})
    assert reasons(desk, case, "after") == {"before": None}
    back(desk, case, "after", "before")
    assert dict(desk.variables(case)) == {"x": 0}
    for element in ("before", "a", "a2", "b"):
        done(desk, case, element)
    assert [each for each, _ in current(desk, case)] == ["after"]


def test_from_inside_a_sub_process_to_the_scope_around(desk: Office) -> None:
    desk.deploy(NESTED)
    case = desk.start()
    done(desk, case, "a")
    done(desk, case, "x")
    assert reasons(desk, case, "y") == {"x": None, "a": None}
    back(desk, case, "y", "a")
    assert [each for each, _ in current(desk, case)] == ["a"]


def test_not_into_a_sub_process_that_has_ended(desk: Office) -> None:
    desk.deploy(NESTED)
    case = desk.start()
    for element in ("a", "x", "y"):
        done(desk, case, element)
    assert reasons(desk, case, "z") == {"a": None}


def test_a_task_that_was_interrupted_can_be_gone_back_to(desk: Office) -> None:
    """It escalated, and is given back to the first line, with a new deadline."""
    late = diagram(
        "p", "start > a > end; late > lead > end2", user("a"), boundary("late", "a", timer("PT1H")), user("lead")
    )
    desk.deploy(late)
    case = desk.start()
    desk.wait(hours=1)
    back(desk, case, "lead", "a")
    assert current(desk, case) == [("a", None)]
    assert [each.element_id for each in desk.engine.timers(SYSTEM, case)] == ["late"]


def test_a_reminder_beside_is_no_split(desk: Office) -> None:
    told = diagram(
        "p",
        "start > a > b > end; remind > look > end2",
        user("a"), user("b"), user("look"), boundary("remind", "a", timer("PT1H"), interrupting=False),
    )  # fmt: skip
    desk.deploy(told)
    case = desk.start()
    desk.wait(hours=1)
    done(desk, case, "a")
    back(desk, case, "b", "a")
    assert [each for each, _ in current(desk, case)] == ["a", "look"]


def test_through_a_loop_the_latest_passage_counts(desk: Office) -> None:
    loop = diagram(
        "p",
        "start > a > n > b > x > end; x > a if n < 3",
        user("a"),
        script("n", "n + 1", "n"),
        user("b"),
        gateway("x"),
    )
    loop = loop.replace(b'<exclusiveGateway id="x"/>', b'<exclusiveGateway id="x" default="f5"/>')
    desk.deploy(loop)
    case = desk.start(n=0)
    done(desk, case, "a")
    done(desk, case, "b")
    done(desk, case, "a")
    assert desk.variables(case)["n"] == 2
    back(desk, case, "b", "a")
    assert desk.variables(case)["n"] == 1


def test_what_was_filled_in_is_kept_as_a_draft(desk: Office) -> None:
    form = {"type": "default", "id": "f", "components": [{"type": "textfield", "key": "why", "id": "w"}]}
    desk.deploy(
        diagram("p", "start > a > b > end", user("a", formRef="f", formRefBinding="latest"), user("b")),
        f__form=json.dumps(form).encode(),
    )
    case = desk.start()
    done(desk, case, "a", why="屏幕破裂")
    back(desk, case, "b", "a")
    task = task_of(desk, case, "a")
    assert desk.engine.draft(LIN, task) == {"why": "屏幕破裂"}
    assert "why" not in desk.variables(case)


def test_who_may_return_a_task(desk: Office) -> None:
    """Whoever has it, and who watches over instances; nobody else."""
    desk.deploy(LINE)
    case = desk.start()
    done(desk, case, "a")
    task = task_of(desk, case, "b")
    command = o.ReturnUserTask(task_id=task, element_id="a", reason="x")
    for actor in (LIN, QIAN):
        with pytest.raises(Forbidden):
            desk.do(command, actor)
    desk.do(c.ClaimUserTask(task_id=task), SUN)
    desk.do(command, SUN)
    done(desk, case, "a")
    desk.do(o.ReturnUserTask(task_id=task_of(desk, case, "b"), element_id="a", reason="x"), WANG)
    assert current(desk, case) == [("a", "lin")]


def test_whoever_completed_a_task_takes_it_back(desk: Office) -> None:
    desk.deploy(LINE)
    case = desk.start(x=0)
    task = done(desk, case, "a", x=1)
    assert desk.engine.may_withdraw(LIN, task)
    assert not desk.engine.may_withdraw(SUN, task)
    with pytest.raises(Forbidden):
        desk.do(o.WithdrawUserTask(task_id=task), SUN)
    desk.do(o.WithdrawUserTask(task_id=task, reason="填错了"), LIN)
    assert current(desk, case) == [("a", "lin")]
    assert dict(desk.variables(case)) == {"x": 0}
    assert desk.engine.verify(SYSTEM, case).is_whole
    assert "timeline.user_task_withdrawn_because" in [each.kind for each in desk.engine.timeline(WANG, case)]


def test_with_all_branches_that_came_of_it(desk: Office) -> None:
    desk.deploy(FORK)
    case = desk.start()
    task = done(desk, case, "before")
    desk.do(o.WithdrawUserTask(task_id=task), LIN)
    assert current(desk, case) == [("before", "lin")]


def test_but_not_once_somebody_has_gone_on(desk: Office) -> None:
    desk.deploy(FORK)
    case = desk.start()
    task = done(desk, case, "before")
    branch = task_of(desk, case, "a")
    desk.do(c.ClaimUserTask(task_id=branch), SUN)
    assert refusal(desk, o.WithdrawUserTask(task_id=task), LIN) == "withdraw.gone_on"
    desk.do(c.ReleaseUserTask(task_id=branch), SUN)
    assert desk.engine.may_withdraw(LIN, task)
    done(desk, case, "b", SUN)
    assert refusal(desk, o.WithdrawUserTask(task_id=task), LIN) == "withdraw.gone_on"


def test_nor_once_a_handler_has_done_its_work(open_office) -> None:
    office = open_office(send=lambda variables, context: None)
    office.hire()
    office.deploy(diagram("p", "start > a > s > b > end", user("a"), service("s", "send"), user("b")))
    case = office.start()
    task = done(office, case, "a")
    office.engine.settle()
    assert refusal(office, o.WithdrawUserTask(task_id=task), LIN) == "withdraw.gone_on"
    assert reasons(office, case, "b") == {"a": None}


def test_a_task_that_is_open_is_not_taken_back(desk: Office) -> None:
    desk.deploy(LINE)
    case = desk.start()
    assert refusal(desk, o.WithdrawUserTask(task_id=desk.task(case))) == "withdraw.not_done"


def test_what_would_come_of_it_is_told_before(desk: Office) -> None:
    desk.deploy(LINE)
    case = desk.start(x=0)
    done(desk, case, "a", x=1)
    before = len(desk.events(case))
    command = o.ReturnUserTask(task_id=task_of(desk, case, "b"), element_id="a", reason="x")
    found = [(each.kind, each.element_id) for each in desk.engine.preview(WANG, command)]
    assert found == [
        ("effect.task_cancelled", "b"),
        ("effect.task_created", "a"),
        ("effect.variable_changed", None),
    ]
    assert len(desk.events(case)) == before


def test_what_begins_anew_is_not_undone_twice(desk: Office) -> None:
    """Done a second time, it is compensated once."""
    undone = (
        '<boundaryEvent id="undo" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
        '<association id="as" associationDirection="One" sourceRef="undo" targetRef="give_back"/>'
        '<userTask id="give_back" isForCompensation="true"/>'
        '<endEvent id="end"><compensateEventDefinition/></endEvent>'
    )
    desk.deploy(diagram("p", "start > a > b > end", user("a"), user("b"), undone))
    case = desk.start()
    done(desk, case, "a")
    back(desk, case, "b", "a")
    done(desk, case, "a")
    done(desk, case, "b")
    assert [each for each, _ in current(desk, case)] == ["give_back"]
    desk.do(c.CompleteUserTask(task_id=task_of(desk, case, "give_back")))
    assert desk.state(case) == "completed"


MANY = "<multiInstanceLoopCharacteristics{}><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize("how", ["", ' isSequential="true"'])
def test_a_multi_instance_is_returned_to_as_a_whole(office: Office, how: str) -> None:
    office.hire()
    office.deploy(diagram("p", "start > a > many > b > end", user("a"), user("many", MANY.format(how)), user("b")))
    case = office.start()
    done(office, case, "a", n=0)
    for number in range(3):
        done(office, case, "many", n=number + 1)
    assert reasons(office, case, "b") == {"a": None, "many": None}
    back(office, case, "b", "many")
    assert [each for each, _ in current(office, case)] == (["many"] if how else ["many"] * 3)
    assert dict(office.variables(case))["n"] == 0, "as it was before any of them"
    for _ in range(3):
        done(office, case, "many")
    assert [each for each, _ in current(office, case)] == ["b"]


LEFT = (
    "<multiInstanceLoopCharacteristics{}><loopCardinality>3</loopCardinality><loopDataOutputRef>all</loopDataOutputRef>"
    '<outputDataItem id="o" name="n"/></multiInstanceLoopCharacteristics>'
)


@pytest.mark.parametrize("how", ["", ' isSequential="true"'], ids=["parallel", "sequential"])
def test_one_task_of_a_multi_instance_is_taken_back(office: Office, how: str) -> None:
    """With its number and its data; what another one wrote stays, and each counts once."""
    office.hire()
    office.deploy(diagram("p", "start > many > b > end", user("many", MANY.format(how)), user("b")))
    case = office.start(n=0)
    first = done(office, case, "many", n=1, only=1)
    office.do(o.WithdrawUserTask(task_id=first), LIN)
    assert office.variables(case)["n"] == 0 and "only" not in office.variables(case)
    assert len(current(office, case)) == (1 if how else 3)
    again = next(each.id for each in office.tasks(case) if each.assignee == "lin")
    assert turn(office, case, again) == 0
    for number in range(3):
        assert [each for each, _ in current(office, case)] == ["many"] * (1 if how else 3 - number)
        done(office, case, "many", n=number)
    assert [each for each, _ in current(office, case)] == ["b"]


def test_what_a_later_body_wrote_stays(desk: Office) -> None:
    desk.deploy(diagram("p", "start > many > b > end", user("many", MANY.format("")), user("b")))
    case = desk.start(n=0)
    first = done(desk, case, "many", n=1)
    done(desk, case, "many", n=2)
    desk.do(o.WithdrawUserTask(task_id=first))
    assert desk.variables(case)["n"] == 2
    assert len(current(desk, case)) == 2


def test_a_sequential_body_is_returned_to_the_one_before(desk: Office) -> None:
    """Only one step: the bodies before it have their turn when their own successor goes back."""
    many = user("many", MANY.format(' isSequential="true"'))
    desk.deploy(diagram("p", "start > a > many > b > end", user("a"), many, user("b")))
    case = desk.start(n=0)
    done(desk, case, "a")
    done(desk, case, "many", n=1)
    done(desk, case, "many", n=2)
    back(desk, case, "many", "many")
    assert desk.variables(case)["n"] == 1
    assert turn(desk, case, task_of(desk, case, "many")) == 1
    back(desk, case, "many", "many")
    assert (desk.variables(case)["n"], turn(desk, case, task_of(desk, case, "many"))) == (0, 0)
    for _ in range(3):
        done(desk, case, "many")
    assert [each for each, _ in current(desk, case)] == ["b"]


def turn(office: Office, case: str, task_id: str) -> int:
    """Which body of a multi-instance it is."""
    return int(office.engine.variables(SYSTEM, case, task_id.rpartition(".")[2])["loopCounter"])


def test_what_a_body_left_is_left_once(desk: Office) -> None:
    desk.deploy(diagram("p", "start > many > b > end", user("many", LEFT.format("")), user("b")))
    case = desk.start()
    desk.do(o.WithdrawUserTask(task_id=done(desk, case, "many", n="wrong")))
    while any(each.element_id == "many" for each in desk.tasks(case)):
        task = task_of(desk, case, "many")
        desk.do(c.CompleteUserTask(task_id=task, variables={"n": turn(desk, case, task)}))
    assert desk.variables(case)["all"] == [0, 1, 2]


def test_a_body_is_not_taken_back_once_the_next_one_is_claimed(desk: Office) -> None:
    many = user("many", MANY.format(' isSequential="true"'))
    desk.deploy(diagram("p", "start > many > b > end", many, user("b")))
    case = desk.start()
    first = done(desk, case, "many")
    desk.do(c.ClaimUserTask(task_id=task_of(desk, case, "many")), LIN)
    assert refusal(desk, o.WithdrawUserTask(task_id=first)) == "withdraw.gone_on"


def test_from_the_middle_of_a_multi_instance(desk: Office) -> None:
    many = user("many", MANY.format(' isSequential="true"'))
    desk.deploy(diagram("p", "start > a > many > b > end", user("a"), many, user("b")))
    case = desk.start()
    first = done(desk, case, "a", SYSTEM)
    done(desk, case, "many", SYSTEM)
    assert reasons(desk, case, "many") == {"many": None, "a": None}
    assert refusal(desk, o.WithdrawUserTask(task_id=first)) == "withdraw.gone_on"
    back(desk, case, "many", "a")
    assert [each for each, _ in current(desk, case)] == ["a"]
