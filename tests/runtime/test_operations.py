"""Modified, migrated and restarted on both databases: the tables say what history says."""

from datetime import timedelta

import pytest

from engine.api import SYSTEM
from engine.errors import Forbidden, NotFound, Rejected
from engine.model import command as c
from engine.model import operation as o
from engine.model.move import Move
from tests.runtime.diagram import boundary, call, diagram, script, service, timer, user
from tests.runtime.office import LIN, WANG, Office

TWO = diagram("p", "start > a > b > end; late > end2", user("a"), user("b"), boundary("late", "a", timer("PT2H")))
NEXT = diagram(
    "p", "start > check > b > c > end; late > end2",
    user("check", formKey="f"), user("b"), user("c"), boundary("late", "check", timer("PT9H")),
)  # fmt: skip
FORM = b'{"type": "default", "id": "f", "components": []}'
MAPPING = {"a": "check"}


def refusal(office: Office, command: c.Command, actor=SYSTEM) -> str:
    with pytest.raises(Rejected) as rejection:
        office.do(command, actor)
    return rejection.value.code


def elements(office: Office, case: str) -> list[str]:
    return [each.element_id for each in office.tasks(case)]


def move(case: str, *moves: tuple[str, str]) -> o.ModifyInstance:
    made = [Move(action=action, id=id) for action, id in moves]  # type: ignore[arg-type]
    return o.ModifyInstance(instance_id=case, moves=made, reason="x")


def test_a_token_is_moved(office: Office) -> None:
    office.deploy(TWO)
    case = office.start()
    office.do(move(case, ("cancel", "a"), ("before", "b")))
    assert (elements(office, case), office.engine.timers(SYSTEM, case)) == (["b"], [])
    assert office.engine.verify(SYSTEM, case).is_whole
    office.do(c.CompleteUserTask(task_id=office.task(case)))
    assert (office.state(case), office.left_over(case)) == ("completed", dict.fromkeys(office.left_over(case), 0))


def test_what_a_move_would_do_is_told_and_not_done(office: Office) -> None:
    office.deploy(TWO)
    case = office.start()
    before = len(office.events(case))
    found = [
        (each.kind, each.element_id)
        for each in office.engine.preview(SYSTEM, move(case, ("cancel", "a"), ("before", "b")))
    ]
    assert found == [("effect.task_cancelled", "a"), ("effect.task_created", "b"), ("effect.timer_given_up", "late")]
    assert (len(office.events(case)), elements(office, case)) == (before, ["a"])
    with pytest.raises(Rejected) as rejection:
        office.engine.preview(SYSTEM, move(case, ("cancel", "a")))
    assert rejection.value.code == "modify.nothing_left"
    with pytest.raises(NotFound):
        office.engine.preview(SYSTEM, move("nothing", ("cancel", "a")))


def test_only_those_who_keep_cases_running_may(desk: Office) -> None:
    desk.deploy(TWO)
    case = desk.start(actor=LIN)
    for ask in (desk.do, lambda command, actor: desk.engine.preview(actor, command)):
        with pytest.raises(Forbidden):
            ask(move(case, ("cancel", "a"), ("before", "b")), LIN)
    desk.do(move(case, ("cancel", "a"), ("before", "b")), WANG)
    told = [each for each in desk.engine.timeline(WANG, case) if each.kind == "timeline.instance_modified_because"]
    assert [each.params["reason"] for each in told] == ["x"]


def test_an_instance_goes_on_with_the_next_version(office: Office) -> None:
    """Rows of tasks, timers and the instance stand on the elements of that version; the due time is kept."""
    office.hire()
    office.deploy(TWO)
    case = office.start()
    task = office.task(case)
    office.do(c.ClaimUserTask(task_id=task), LIN)
    office.do(c.SaveDraft(task_id=task, variables={"x": 1}), LIN)
    [before] = office.engine.timers(SYSTEM, case)
    office.deploy(NEXT, f__form=FORM)
    office.clock.advance(timedelta(hours=1))
    office.do(o.MigrateInstance(instance_id=case, version=2, mapping=MAPPING, reason="新规定"))
    view = office.engine.instance(SYSTEM, case)
    assert (view.definition_id, view.version) == ("p:2", 2)
    [found] = office.tasks(case)
    assert (found.id, found.element_id, found.assignee, found.form_key) == (task, "check", "lin", "f")
    assert (found.definition_id, office.engine.draft(LIN, task)) == ("p:2", {"x": 1})
    [after] = office.engine.timers(SYSTEM, case)
    assert (after.id, after.due_at) == (before.id, before.due_at)
    assert [each.element_id for each in office.engine.activities(SYSTEM, case) if each.state == "active"] == ["check"]
    assert office.engine.verify(SYSTEM, case).is_whole
    office.do(c.CompleteUserTask(task_id=task), LIN)
    assert elements(office, case) == ["b"]


def test_timers_still_fire_after_it(office: Office) -> None:
    office.deploy(TWO)
    case = office.start()
    office.deploy(NEXT, f__form=FORM)
    office.do(o.MigrateInstance(instance_id=case, version=2, mapping=MAPPING))
    office.wait(hours=2)
    assert (office.state(case), office.passed(case)[-1]) == ("completed", "end2")


def test_a_handler_that_runs_meanwhile_is_not_believed(open_office) -> None:
    """The new version calls another one."""
    called = []

    def old(variables, context):
        office.do(o.MigrateInstance(instance_id=context.instance_id, version=2))
        return {"by": "old"}

    office = open_office(old=old, new=lambda variables, context: called.append(1) or {"by": "new"})
    office.deploy(diagram("p", "start > s > end", service("s", "old")))
    office.do(c.DeployFiles(files={"p.bpmn": diagram("p", "start > s > end", service("s", "new"))}))
    case = office.do(c.StartInstance(key="p", version=1))
    office.engine.settle()
    assert (office.state(case), dict(office.variables(case)), called) == ("completed", {"by": "new"}, [1])


def test_many_are_migrated_each_by_itself(office: Office) -> None:
    office.deploy(TWO)
    cases = [office.start() for _ in range(3)]
    office.do(c.CompleteUserTask(task_id=office.task(cases[1])))
    office.do(o.SuspendInstance(instance_id=cases[2]))
    office.deploy(NEXT, f__form=FORM)
    command = o.MigrateInstances(command_id="m", instance_ids=[*cases, "nothing"], version=2, mapping=MAPPING)
    forecast = office.engine.forecast(SYSTEM, command)
    assert [each.code for each in forecast] == [None, None, "instance.suspended", "instance.unknown"]
    found = office.do(command)
    assert (found.done, [(each.id, each.code) for each in found.refused]) == (
        cases[:2],
        [(cases[2], "instance.suspended"), ("nothing", "instance.unknown")],
    )
    assert office.do(command).done == cases[:2], "asked again, it is not done again"
    assert [each.id for each in office.engine.running_on(SYSTEM, "p:1").items] == [cases[2]]


def test_what_would_become_of_each_is_told(desk: Office) -> None:
    desk.deploy(TWO)
    case = desk.start()
    desk.deploy(NEXT, f__form=FORM)
    [found] = desk.engine.forecast(SYSTEM, o.MigrateInstances(instance_ids=[case], version=2, mapping=MAPPING))
    assert [each.kind for each in found.effects] == ["effect.task_moved", "effect.timer_kept"]
    [found] = desk.engine.forecast(SYSTEM, o.MigrateInstances(instance_ids=[case], version=2))
    assert (found.code, found.params) == ("migrate.no_target", {"element": "a"})


def test_the_history_is_exported_with_both_diagrams(desk: Office) -> None:
    from engine.history.verify import verify_export

    desk.deploy(TWO)
    case = desk.start()
    desk.deploy(NEXT, f__form=FORM)
    desk.do(o.MigrateInstance(instance_id=case, version=2, mapping=MAPPING))
    exported = desk.engine.export(SYSTEM, case)
    assert verify_export(exported).is_whole
    assert b'"p:1"' in exported and b'"p:2"' in exported


def test_a_version_that_does_not_exist(desk: Office) -> None:
    desk.deploy(TWO)
    assert refusal(desk, o.MigrateInstance(instance_id=desk.start(), version=9)) == "definition.unknown"
    assert refusal(desk, o.MigrateInstance(instance_id="nothing", version=1)) == "instance.unknown"
    too_many = o.MigrateInstances(instance_ids=[str(n) for n in range(201)], version=1)
    assert refusal(desk, too_many) == "migrate.too_many"


def test_one_that_has_ended_begins_again(office: Office) -> None:
    """With the data that it began with, or ended with; each says which the other is."""
    office.deploy(diagram("p", "start > n > a > end", script("n", "n + 1", "n"), user("a")))
    case = office.do(c.StartInstance(key="p", variables={"n": 1}, business_key="K-1"))
    assert refusal(office, o.RestartInstance(instance_id=case)) == "restart.runs"
    office.do(c.CompleteUserTask(task_id=office.task(case), variables={"more": "x"}))
    first = office.do(o.RestartInstance(instance_id=case, reason="客户不满意"))
    assert dict(office.variables(first)) == {"n": 2}
    second = office.do(o.RestartInstance(instance_id=case, data="last"))
    assert dict(office.variables(second)) == {"n": 3, "more": "x"}
    assert {office.engine.instance(SYSTEM, each).business_key for each in (first, second)} == {"K-1"}
    assert office.engine.instance(SYSTEM, first).source_id == case
    told = [each.params["instance"] for each in office.engine.timeline(SYSTEM, case) if "restarted" in each.kind]
    assert told == [first, second]
    assert all(found.is_whole for _, found in office.engine.verify_all(SYSTEM))


def test_restarting_on_the_same_version_twice_sent(office: Office) -> None:
    office.deploy(TWO)
    case = office.start()
    office.do(c.CancelInstance(instance_id=case, reason="x"))
    office.deploy(NEXT, f__form=FORM)
    command = o.RestartInstance(command_id="r", instance_id=case, version=1)
    again = office.do(command)
    assert office.do(command) == again
    assert office.engine.instance(SYSTEM, again).version == 1
    assert office.engine.instance(SYSTEM, office.do(o.RestartInstance(instance_id=case))).version == 2


def test_a_called_instance_is_not_restarted_by_itself(desk: Office) -> None:
    desk.deploy(diagram("p", "start > ask > end", call("ask", "q")), diagram("q", "start > a > end", user("a")))
    case = desk.start()
    [called] = desk.engine.called(SYSTEM, case)
    desk.do(c.CompleteUserTask(task_id=desk.tasks(called.id)[0].id))
    assert refusal(desk, o.RestartInstance(instance_id=called.id)) == "restart.called"
