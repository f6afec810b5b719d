"""What must be true after any fault: every accepted command once, every timer once, nothing stuck, history whole."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.jobs.worker import Worker
from engine.model import command as c
from engine.model import event as e
from engine.store.tables.history import command
from tests.faults.load import Heard

ONCE = (e.TimerFired, e.JobCompleted, e.UserTaskCompleted, e.InstanceCompleted)
WINDOW = 200


class AfterEveryLease:
    """Real time, moved past every lease, so that nobody has to wait for one."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=1)


@dataclass(slots=True)
class Proof:
    """What was looked at, and what was wrong with it."""

    cases: int = 0
    commits: int = 0
    events: Counter[str] = field(default_factory=Counter)
    left_by_load: int = 0  # open tasks when the load ended, completed here
    problems: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, object]:
        return {
            "cases": self.cases,
            "commits verified": self.commits,
            "timers fired once": self.events["TimerFired"],
            "jobs completed once": self.events["JobCompleted"],
            "tasks completed once": self.events["UserTaskCompleted"],
            "of these after the load": self.left_by_load,
            "problems": len(self.problems),
        }

    def check(self, is_so: bool, problem: str) -> None:
        if not is_so:
            self.problems.append(problem)


def proof(engine: Engine, heard: Heard) -> Proof:
    """No other node is running. Finishes what was begun, then looks at every case."""
    found = Proof()
    engine._services.store.real_clock = AfterEveryLease()
    _finish(engine, found)
    answers = _answers(engine)
    ids = engine.instance_ids(SYSTEM)
    found.cases = len(ids)
    _check_commands(engine, heard, answers, set(ids), found)
    for instance_id in ids:
        _check_case(engine, instance_id, found)
    with engine._services.store.read() as reader:
        left = reader.jobs()
        found.check(not left, f"{len(left)} jobs are left: {left[:3]}")
        found.check(not reader.subscriptions(), "subscriptions are left")
    found.check(engine.incidents(SYSTEM).total == 0, f"incidents: {engine.incidents(SYSTEM).items[:3]}")
    return found


def _finish(engine: Engine, found: Proof) -> None:
    """Everything that was left half done goes on; the tasks that nobody came to are completed."""
    for _ in range(1000):
        _settled(engine)
        tasks = engine.user_tasks(SYSTEM, "all", limit=WINDOW).items
        if not tasks:
            return
        for task in tasks:
            engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
            found.left_by_load += 1
    found.problems.append("tasks come again and again")


def _settled(engine: Engine) -> None:
    """What is due within the next seconds too: timers run on real time, and nobody waits for the last ones here."""
    services = engine._services
    with services.store.read() as reader:
        last = max((each.due_at for each in reader.jobs(kind="timer")), default=services.clock.now())
    Worker(replace(services, clock=ManualClock(max(last, services.clock.now())))).settle()


def _answers(engine: Engine) -> dict[str, str]:
    """Of the commands whose senders chose the id, as they are kept."""
    with engine._services.store.write() as work:
        return {row.id: row.answer for row in work.connection.execute(select(command.c.id, command.c.answer))}


def _check_commands(engine: Engine, heard: Heard, answers: dict[str, str], ids: set[str], found: Proof) -> None:
    """An accepted one is there; a start that nobody was told of was never carried out."""
    started = {answers.get(each.command_id, "").strip('"') for each in heard.of("start")}
    found.check(started <= ids, f"accepted starts are lost: {sorted(started - ids)[:3]}")
    found.check(len(started) == len(heard.of("start")), "two accepted starts have one case")
    unknown = ids - started
    found.check(
        len(unknown) <= len(heard.lost), f"{len(unknown)} cases that nobody was told of, {len(heard.lost)} lost"
    )
    for each in heard.of("complete"):
        found.check(each.command_id in answers, f"the answer to {each.command_id} is lost")
        found.check(engine.user_task(SYSTEM, each.about).state == "completed", f"completion of {each.about} is lost")


def _check_case(engine: Engine, instance_id: str, found: Proof) -> None:
    state = engine.instance(SYSTEM, instance_id).state
    found.check(state == "completed", f"{instance_id} is {state}")
    verified = engine.verify(SYSTEM, instance_id)
    found.check(verified.is_whole, f"{instance_id} is broken: {verified.problems[:2]}")
    with engine._services.store.read() as reader:
        commits = reader.commits(instance_id)
    found.commits += len(commits)
    kinds = Counter(type(event).__name__ for commit in commits for event in commit.events)
    found.events += kinds
    for kind in ONCE:
        found.check(kinds[kind.__name__] == 1, f"{instance_id}: {kinds[kind.__name__]} x {kind.__name__}")
    counted = engine.variables(SYSTEM, instance_id).get("counted")
    found.check(counted == 1, f"{instance_id}: counted is {counted}")
