"""A random walk with the complaint process: after every command the history folds to the snapshot."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.errors import Rejected
from engine.model import command as c
from engine.scenario.folder import files, handlers
from tests.runtime.office import MONDAY

COMPLAINT = Path(__file__).resolve().parents[2] / "processes" / "complaint"
START = {
    "customer": st.sampled_from(["陈女士", "<b>x</b>", ""]),
    "tier": st.sampled_from(["普通", "五星金", "新客户"]),
    "category": st.sampled_from(["产品质量", "服务态度", "其他", "没有这一类"]),
    "urgency": st.sampled_from(["咨询", "功能异常"]),
    "churn_risk": st.sampled_from(["高", "低"]),
    "has_brand_risk": st.booleans(),
    "is_grave": st.booleans(),
}
DONE = {
    "satisfied": st.sampled_from(["满意", "不满意", None, 7]),
    "compensation": st.sampled_from([0, 80, 5000, "much"]),
    "compensation_kind": st.sampled_from(["无", "优惠券"]),
    "cause": st.sampled_from(["流程缺陷", None]),
    "customer_told": st.booleans(),
    "dissatisfied_count": st.sampled_from([0, 1, "x"]),
}
PEOPLE = ("lin", "sun", "wang")


@cache
def shared() -> tuple[Engine, ManualClock]:
    """One for all walks: deploying takes its time. Each walk has cases of its own."""
    clock = ManualClock(MONDAY)
    engine = Engine.open("sqlite://", clock=clock, handlers=handlers(COMPLAINT))
    for user_id in PEOPLE:
        engine.execute(c.CreateUser(user_id=user_id, name=user_id, roles=["agent"], groups=["junior_agents"]), SYSTEM)
    engine.execute(c.DeployFiles(files=files(COMPLAINT)), SYSTEM)
    return engine, clock


def some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


class Walk(RuleBasedStateMachine):
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.engine, self.clock = shared()
        self.started: list[str] = []

    def do(self, command: c.Command) -> Any:
        """Obeyed, or rejected for a reason; nothing else ever comes out."""
        try:
            return self.engine.execute(command, SYSTEM)
        except Rejected:
            return None

    def one(self, found: list[Any], number: int) -> Any:
        return found[number % len(found)] if found else None

    def open_task(self, case: str, number: int) -> Any:
        return self.one([each for each in self.engine.instance_tasks(SYSTEM, case) if each.state == "open"], number)

    @rule(target=cases, values=some(START))
    def start(self, values: dict[str, Any]) -> str:
        case: str = self.do(c.StartInstance(key="complaint", variables=values))
        self.started.append(case)
        return case

    @rule(case=cases, number=st.integers(0, 9), values=some(DONE))
    def complete(self, case: str, number: int, values: dict[str, Any]) -> None:
        if task := self.open_task(case, number):
            self.do(c.CompleteUserTask(task_id=task.id, variables=values))

    @rule(case=cases, number=st.integers(0, 9), who=st.sampled_from([*PEOPLE, None]))
    def assign(self, case: str, number: int, who: str | None) -> None:
        if task := self.open_task(case, number):
            self.do(c.AssignUserTask(task_id=task.id, assignee=who))

    @rule(case=cases, values=some(DONE))
    def set_variables(self, case: str, values: dict[str, Any]) -> None:
        self.do(c.SetVariables(scope_id=case, variables=values))

    @rule(hours=st.sampled_from([0.5, 1, 2, 8, 18, 24, 100]))
    def wait(self, hours: float) -> None:
        self.clock.advance(timedelta(hours=hours))
        self.engine.settle()

    @rule(case=cases, number=st.integers(0, 9))
    def retry(self, case: str, number: int) -> None:
        if incident := self.one(self.engine.instance_incidents(SYSTEM, case), number):
            self.do(c.RetryIncident(incident_id=incident.id))

    @rule(case=cases, number=st.integers(0, 9))
    def fire(self, case: str, number: int) -> None:
        if timer := self.one(self.engine.timers(SYSTEM, case), number):
            self.do(c.TriggerTimer(timer_id=timer.id))

    @rule(case=cases)
    def cancel(self, case: str) -> None:
        self.do(c.CancelInstance(instance_id=case, reason="撤诉"))

    @invariant()
    def history_folds_to_the_snapshot(self) -> None:
        for case in self.started:
            found = self.engine.verify(SYSTEM, case)
            assert found.is_whole, found.problems

    @invariant()
    def what_has_ended_holds_nothing(self) -> None:
        for case in self.started:
            if self.engine.instance(SYSTEM, case).state != "active":
                assert not self.engine.jobs(SYSTEM, case)
                assert not self.engine.subscriptions(SYSTEM, case)
                assert not self.engine.instance_incidents(SYSTEM, case)
                assert self.open_task(case, 0) is None

    @invariant()
    def whatever_is_active_waits_for_something(self) -> None:
        """A task, a timer, a job, a message, or somebody who resolves an incident."""
        for case in self.started:
            if self.engine.instance(SYSTEM, case).state == "active":
                waits = self.engine.jobs(SYSTEM, case) or self.engine.subscriptions(SYSTEM, case)
                assert waits or self.open_task(case, 0) or self.engine.instance_incidents(SYSTEM, case)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=8, stateful_step_count=20)


def test_everything_is_whole_in_the_end() -> None:
    """Runs after the walks when they run in this process; every stream, the system's too."""
    assert all(found.is_whole for _, found in shared()[0].verify_all(SYSTEM))
