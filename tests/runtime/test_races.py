"""Two at the same thing at the same time: one wins, the other is told by whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from engine.api import SYSTEM, Actor
from engine.errors import Conflict, Forbidden, Rejected
from engine.identity.actor import TIMER
from engine.model import command as c
from engine.model import event as e
from engine.runtime import commands, retrying
from engine.store.busy import Busy
from engine.store.store import Store
from tests.runtime.diagram import boundary, diagram, timer, user
from tests.runtime.office import LIN, SUN, Office

WORK = diagram("p", "start > work > end", user("work"))
LATE = diagram("p", "start > work > end; late > end2", user("work"), boundary("late", "work", timer("PT1H")))
TIMES = 4


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Answers or rejections, in the order of the calls."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Rejected as rejection:
            return rejection

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(run, call) for call in calls]]


@pytest.fixture
def two(open_office: Callable[..., Office]) -> tuple[Office, Office]:
    first, second = open_office(), open_office()
    first.hire()
    return first, second


def test_two_agents_complete_one_task(two: tuple[Office, Office]) -> None:
    two[0].deploy(WORK)
    for _ in range(TIMES):
        instance_id = two[0].start()
        task_id = two[0].task(instance_id)
        found = race(
            lambda: two[0].do(c.CompleteUserTask(task_id=task_id, variables={"by": "lin"}), LIN),
            lambda: two[1].do(c.CompleteUserTask(task_id=task_id, variables={"by": "sun"}), SUN),
        )
        [conflict] = [each for each in found if each is not None]
        winner = "sun" if found[1] is None else "lin"
        assert (type(conflict), conflict.code, conflict.params["user"]) == (Conflict, "task.completed_by", winner)
        assert two[0].variables(instance_id)["by"] == winner
        assert [each.user_id for each in two[0].events(instance_id, e.UserTaskCompleted)] == [winner]


def test_two_agents_claim_one_task(two: tuple[Office, Office]) -> None:
    two[0].deploy(WORK)
    for _ in range(TIMES):
        task_id = two[0].task(two[0].start())
        found = race(
            lambda: two[0].do(c.ClaimUserTask(task_id=task_id), LIN),
            lambda: two[1].do(c.ClaimUserTask(task_id=task_id), SUN),
        )
        [conflict] = [each for each in found if each is not None]
        winner = "sun" if found[1] is None else "lin"
        assert (type(conflict), conflict.code, conflict.params["user"]) == (Conflict, "task.claimed_by", winner)
        assert two[0].engine.user_task(SYSTEM, task_id).assignee == winner


def test_an_agent_and_the_clock(two: tuple[Office, Office]) -> None:
    """Either the task was completed, or it was interrupted; never both."""
    two[0].deploy(LATE)
    for _ in range(TIMES):
        instance_id = two[0].start()
        task_id = two[0].task(instance_id)
        [due] = two[0].engine.timers(SYSTEM, instance_id)
        two[0].clock.advance(timedelta(hours=1))
        found = race(
            lambda: two[0].do(c.CompleteUserTask(task_id=task_id), LIN),
            lambda: two[1].do(c.TriggerTimer(timer_id=due.id), TIMER),
        )
        assert sum(isinstance(each, Rejected) for each in found) == 1
        assert two[0].state(instance_id) == "completed"
        ends = {"end", "end2"}.intersection(two[0].passed(instance_id))
        assert ends == ({"end"} if found[0] is None else {"end2"})


def test_a_stale_page_completes_nothing(desk: Office) -> None:
    desk.deploy(LATE)
    instance_id = desk.start()
    task_id = desk.task(instance_id)
    desk.wait(hours=1)
    with pytest.raises(Conflict) as conflict:
        desk.do(c.CompleteUserTask(task_id=task_id), LIN)
    assert conflict.value.code == "task.not_open"


def test_a_stranger_is_not_told_who_has_or_had_a_task(desk: Office) -> None:
    from tests.runtime.office import QIAN

    desk.deploy(WORK)
    task_id = desk.task(desk.start())
    desk.do(c.ClaimUserTask(task_id=task_id), LIN)
    for command in (c.ClaimUserTask(task_id=task_id), c.CompleteUserTask(task_id=task_id)):
        with pytest.raises(Forbidden):
            desk.do(command, QIAN)
    desk.do(c.CompleteUserTask(task_id=task_id), LIN)
    with pytest.raises(Forbidden) as forbidden:
        desk.do(c.CompleteUserTask(task_id=task_id), QIAN)
    assert "lin" not in str(forbidden.value)


def test_claiming_what_one_has_is_no_failure(desk: Office) -> None:
    desk.deploy(WORK)
    task_id = desk.task(desk.start())
    for _ in range(2):
        desk.do(c.ClaimUserTask(task_id=task_id), LIN)
    assert desk.engine.user_task(LIN, task_id).assignee == "lin"


def test_whoever_is_second_at_a_lock_waits_and_sees(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock error is tried again, and reaches nobody."""
    tries = []

    def start(services: Any, command: c.Command, actor: Actor) -> str:
        tries.append(command)
        if len(tries) < 4:
            raise Busy("store.locked")
        return "obeyed"

    monkeypatch.setitem(commands.CAPABILITIES, c.StartInstance, start)
    monkeypatch.setattr(retrying, "PAUSES", (0.0,) * 6)
    assert commands.execute(desk.engine._services, c.StartInstance(key="p"), SYSTEM) == "obeyed"
    assert len(tries) == 4


def test_a_lock_that_is_never_free_is_told_in_the_end(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def start(services: Any, command: c.Command, actor: Actor) -> str:
        tries.append(command)
        raise Busy("store.locked")

    monkeypatch.setitem(commands.CAPABILITIES, c.StartInstance, start)
    monkeypatch.setattr(retrying, "PAUSES", (0.0,) * 3)
    with pytest.raises(Busy):
        commands.execute(desk.engine._services, c.StartInstance(key="p"), SYSTEM)
    assert len(tries) == 4


def test_users_that_are_made_at_the_same_time(two: tuple[Office, Office]) -> None:
    """The stream of the system is one for all: everybody gets into it, one after the other."""
    found = race(*(lambda n=n: two[n % 2].do(c.CreateUser(user_id=f"u{n}", name="x")) for n in range(6)))
    assert found == [f"u{n}" for n in range(6)]
    assert all(verification.is_whole for _, verification in two[0].engine.verify_all(SYSTEM))


def test_publishing_at_the_same_time(two: tuple[Office, Office]) -> None:
    mine, yours = (c.DeployFiles(files={"p.bpmn": each}, expected_versions={"p": 0}) for each in (WORK, LATE))
    found = race(lambda: two[0].do(mine), lambda: two[1].do(yours))
    [conflict] = [each for each in found if isinstance(each, Rejected)]
    assert conflict.code == "definition.changed_meanwhile"
    assert len(two[0].engine.versions(SYSTEM, "process", "p")) == 1


def test_a_clock_that_is_behind_dates_nothing_back(database_url: str) -> None:
    """Two machines whose clocks differ: history stays in order."""
    ahead = Office(database_url)
    behind = Office(database_url)  # a clock of its own
    try:
        ahead.deploy(WORK)
        ahead.clock.advance(timedelta(seconds=5))
        instance_id = ahead.start()
        behind.do(c.CompleteUserTask(task_id=behind.task(instance_id)))
        assert ahead.engine.verify(SYSTEM, instance_id).is_whole
    finally:
        behind.close()
        ahead.close()


def test_an_engine_that_cannot_begin_lets_go_of_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.runtime import business_time

    closed: list[Store] = []
    monkeypatch.setattr(business_time, "load_calendar", lambda services: 1 / 0)
    monkeypatch.setattr(Store, "close", lambda store: closed.append(store))
    with pytest.raises(ZeroDivisionError):
        Office("sqlite://")
    assert len(closed) == 1
