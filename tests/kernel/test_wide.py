"""Many things at once: their order, and what they cost."""

from time import process_time

from engine.expr.expression import Env
from engine.kernel.decide import decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from engine.model.instance import Instance
from tests.kernel.build import boundary, catch, over, process, script, signal, start, sub, timer, user
from tests.kernel.desk import MONDAY, ROOT, Desk, Library


def test_the_last_started_is_cancelled_first_also_after_loading() -> None:
    desk = Desk(process(start(), user("a", loop=over(count="12")), flows="start -> a")).start()
    events = desk.do(c.CancelInstance(instance_id=ROOT))
    cancelled = [int(each.activity_id) for each in events if isinstance(each, e.ActivityCancelled)]
    assert len(cancelled) == 13 and cancelled[:-1] == sorted(cancelled[:-1], reverse=True)


def test_a_signal_is_received_in_the_order_of_asking_also_after_loading() -> None:
    waiting = sub("each", catch("wait", signal("go")), loop=over(count="12"))
    desk = Desk(process(start(), waiting, flows="start -> each")).start()
    asked = list(desk.root.subscriptions)
    assert len(asked) == 12 and asked == sorted(asked, key=int)


def many(count: int) -> d.ProcessDefinition:
    body = (script("first", "n", "1"), user("a"), boundary("late", "a", timer("duration", "PT1H")))
    return process(start(), sub("each", *body, loop=over(count=str(count))), flows="start -> each\nfirst -> a")


def opened(count: int) -> tuple[World, dict[str, Instance]]:
    world = World(MONDAY, Env(MONDAY), Library((many(count),)))
    family = decide(world, {}, c.StartInstance(key="p", version=1, instance_id=ROOT)).family
    while job_id := next(iter(family[ROOT].jobs), None):
        family = decide(world, family, c.ContinueStep(job_id=f"{ROOT}.{job_id}", fence=1)).family
    return world, family


def spent(count: int) -> float:
    """Processor time to open so many tasks with a deadline each, complete some, and cancel the rest."""
    began = process_time()
    world, family = opened(count)
    assert len(family[ROOT].user_tasks) == len(family[ROOT].timers) == count
    for task_id in list(family[ROOT].user_tasks)[: count // 10]:
        family = decide(world, family, c.CompleteUserTask(task_id=f"{ROOT}.{task_id}")).family
    family = decide(world, family, c.CancelInstance(instance_id=ROOT)).family
    assert not family[ROOT].timers and not family[ROOT].user_tasks
    return process_time() - began


def test_ten_thousand_open_tasks_cost_what_they_are() -> None:
    """Ten times as many cost about ten times as much, and not a hundred times."""
    assert spent(10_000) < 30 * min(spent(1_000) for _ in range(2))
