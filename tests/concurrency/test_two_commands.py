"""Every pair of commands that can meet on one case, stopped at every point of the way, in either order."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from engine.api import SYSTEM
from engine.errors import Rejected
from engine.identity.actor import TIMER
from engine.model import command as c
from engine.model import operation as o
from tests.concurrency.stopped import POINTS, Act, by_system, first_wins, stopped
from tests.runtime.diagram import boundary, call, diagram, gateway, timer, user
from tests.runtime.office import LIN, SUN, Office

GO = '<message id="m" name="go"/>'
WORK = diagram("p", "start > a > b > end", user("a"), user("b"))
NEXT = diagram("p", "start > a > b > c > end", user("a"), user("b"), user("c"))
FORK = diagram(
    "p", "start > split > a > join > after > end; split > b > join",
    user("a"), user("b"), user("after"), gateway("split", "parallel"), gateway("join", "parallel"),
)  # fmt: skip
LATE = diagram("p", "start > a > end; late > end2", user("a"), boundary("late", "a", timer("PT1H")))
WAITS = diagram(
    "p", "start > a > end; late > end2",
    '<receiveTask id="a" messageRef="m"/>', boundary("late", "a", timer("PT1H")), names=GO,
)  # fmt: skip
CALLER = diagram("p", "start > ask > end", call("ask", "q"))
CALLED = diagram("q", "start > a > end", user("a"))


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[Office, Office]]:
    first = Office(database_url)
    first.hire()
    second = first.beside()
    yield first, second
    second.close()
    first.close()


both_orders = pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
at_every_point = pytest.mark.parametrize("point", POINTS)
Pair = tuple[Office, Office]


class Meeting:
    """Two acts on a fresh case; `turned`: the second is the one that is stopped."""

    def __init__(self, pair: Pair, point: str, turned: bool, *diagrams: bytes) -> None:
        self.office, self.beside = pair
        self.point, self.turned = point, turned
        self.office.deploy(*diagrams)
        self.case = self.office.start()

    def task(self, element: str, case: str | None = None) -> str:
        return next(each.id for each in self.office.tasks(case or self.case) if each.element_id == element)

    def elements(self) -> list[str]:
        return sorted(each.element_id for each in self.office.tasks(self.case))

    def timer(self) -> Act:
        self.office.clock.advance(timedelta(hours=1))
        [due] = self.office.engine.timers(SYSTEM, self.case)
        return c.TriggerTimer(timer_id=due.id), TIMER

    def meet(self, one: Act, two: Act) -> tuple[str, str]:
        """What became of the one and the other: "done", or why not. Every history is whole afterwards."""
        acts = (two, one) if self.turned else (one, two)
        found = stopped(self.office, self.beside, *acts, self.point)
        assert all(proof.is_whole for _, proof in self.office.engine.verify_all(SYSTEM))
        said = [each.code if isinstance(each, Rejected) else "done" for each in found]
        return (said[1], said[0]) if self.turned else (said[0], said[1])

    @property
    def one_wins(self) -> bool:
        """Whether the first of the two acts is obeyed first."""
        return first_wins(self.point, self.office.url) != self.turned


@pytest.fixture
def meeting(pair: Pair, point: str, turned: bool) -> Callable[..., Meeting]:
    return lambda *diagrams: Meeting(pair, point, turned, *diagrams)


@both_orders
@at_every_point
def test_two_branches_reach_a_join(meeting: Callable[..., Meeting]) -> None:
    """It is passed once."""
    met = meeting(FORK)
    acts = [by_system(c.CompleteUserTask(task_id=met.task(each))) for each in ("a", "b")]
    assert met.meet(*acts) == ("done", "done")
    assert met.elements() == ["after"]


@both_orders
@at_every_point
def test_two_agents_claim(meeting: Callable[..., Meeting]) -> None:
    met = meeting(WORK)
    claim = c.ClaimUserTask(task_id=met.task("a"))
    found = met.meet((claim, LIN), (claim, SUN))
    assert found == (("done", "task.claimed_by") if met.one_wins else ("task.claimed_by", "done"))
    assert met.office.tasks(met.case)[0].assignee == ("lin" if met.one_wins else "sun")


@both_orders
@at_every_point
def test_a_task_is_completed_when_its_time_is_up(meeting: Callable[..., Meeting]) -> None:
    met = meeting(LATE)
    found = met.meet(by_system(c.CompleteUserTask(task_id=met.task("a"))), met.timer())
    assert found == (("done", "timer.gone") if met.one_wins else ("task.not_open", "done"))
    assert ("end" if met.one_wins else "end2") in met.office.passed(met.case)
    assert not any(met.office.left_over(met.case).values())


@both_orders
@at_every_point
def test_a_message_comes_when_its_time_is_up(meeting: Callable[..., Meeting]) -> None:
    met = meeting(WAITS)
    found = met.meet(by_system(c.CorrelateMessage(name="go")), met.timer())
    assert found == (("done", "timer.gone") if met.one_wins else ("message.not_expected", "done"))
    assert ("end" if met.one_wins else "end2") in met.office.passed(met.case)
    assert not any(met.office.left_over(met.case).values())


@both_orders
@at_every_point
def test_two_messages_for_one_receiver(meeting: Callable[..., Meeting]) -> None:
    met = meeting(WAITS)
    acts = [by_system(c.CorrelateMessage(name="go", variables={"from": each})) for each in ("one", "two")]
    found = met.meet(*acts)
    assert found == (("done", "message.not_expected") if met.one_wins else ("message.not_expected", "done"))
    assert met.office.variables(met.case)["from"] == ("one" if met.one_wins else "two")


@both_orders
@at_every_point
def test_a_task_is_completed_while_its_case_is_suspended(meeting: Callable[..., Meeting]) -> None:
    met = meeting(WORK)
    complete = by_system(c.CompleteUserTask(task_id=met.task("a")))
    found = met.meet(complete, by_system(o.SuspendInstance(instance_id=met.case)))
    assert found == (("done", "done") if met.one_wins else ("instance.suspended", "done"))
    assert met.elements() == (["b"] if met.one_wins else ["a"])
    assert all(each.is_suspended for each in met.office.tasks(met.case)), "also the task that came of it"


@both_orders
@at_every_point
def test_a_task_is_completed_while_its_case_is_migrated(meeting: Callable[..., Meeting]) -> None:
    """In either order both are done, and what is open stands on the new version."""
    met = meeting(WORK)
    met.office.do(c.DeployFiles(files={"d0.bpmn": NEXT}))
    complete = by_system(c.CompleteUserTask(task_id=met.task("a")))
    assert met.meet(complete, by_system(o.MigrateInstance(instance_id=met.case, version=2))) == ("done", "done")
    [task] = met.office.tasks(met.case)
    assert (task.element_id, task.definition_id) == ("b", "p:2")
    assert met.office.engine.instance(SYSTEM, met.case).version == 2


@both_orders
@at_every_point
def test_a_process_is_published_while_a_case_is_started(meeting: Callable[..., Meeting]) -> None:
    """The case runs on one version or the other, and its tasks on the same."""
    met = meeting(WORK)
    publish = by_system(c.DeployFiles(files={"d0.bpmn": NEXT}))
    begin = by_system(c.StartInstance(key="p", instance_id="new"))
    assert met.meet(publish, begin) == ("done", "done")
    view = met.office.engine.instance(SYSTEM, "new")
    [task] = met.office.tasks("new")
    assert view.definition_id == task.definition_id and view.version in (1, 2)
    assert met.office.engine.instance(SYSTEM, met.office.start()).version == 2


@both_orders
@at_every_point
def test_a_called_instance_ends_while_its_caller_is_cancelled(meeting: Callable[..., Meeting]) -> None:
    met = meeting(CALLER, CALLED)
    [called] = met.office.engine.called(SYSTEM, met.case)
    complete = by_system(c.CompleteUserTask(task_id=met.task("a", called.id)))
    found = met.meet(complete, by_system(c.CancelInstance(instance_id=met.case)))
    assert found == (("done", "instance.ended") if met.one_wins else ("task.not_open", "done"))
    ended = "completed" if met.one_wins else "cancelled"
    assert [met.office.state(each) for each in (met.case, called.id)] == [ended, ended]
    assert not any(met.office.left_over(met.case).values())


@both_orders
@at_every_point
def test_a_task_is_taken_back_while_somebody_claims_the_next(meeting: Callable[..., Meeting]) -> None:
    met = meeting(WORK)
    done = met.task("a")
    met.office.do(c.CompleteUserTask(task_id=done), LIN)
    claim, withdraw = c.ClaimUserTask(task_id=met.task("b")), o.WithdrawUserTask(task_id=done)
    found = met.meet((claim, SUN), (withdraw, LIN))
    assert found == (("done", "withdraw.gone_on") if met.one_wins else ("task.not_open", "done"))
    assert met.elements() == (["b"] if met.one_wins else ["a"])


@both_orders
@at_every_point
def test_a_token_is_moved_when_its_time_is_up(meeting: Callable[..., Meeting]) -> None:
    from engine.model.move import Move

    met = meeting(LATE)
    moves = [Move(action="cancel", id="a"), Move(action="before", id="a")]
    found = met.meet(by_system(o.ModifyInstance(instance_id=met.case, moves=moves)), met.timer())
    assert found == (("done", "timer.gone") if met.one_wins else ("instance.ended", "done"))
    assert met.elements() == (["a"] if met.one_wins else [])
